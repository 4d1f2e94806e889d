"""What a planner says about a cure, and how the archive is narrowed."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from gridhealth.health.choices import State
from gridhealth.models import Feeder, GridCell
from gridhealth.towns import TOWNS

KINDS = (("cell", _("Cells")), ("feeder", _("Lines")), ("area", _("Transformer areas")))


def done_by() -> forms.DateField:
    """The browser fills a day in only as ISO 8601 writes it, whatever the language."""
    widget = forms.DateInput({"type": "date", "class": "w-12ch"}, format="%Y-%m-%d")
    return forms.DateField(label=_("Done by"), widget=widget)


class CureForm(forms.Form):
    what = forms.CharField(label=_("What will be done"), max_length=120)
    budget_yuan = forms.DecimalField(
        label=_("Budget"), min_value=0, max_digits=12, decimal_places=2,
        widget=forms.NumberInput({"data-unit": "CNY", "class": "w-12ch"}),
    )  # fmt: skip
    planned_on = done_by()


class MoveForm(forms.Form):
    planned_on = done_by()
    why = forms.CharField(label=_("Why on another day"), max_length=120)


class ArchiveFilter(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of object"), required=False, choices=[("", _("Everything")), *KINDS])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *State.choices])
    cell = forms.ModelChoiceField(
        label=_("Cell"), queryset=GridCell.objects.order_by("code"), to_field_name="code", required=False,
        empty_label=_("All cells"),
    )  # fmt: skip
    line = forms.ModelChoiceField(
        label=_("Line"), queryset=Feeder.objects.only("code", "name").order_by("code"), to_field_name="code",
        required=False, empty_label=_("All lines"),
    )  # fmt: skip
    town = forms.ChoiceField(
        label=_("Township"), required=False, choices=[("", _("All townships")), *((t.code, t.name) for t in TOWNS)]
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=40)

    @property
    def given(self) -> dict[str, str]:
        """What narrows the archive; a choice that does not exist narrows nothing."""
        told = {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}
        return {name: getattr(value, "code", value) for name, value in told.items()}
