"""What narrows the list beside the map, and how much more is asked about."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from gridhealth.actions import LARGEST_KVA
from gridhealth.health.choices import State
from gridhealth.models import GridCell


class MapFilter(forms.Form):
    cell = forms.ModelChoiceField(
        label=_("Cell"), queryset=GridCell.objects.order_by("code"), to_field_name="code", required=False,
        empty_label=_("All cells"),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All states")), *State.choices])
    name = forms.CharField(label=_("Name or code"), required=False, max_length=40)


class MoreForm(forms.Form):
    """How much more, and at which area; without one at the end of the line."""

    add_kva = forms.DecimalField(
        label=_("Additional load"), min_value=Decimal(1), max_value=LARGEST_KVA, max_digits=10, decimal_places=2,
        widget=forms.NumberInput({"data-unit": "kVA", "class": "w-8ch", "inputmode": "decimal"}),
    )  # fmt: skip
