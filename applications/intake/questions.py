"""The whole application as one form: what the wizard asks page by page, and what a program sends at once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.assess.forms import Purpose
from applications.rules import BusinessType, DevZoneLevel, TariffClass, VoltageClass, rule_set_on
from applications.rules.screening import likely_voltage
from customers.choices import CustomerKind
from customers.identifiers import check_citizen_id, check_real_estate_unit, check_uscc
from gridhealth.towns import TOWNS

PAGES: dict[str, tuple[str, ...]] = {
    "what": ("purpose", "applied_capacity", "capacity_unit", "business_type", "existing_capacity_kva", "voltage_class", "source_count"),
    "who": ("customer_kind", "name", "citizen_id", "uscc"),
    "where": ("township_code", "address", "distance_m", "latitude", "longitude"),
    "when": ("wanted_on", "minimum_kw"),
}  # fmt: skip
TARIFFS = {Purpose.HOME: TariffClass.RESIDENTIAL, Purpose.FARM: TariffClass.AGRICULTURAL}
BODIES = (CustomerKind.ENTERPRISE, CustomerKind.INDIVIDUAL_BUSINESS, CustomerKind.PUBLIC_BODY, CustomerKind.RURAL_COLLECTIVE)
VOLTAGES = [("", _("I don't know")), *[(v.value, v.value if v != "LV" else _("220 or 380 V")) for v in VoltageClass]]


def _amount(label: Any, *, required: bool = False, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=required, min_value=Decimal(0), max_digits=12, decimal_places=3, **more)


class ApplicationForm(forms.Form):
    """Every answer. Canonical facts (tariff, voltage, business type) are derived where the customer need not know them."""

    purpose = forms.ChoiceField(label=_("What do you need power for?"), choices=Purpose.choices, widget=forms.RadioSelect, required=False)
    applied_capacity = _amount(_("How much power?"), required=True, help_text=_("The devices that run at the same time, added up."))
    capacity_unit = forms.ChoiceField(label=_("In which unit?"), choices=[("KW", "kW"), ("KVA", "kVA")], initial="KW")
    business_type = forms.ChoiceField(
        label=_("Is this a new connection?"), required=False, initial="NEW",
        choices=[("NEW", _("New connection")), ("INCREASE", _("More power at a place that has some")), ("TEMPORARY", _("For a limited time"))],
    )
    existing_capacity_kva = _amount(_("Power you already have there"), help_text=_("Only if you want more at the same place."))
    voltage_class = forms.ChoiceField(label=_("Voltage"), choices=VOLTAGES, required=False)
    source_count = forms.TypedChoiceField(label=_("Independent lines"), choices=[("1", _("One")), ("2", _("Two or more"))], coerce=int, required=False, empty_value=1)
    customer_kind = forms.ChoiceField(label=_("Who is applying?"), choices=CustomerKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("As on the identity card or the business licence."))
    citizen_id = forms.CharField(label=_("Identity number"), max_length=30, required=False)
    uscc = forms.CharField(label=_("Unified social credit code"), max_length=30, required=False)
    township_code = forms.ChoiceField(label=_("Township"), choices=[(town.code, town.name) for town in TOWNS])
    address = forms.CharField(label=_("Address"), max_length=200, help_text=_("Village or street, and number."))
    distance_m = _amount(_("Distance to the nearest pole or box of ours"), help_text=_("In metres, roughly. Leave it empty if you don't know."))
    latitude = forms.DecimalField(label=_("Latitude"), required=False, max_digits=9, decimal_places=6, widget=forms.HiddenInput)
    longitude = forms.DecimalField(label=_("Longitude"), required=False, max_digits=9, decimal_places=6, widget=forms.HiddenInput)
    real_estate_unit = forms.CharField(label=_("Real-estate unit number"), max_length=40, required=False)
    wanted_on = forms.DateField(label=_("When do you need it?"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    minimum_kw = _amount(_("The least you could start with"), help_text=_("If the grid cannot give all of it at once, we connect this first."))
    tariff_class = forms.ChoiceField(label=_("Price class"), choices=[(t.value, t.value) for t in TariffClass], required=False)
    subst_capacity_kva = _amount(_("How much of it replaces coal, oil or gas?"))
    is_ev_charging = forms.BooleanField(required=False)
    dev_zone_level = forms.ChoiceField(choices=[(z.value, z.value) for z in DevZoneLevel], required=False)
    agrees_to_undertaking = forms.BooleanField(required=False)

    def clean_citizen_id(self) -> str:
        return _checked(check_citizen_id, self.cleaned_data["citizen_id"])

    def clean_uscc(self) -> str:
        return _checked(check_uscc, self.cleaned_data["uscc"])

    def clean_real_estate_unit(self) -> str:
        return _checked(check_real_estate_unit, self.cleaned_data["real_estate_unit"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("customer_kind")
        if kind == CustomerKind.NATURAL_PERSON:
            self._want("citizen_id", _("Type the number on the identity card: with it we fetch the rest."))
        if kind in BODIES:
            self._want("uscc", _("Type the 18 characters on the business licence: with them we fetch the rest."))
        if not given.get("tariff_class"):
            self._want("purpose", _("Say what the power is for."))
        if given.get("applied_capacity") == 0:
            self.add_error("applied_capacity", _("Give a number above zero."))
        is_whole = len(self.fields) == len(self.base_fields)
        return self._derive(given) if is_whole and not self.errors else given

    def _want(self, name: str, sentence: Any) -> None:
        """Ask for an answer that is needed here, on the page that has its field."""
        if name in self.fields and name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, sentence)

    def _derive(self, given: dict[str, Any]) -> dict[str, Any]:
        """Fill in what a customer need not know."""
        purpose = given.get("purpose")
        given["tariff_class"] = given.get("tariff_class") or TARIFFS.get(purpose, TariffClass.COMMERCIAL_INDUSTRIAL).value
        if purpose == Purpose.SITE:
            given["business_type"] = BusinessType.TEMPORARY.value
        given["business_type"] = given.get("business_type") or BusinessType.NEW.value
        given["is_ev_charging"] = given.get("is_ev_charging") or purpose == Purpose.CHARGING
        if not given.get("voltage_class"):
            rules = rule_set_on(timezone.localdate(), settings.COUNTY["code"])
            given["voltage_class"] = likely_voltage(given["applied_capacity"], rules).value
        given["capacity_unit"] = "KW" if given["voltage_class"] == VoltageClass.LV else "KVA"
        return given


def _checked(check: Any, value: str) -> str:
    """An identifier that may be empty: normalised, or refused with the check's own sentence."""
    if not value:
        return ""
    try:
        return str(check(value))
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None


def page_form(page: str, data: Mapping[str, Any] | None = None, **more: Any) -> forms.Form:
    """One page of the wizard: the whole form with the other pages' fields taken out."""
    form = ApplicationForm(data, **more)
    for name in set(form.fields) - set(PAGES[page]):
        del form.fields[name]
    return form
