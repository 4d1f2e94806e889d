"""What a planner says about a cure, and how the archive is narrowed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gridhealth.health.choices import State

KINDS = (("cell", _("Cells")), ("feeder", _("Lines")), ("area", _("Transformer areas")))


class CureForm(forms.Form):
    what = forms.CharField(label=_("What will be done"), max_length=120)
    budget_yuan = forms.DecimalField(
        label=_("Budget"), min_value=0, max_digits=12, decimal_places=2,
        widget=forms.NumberInput({"data-unit": "CNY", "class": "w-12ch"}),
    )  # fmt: skip
    planned_on = forms.DateField(label=_("Done by"), widget=forms.DateInput({"type": "date", "class": "w-12ch"}))


class ArchiveFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of object"), required=False, choices=[("", _("Everything")), *KINDS])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *State.choices])
    town = forms.RegexField(label=_("Township code"), required=False, regex=r"^\d{9}$")
