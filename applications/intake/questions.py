"""The whole application as one form: what the wizard asks page by page, and what a program sends at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.assess.forms import SOURCES, VOLTAGES, ZONES, Purpose, quantity
from applications.assess.serializers import MORE_THAN_ALL, MOST_KVA, MOST_METRES
from applications.increase.forms import AccountQuestions
from applications.intake.deriving import derived, in_unit, last_day_of_term
from applications.rulebook.reading import rules_in_force
from applications.rules import BusinessType, RuleSet, TariffClass
from applications.survey.wording import day
from customers.choices import CustomerKind
from customers.identifiers import check_citizen_id, check_project_code, check_real_estate_unit, check_uscc
from customers.serving.forms import check_manager
from gridhealth.towns import TOWNS

FORM_VERSION = 3
BODIES = (
    CustomerKind.ENTERPRISE,
    CustomerKind.INDIVIDUAL_BUSINESS,
    CustomerKind.PUBLIC_BODY,
    CustomerKind.RURAL_COLLECTIVE,
)
YES_NO = [("YES", _("Yes")), ("NO", _("No"))]
CHOOSE = _("Choose one of these.")
LETTERS = re.compile(r"[^\W\d_]")


def _radio(label: Any, choices: Any, *, hints: dict[str, Any] | None = None, **more: Any) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False, **more)
    field.error_messages |= {"required": CHOOSE, "invalid_choice": CHOOSE}
    field.option_hints = hints or {}  # type: ignore[attr-defined]
    return field


def _select(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    field = forms.ChoiceField(label=label, choices=choices, **{"required": False, **more})
    field.error_messages |= {"required": CHOOSE, "invalid_choice": CHOOSE}
    return field


def _text(
    label: Any, longest: int, missing: Any = "", *, css: str = "", fill: str = "off", **more: Any
) -> forms.CharField:
    attrs = {"autocomplete": fill, **({"class": css} if css else {}), **more.pop("attrs", {})}
    field = forms.CharField(
        label=label, max_length=longest, widget=forms.TextInput(attrs), **{"required": False, **more}
    )
    if missing:
        field.error_messages["required"] = missing
    return field


def _day(label: Any, missing: Any = "", **more: Any) -> forms.DateField:
    field = forms.DateField(
        label=label, required=False, widget=forms.DateInput({"type": "date", "class": "w-20ch"}), **more
    )
    field.error_messages |= {"invalid": _("Give a day, such as 2026-11-23.")} | (
        {"required": missing} if missing else {}
    )
    return field


BUSINESS = [
    (BusinessType.NEW.value, _("New connection")),
    (BusinessType.INCREASE.value, _("More power at a place that has some")),
]
BUSINESS_HINTS = {BusinessType.INCREASE.value: _("You have an account number there already.")}
KIND_HINTS = {
    CustomerKind.INDIVIDUAL_BUSINESS.value: _("The licence says individual business; its code begins with 92."),
    CustomerKind.RURAL_COLLECTIVE.value: _("Villages, groups and cooperatives."),
}
UNITS = [("KW", _("kW")), ("KVA", _("kVA"))]
TOWNSHIPS = [("", _("Choose one")), *[(town.code, town.name) for town in TOWNS]]


class ApplicationForm(AccountQuestions):
    """Every answer. What a customer need not know (tariff, voltage, connection type) is derived if not given."""

    purpose = _radio(_("What do you need power for?"), Purpose.choices)
    business_type = _radio(
        _("Is this a new connection?"),
        [*BUSINESS, (BusinessType.TEMPORARY.value, _("For a limited time"))],
        hints=BUSINESS_HINTS,
    )
    applied_capacity = quantity(_("How much power?"), most=MOST_KVA, least="0.00000001")
    capacity_unit = _select(
        _("In which unit?"),
        UNITS,
        initial="KW",
        help_text=_("kW is the sum of the devices; kVA is the size of a transformer."),
    )
    until_on = _day(_("Until when?"), _("Say until when you need it. A rough day will do."))
    existing_capacity_kva = quantity(
        _("How much power do you have there now?"),
        most=MOST_KVA,
        required=False,
        help_text=_("In the same unit. It is on your bill."),
    )
    voltage_class = _select(_("Voltage"), VOLTAGES)
    source_count = _select(
        _("Independent lines from the grid"),
        SOURCES,
        help_text=_("Two only if a failure of one must not stop you. A diesel set is none."),
    )
    distance_m = quantity(
        _("Distance to the nearest pole or box of ours"),
        most=MOST_METRES,
        required=False,
        help_text=_("Roughly. Leave it empty if you don't know: we measure it."),
        attrs={"data-unit": "m"},
    )
    dev_zone_level = _select(_("Is it inside a development zone?"), ZONES)
    subst_capacity_kva = quantity(
        _("How much of it replaces coal, oil or gas?"),
        most=MOST_KVA,
        required=False,
        help_text=_("Electric boilers, kilns, heat pumps and the like, in the same unit."),
    )
    project_code = _text(
        _("Project code"),
        40,
        css="w-20ch",
        help_text=_("If it is a registered project. We then hear of its permits by ourselves."),
    )
    wanted_on = _day(
        _("When do you need it?"), help_text=_("We always come as soon as we can; this tells us what must not be late.")
    )
    minimum_kw = quantity(
        _("The least you could start with"),
        most=MOST_KVA,
        required=False,
        help_text=_("If the grid cannot give all of it at once, we connect this first."),
        attrs={"data-unit": "kW"},
    )
    customer_kind = _radio(_("Who is applying?"), CustomerKind.choices, hints=KIND_HINTS)
    name = _text(_("Full name"), 100, _("Type the name, as on the card or the licence."), fill="name", required=True)
    citizen_id = _text(
        _("Identity number"),
        30,
        _("Type the number on the identity card: with it we fetch the rest."),
        css="w-20ch",
        help_text=_("18 characters. It is stored encrypted and shown masked."),
        attrs={"data-secret": ""},
    )
    uscc = _text(
        _("Unified social credit code"),
        30,
        _("Type the 18 characters on the business licence: with them we fetch the rest."),
        css="w-20ch",
        help_text=_("18 characters, on the business licence."),
    )
    township_code = _select(_("Township"), TOWNSHIPS, required=True)
    address = _text(
        _("Address"),
        200,
        _("Type the village or street, and the number."),
        fill="street-address",
        required=True,
        help_text=_("Village or street, and number."),
    )
    is_owner = _radio(
        _("Is the place yours?"),
        YES_NO,
        hints={"NO": _("Rented, borrowed or belonging to the family: that is fine too.")},
    )
    owner_note = _text(
        _("Who owns it, and when did they agree?"),
        300,
        _("Say in a few words who owns it and that they agree."),
        help_text=_("For example: Mr Li, by the lease of March 2026. We ask for nothing in writing now."),
    )
    property_agrees = _radio(
        _("Has the property management agreed to the charging pile?"), [*YES_NO, ("NONE", _("There is none"))]
    )
    orderly_charging = _radio(
        _("May we move charging to the quiet hours of the night when the line is full?"),
        YES_NO,
        hints={"YES": _("Your car is full in the morning all the same.")},
    )
    tariff_class = _select(_("Price class"), [("", ""), *[(t.value, t.value) for t in TariffClass]])
    real_estate_unit = _text(_("Real-estate unit number"), 40)
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, max_digits=9, decimal_places=6
    )
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, max_digits=9, decimal_places=6
    )
    crs = _text(_("Datum of the place"), 20)
    is_ev_charging = forms.BooleanField(required=False)
    in_urban_planned_land = forms.BooleanField(required=False)
    agrees_to_undertaking = forms.BooleanField(label=_("I restore the ground"), required=False)

    manager = _text(_("Account manager"), 9)

    is_whole = True

    def __init__(self, *args: Any, on: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on or timezone.localdate()

    @cached_property
    def rules(self) -> RuleSet:
        return rules_in_force(self.on)

    def clean_manager(self) -> str:
        return check_manager(self.cleaned_data["manager"])

    def clean_citizen_id(self) -> str:
        return _checked(check_citizen_id, self.cleaned_data["citizen_id"])

    def clean_uscc(self) -> str:
        return _checked(check_uscc, self.cleaned_data["uscc"])

    def clean_real_estate_unit(self) -> str:
        return _checked(check_real_estate_unit, self.cleaned_data["real_estate_unit"])

    def clean_project_code(self) -> str:
        """A wrong check digit is for the project desk to ask about, and stops nobody."""
        return _checked(lambda text: check_project_code(text)[0], self.cleaned_data["project_code"])

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if len(LETTERS.findall(name)) < 2:
            raise forms.ValidationError(_("Type the full name, as on the card or the licence."))
        return name

    def clean_wanted_on(self) -> date | None:
        return self._future("wanted_on")

    def clean_until_on(self) -> date | None:
        until = self._future("until_on")
        if until and until > (last := last_day_of_term(self.on, self.rules)):
            sentence = _("A supply for a limited time ends by %(last)s. For longer, apply for a lasting connection.")
            raise forms.ValidationError(sentence % {"last": day(last)})
        return until

    def _future(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and day < self.on:
            raise forms.ValidationError(_("This day is over. Give one from today on."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if (given.get("latitude") is None) != (given.get("longitude") is None):
            self.add_error("latitude", _("A place needs both numbers, latitude and longitude."))
        if (given.get("subst_capacity_kva") or 0) > given.get("applied_capacity", MOST_KVA):
            self.add_error("subst_capacity_kva", MORE_THAN_ALL)
        if given.get("business_type") == BusinessType.INCREASE or not self.is_whole:
            self._take_account(given)
        if self.is_whole:
            self._want_what_depends(given)
        return derived(given, self.rules) if self.is_whole and not self.errors else given

    def _take_account(self, given: dict[str, Any]) -> None:
        """Its power is in our books: what is not said is read there."""
        if "account" not in self.fields:
            return
        point = self.take_account(given, identity=given.get("uscc") or given.get("citizen_id") or "")
        if point is not None and self.is_whole and not given.get("existing_capacity_kva"):
            unit = given.get("capacity_unit") or "KW"
            given["existing_capacity_kva"] = in_unit(point.capacity_kva, unit, self.rules)

    def _want_what_depends(self, given: Mapping[str, Any]) -> None:
        """What is needed only after certain answers."""
        person = given.get("customer_kind") == CustomerKind.NATURAL_PERSON
        increase = given.get("business_type") == BusinessType.INCREASE
        for name, is_needed in (
            ("customer_kind", True),
            ("citizen_id", person),
            ("uscc", given.get("customer_kind") in BODIES),
            ("purpose", not given.get("tariff_class")),
            ("existing_capacity_kva", increase),
            ("owner_note", given.get("is_owner") == "NO"),
        ):
            if is_needed and name not in self.errors and not given.get(name):
                self.add_error(name, self.fields[name].error_messages["required"])


def _checked(check: Callable[[str], str], value: str) -> str:
    """An identifier that may be empty: normalised, or refused with the check's own sentence."""
    if not value:
        return ""
    try:
        return check(value)
    except ValueError as error:
        raise forms.ValidationError(error.args[0]) from None
