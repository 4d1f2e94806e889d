"""The questions of the page, in a customer's words, and how their answers become inputs of the rules."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from applications.assess.serializers import MORE_THAN_ALL, MOST_KVA, MOST_METRES
from applications.rules import (
    BusinessType,
    CustomerKind,
    DevZoneLevel,
    ImportanceLevel,
    Inputs,
    LengthSource,
    RuleSet,
    TariffClass,
    VoltageClass,
)
from applications.rules.screening import kva_from_kw, kw_from_kva, likely_voltage
from gridhealth.towns import TOWNS


class Purpose(TextChoices):
    BUSINESS = "BUSINESS", _("Shop, office, workshop or factory")
    HOME = "HOME", _("Home")
    FARM = "FARM", _("Farming: irrigation, growing, breeding")
    CHARGING = "CHARGING", _("Charging vehicles: a pile at home or a station")
    SITE = "SITE", _("For a limited time: building site or event")


class Place(TextChoices):
    TOWN = "TOWN", _("In the county town or a township's built-up area")
    VILLAGE = "VILLAGE", _("In a village or outside")


class Unit(TextChoices):
    KW = "KW", _("kW: the sum of the devices")
    KVA = "KVA", _("kVA: the size of the transformer")


ZONES = [
    (DevZoneLevel.NONE, _("No, or I don't know")),
    (DevZoneLevel.BELOW, _("Yes, of the county or city")),
    (DevZoneLevel.PROVINCIAL, _("Yes, provincial")),
    (DevZoneLevel.NATIONAL, _("Yes, national")),
]
IMPORTANCE = [
    (ImportanceLevel.NONE, _("No, or I don't know")),
    (ImportanceLevel.SPECIAL, _("Yes, special class")),
    (ImportanceLevel.FIRST, _("Yes, first class")),
    (ImportanceLevel.SECOND, _("Yes, second class")),
    (ImportanceLevel.TEMPORARY, _("Yes, for a limited time")),
]
VOLTAGES = [
    ("", _("I don't know")),
    (VoltageClass.LV, _("220 or 380 V")),
    (VoltageClass.KV10, _("10 kV")),
    (VoltageClass.KV20, _("20 kV")),
    (VoltageClass.KV35, _("35 kV")),
    (VoltageClass.KV110, _("110 kV or more")),
]
SOURCES = [("1", _("One")), ("2", _("Two or more"))]
CROSSINGS = [("", _("I don't know")), ("NONE", _("No, neither road nor public green"))]
TARIFFS = {Purpose.HOME: TariffClass.RESIDENTIAL, Purpose.FARM: TariffClass.AGRICULTURAL}
KINDS = {Purpose.HOME: CustomerKind.NATURAL_PERSON, Purpose.FARM: CustomerKind.RURAL_COLLECTIVE}
PLAIN = _("Give a plain number, such as 80 or 12.5.")


def quantity(label: Any, *, most: int, required: bool = True, least: str = "0", **more: Any) -> forms.DecimalField:
    """A number with a sentence for every way in which it can be wrong."""
    box = forms.TextInput({"inputmode": "decimal", "class": "w-8ch", "autocomplete": "off", **more.pop("attrs", {})})
    field = forms.DecimalField(
        label=label, required=required, min_value=Decimal(least), max_value=most, max_digits=18, decimal_places=8,
        widget=box, **more,
    )  # fmt: skip
    too_large = _("No supply is that large. Check the number and its unit.")
    field.error_messages |= {"required": _("Give a number. A rough one will do."), "invalid": PLAIN}
    for validator in field.validators:
        if getattr(validator, "code", "") == "max_value":
            validator.message = too_large  # type: ignore[attr-defined]
        elif getattr(validator, "code", "") == "min_value":
            validator.message = _("Give a number above zero.") if least != "0" else _("Give a number from 0 upwards.")  # type: ignore[attr-defined]
        else:
            validator.messages = {"max_digits": PLAIN, "max_decimal_places": PLAIN, "max_whole_digits": too_large}  # type: ignore[attr-defined]
    return field


class AssessForm(forms.Form):
    """Four questions; the rest may stay as it is."""

    purpose = forms.ChoiceField(
        label=_("What do you need power for?"), choices=Purpose.choices, widget=forms.RadioSelect
    )
    amount = quantity(
        _("How much power?"),
        most=MOST_KVA,
        least="0.00000001",
        help_text=_("Add up the plates of the devices that run at the same time. A small shop has 10 to 30 kW."),
    )
    unit = forms.ChoiceField(label=_("In which unit?"), choices=Unit.choices, initial=Unit.KW, required=False)
    unit.is_needed = True  # type: ignore[attr-defined]  # it is always said, kW unless changed
    distance = quantity(
        _("How far is it to the nearest pole, box or transformer of ours?"),
        most=MOST_METRES,
        required=False,
        help_text=_("In metres, in a straight line, roughly. Leave it empty if you don't know."),
        attrs={"data-unit": "m"},
    )
    place = forms.ChoiceField(label=_("Where is it?"), choices=Place.choices, widget=forms.RadioSelect)
    existing = quantity(
        _("Power you already have at this place"),
        most=MOST_KVA,
        required=False,
        help_text=_("In the same unit. Leave it empty for a new connection."),
    )
    voltage = forms.ChoiceField(label=_("Voltage"), choices=VOLTAGES, required=False)
    sources = forms.ChoiceField(label=_("Independent lines from the grid"), choices=SOURCES, required=False)
    zone = forms.ChoiceField(label=_("Is it inside a development zone?"), choices=ZONES, required=False)
    importance = forms.ChoiceField(
        label=_("Are you on the authorities' list of important customers?"), choices=IMPORTANCE, required=False
    )
    substitution = quantity(
        _("How much of it replaces coal, oil or gas?"),
        most=MOST_KVA,
        required=False,
        help_text=_("Electric boilers, kilns, heat pumps and the like, in the same unit."),
    )
    crossing = forms.ChoiceField(
        label=_("Does the new line cross a road or public green?"), choices=CROSSINGS, required=False
    )

    township = forms.ChoiceField(
        label=_("Township"), choices=[("", _("I'd rather not say")), *((town.code, town.name) for town in TOWNS)],
        required=False, help_text=_("With it we can say whether there is room now."),
    )  # fmt: skip

    MORE = ("township", "existing", "voltage", "sources", "zone", "importance", "substitution", "crossing")

    def __init__(self, *args: Any, rules: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        for name in ("purpose", "place"):
            self.fields[name].error_messages["required"] = _("Choose one of these.")
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = _("Choose one of these.")

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MORE]

    @property
    def has_more(self) -> bool:
        """Whether any of the folded questions was answered or needs another look."""
        return any(self.data.get(name) or self.errors.get(name) for name in self.MORE)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if (given.get("substitution") or 0) > given.get("amount", MOST_KVA):
            self.add_error("substitution", MORE_THAN_ALL)
        return given

    @property
    def likely(self) -> VoltageClass:
        """As given, or what a supply of this size usually gets."""
        given = self.cleaned_data
        total = given["amount"] + (given.get("existing") or 0)
        return VoltageClass(given["voltage"]) if given["voltage"] else likely_voltage(total, self.rules)

    @property
    def is_converted(self) -> bool:
        spoken = Unit.KW if self.likely == VoltageClass.LV else Unit.KVA
        return (self.cleaned_data["unit"]) != spoken

    def in_unit(self, name: str, rounding: str = ROUND_UP) -> Decimal:
        """The number in the unit of the voltage: kW on low voltage, kVA above it. Only for a first look."""
        number: Decimal = self.cleaned_data.get(name) or Decimal(0)
        if not self.is_converted:
            return number
        if self.likely == VoltageClass.LV:
            return kw_from_kva(number, self.rules)
        return kva_from_kw(number, self.rules, rounding)

    @property
    def business_type(self) -> BusinessType:
        if self.cleaned_data["purpose"] == Purpose.SITE:
            return BusinessType.TEMPORARY
        return BusinessType.INCREASE if self.cleaned_data.get("existing") else BusinessType.NEW

    @property
    def inputs(self) -> Inputs:
        given = self.cleaned_data
        applied = "applied_capacity_kw" if self.likely == VoltageClass.LV else "applied_capacity_kva"
        distance = given.get("distance")
        return Inputs(
            voltage_class=self.likely,
            business_type=self.business_type,
            tariff_class=TARIFFS.get(given["purpose"], TariffClass.COMMERCIAL_INDUSTRIAL),
            customer_kind=KINDS.get(given["purpose"], CustomerKind.ENTERPRISE),
            existing_capacity_kva=self.in_unit("existing"),
            source_count=int(given["sources"] or 1),
            ext_route_length_m=self.rules.assumed_length_m if distance is None else distance,
            length_source=LengthSource.STRAIGHT_LINE,
            permits_needed=() if given["crossing"] == "NONE" else None,
            subst_capacity_kva=self.in_unit("substitution", ROUND_DOWN),
            is_ev_charging=given["purpose"] == Purpose.CHARGING,
            dev_zone_level=DevZoneLevel(given["zone"] or DevZoneLevel.NONE),
            importance_level=ImportanceLevel(given["importance"] or ImportanceLevel.NONE),
            in_urban_planned_land=given["place"] == Place.TOWN,
            **{applied: self.in_unit("amount")},  # type: ignore[arg-type]
        )
