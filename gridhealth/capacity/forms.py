"""The question of capacity at a point."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gridhealth.actions import LARGEST_KVA
from gridhealth.choices import VoltageClass
from gridhealth.models import GridCell
from gridhealth.towns import TOWNS

PLAIN = _("Give a plain number, such as 80 or 12.5.")
# Up to here a public transformer serves; above, a line does.
MOST_LV_KVA = Decimal(160)


def in_range(kva: Decimal) -> Decimal:
    if not 0 < kva <= LARGEST_KVA:
        raise forms.ValidationError(_("The capacity must be more than nothing and less than a power station."))
    return kva


class CapacityForm(forms.Form):
    """Where, how much, and if one knows it, at which voltage."""

    lat = forms.DecimalField(
        error_messages={"required": _("Say where: lat=31.6460."), "invalid": _("Write degrees, for example 31.6460.")}
    )
    lon = forms.DecimalField(
        error_messages={"required": _("Say where: lon=114.8660."), "invalid": _("Write degrees, for example 114.8660.")}
    )
    kva = forms.DecimalField(
        error_messages={
            "required": _("Say how much is needed: kva=200."), "invalid": _("Write a number of kVA, for example 200."),
        }
    )  # fmt: skip
    voltage = forms.ChoiceField(choices=VoltageClass.choices, required=False)

    def clean_kva(self) -> Decimal:
        return in_range(self.cleaned_data["kva"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lat, lon = cleaned.get("lat"), cleaned.get("lon")
        if lat is not None and lon is not None and not GridCell.objects.within((lon, lat, lon, lat)).exists():
            self.add_error("lat", _("This point lies outside the county. Check the order: lat is north, lon is east."))
        if not cleaned.get("voltage") and "kva" in cleaned:
            cleaned["voltage"] = VoltageClass.LV if cleaned["kva"] <= MOST_LV_KVA else VoltageClass.KV10
        return cleaned


class TownshipForm(forms.Form):
    """In which township, and how much."""

    township = forms.ChoiceField(
        label=_("Township"), choices=[("", _("Choose one")), *((town.code, town.name) for town in TOWNS)],
        error_messages={"required": _("Choose one of these."), "invalid_choice": _("Choose one of these.")},
    )  # fmt: skip
    kva = forms.DecimalField(
        label=_("How much power?"), max_digits=12, decimal_places=2, help_text=_("A rough number will do."),
        widget=forms.TextInput({"inputmode": "decimal", "class": "w-8ch", "data-unit": "kVA"}),
        error_messages={"required": _("Give a number. A rough one will do."), "invalid": PLAIN,
                        "max_digits": PLAIN, "max_decimal_places": PLAIN, "max_whole_digits": PLAIN},
    )  # fmt: skip

    def clean_kva(self) -> Decimal:
        return in_range(self.cleaned_data["kva"])
