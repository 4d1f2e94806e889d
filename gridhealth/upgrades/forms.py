"""What a planner says about an upgrade."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from gridhealth.health.forms import done_by


class UpgradeForm(forms.Form):
    what = forms.CharField(label=_("What will be done"), max_length=120)
    planned_on = done_by()
    owner = forms.ModelChoiceField(label=_("Who answers for it"), queryset=User.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.holding(Role.PLANNER) | User.objects.holding(Role.CHIEF)
        self.fields["owner"].queryset = people.distinct()  # type: ignore[attr-defined]


class FinishForm(forms.Form):
    rating = forms.DecimalField(
        label=_("Rating from now on"), min_value=0, max_digits=12, decimal_places=2,
        help_text=_("kVA of a transformer, or the current limit of a line in A."),
        widget=forms.NumberInput({"class": "w-8ch"}),
    )  # fmt: skip
