"""Input of handing a case to the level above, and of its answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.authority.actions import level_above
from applications.authority.choices import Level
from applications.forms import ReasonForm, VerbForm


class EscalateForm(ReasonForm):
    """Programs may leave the level out: the rules name it."""

    level = forms.ChoiceField(
        label=_("To whom"), choices=Level.choices, widget=forms.RadioSelect, required=False,
        help_text=_("The level that decides on this voltage and capacity is chosen already."),
    )  # fmt: skip
    field_order = ["level", "reason"]

    def know(self, application: Any, *, at: datetime) -> None:
        self.initial.setdefault("level", level_above(application))


class HandBackForm(VerbForm):
    answer = forms.CharField(
        label=_("What did they decide?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )
    document_no = forms.CharField(label=_("Number of their letter"), max_length=80, required=False)
