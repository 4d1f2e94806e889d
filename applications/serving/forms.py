"""Choosing an account manager: cards with a radio button each; full ones are shown and cannot be chosen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms import VerbForm
from applications.serving.actions import change_needs_reason
from customers.serving.cards import Card, cards


class ChooseManagerForm(VerbForm):
    """Programs send the number of `/api/v1/managers/`."""

    template_name = "managers/choose_form.html"
    manager = forms.IntegerField(
        label=_("Who shall look after you?"), min_value=1, max_value=2**31 - 1,
        error_messages={"required": _("Choose one of them."), "invalid": _("Choose one of them.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why do you want to change?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=200, required=False,
        help_text=_("Only when you change. The account manager is not told."),
    )  # fmt: skip
    reason.is_needed = True  # type: ignore[attr-defined]  # wherever it is asked at all
    cards: list[Card] = []

    def know(self, application: Any, *, at: datetime) -> None:
        township = application.site.township_code if application.site else ""
        self.cards = cards(at=at, township_code=township)
        if not change_needs_reason(application, at=at):
            del self.fields["reason"]
