"""What a person says of a new token."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.programs.scopes import AREAS

MAY = [("read", _("Only look")), ("write", _("Look and act"))]
BY_HAND = 600
"""Calls a minute of a token made on the page; whoever runs the portal may give more by command."""
DAYS = [("7", _("a week")), ("30", _("thirty days")), ("90", _("ninety days"))]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"), max_length=60, help_text=_("A name by which you know it again."),
        error_messages={"required": _("Give it a name.")},
    )  # fmt: skip
    may = forms.ChoiceField(
        label=_("What may it do?"), choices=MAY, widget=forms.RadioSelect, initial="read",
        error_messages={"required": _("Choose one.")},
    )  # fmt: skip
    area = forms.ChoiceField(
        label=_("Where?"), required=False, choices=[("", _("everywhere")), *((one, one) for one in sorted(AREAS))]
    )
    days = forms.ChoiceField(label=_("How long?"), choices=DAYS, initial="30")

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        scope = f"{given['may']}:{given['area']}" if given["area"] else given["may"]
        return {
            "name": given["name"],
            "scopes": [scope],
            "life": timedelta(days=int(given["days"])),
            "calls_a_minute": BY_HAND,
        }
