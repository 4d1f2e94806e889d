"""Where a survey begins: the spot on the map, what of the network is near, and the terms that follow from it. Reads."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from applications.models import Application
from gridhealth.choices import VoltageClass
from gridhealth.models import Feeder, TransformerArea
from gridhealth.queries import NOMINAL_KV, REACH_HV_M, REACH_M, nearest

OFFERED = 12
LETTER_LANGUAGE = "zh-hans"

Spot = tuple[Any, Any]


def carriers(application: Application) -> Any:
    """What could feed this supply: areas on low voltage, lines of its own voltage above it."""
    if application.is_low_voltage:
        return TransformerArea.objects.select_related("feeder")
    return Feeder.objects.filter(voltage_kv=NOMINAL_KV[_voltage(application)])


def _voltage(application: Application) -> VoltageClass:
    return VoltageClass(application.facts.voltage_class.value)


def spot(application: Application) -> Spot | None:
    """Latitude and longitude to begin at: the site's own, or something of ours in its township."""
    site = application.site
    if site is not None and site.latitude is not None:
        return site.latitude, site.longitude
    known = TransformerArea.objects.filter(township_code=site.township_code) if site and site.township_code else None
    first = known.order_by("code").first() if known is not None else None
    return (first.south, first.west) if first else None


def nearby(application: Application, at: Spot | None = None) -> list[Any]:
    """What could feed the supply, nearest first; without any spot simply the first by code."""
    here, among = at or spot(application), carriers(application)
    if here is None:
        return list(among.order_by("code")[:OFFERED])
    reach = REACH_M.get(_voltage(application), REACH_HV_M)
    found = [near.target for near in nearest(*here, among=among, reach_m=reach, count=OFFERED)]
    return found or list(among.order_by("code")[:OFFERED])


def first_terms(application: Application) -> dict[str, str]:
    """What usually follows from the survey, for the officer to check. In the language of the letter."""
    survey = application.survey
    if survey is None:
        return {}
    with translation.override(LETTER_LANGUAGE):
        return _low_voltage(application, survey) if application.is_low_voltage else _high_voltage(application, survey)


def _low_voltage(application: Application, survey: Any) -> dict[str, str]:
    is_small = application.facts.applied <= 10
    return {
        "connection_point": _("Low-voltage line of %(area)s") % {"area": survey.area.name if survey.area else ""},
        "supply_arrangement": _("Single phase, 220 V") if is_small else _("Three phases, 380 V"),
        "metering": _("Smart meter in a meter box outside the house"),
        "ownership_boundary": _("The terminals behind the meter: up to there ours, from there the customer's"),
    }


def _high_voltage(application: Application, survey: Any) -> dict[str, str]:
    line = survey.feeder or (survey.area and survey.area.feeder)
    volts = {"voltage": _voltage(application).label}
    return {
        "connection_point": _("Tap on the line %(line)s") % {"line": line.name if line else ""},
        "supply_arrangement": _("Three phases, %(voltage)s, one source") % volts
        if application.facts.source_count == 1
        else _("Three phases, %(voltage)s, %(count)s sources") % {**volts, "count": application.facts.source_count},
        "metering": _("Metered at %(voltage)s, in a cabinet in the customer's switchroom") % volts,
        "ownership_boundary": _("The tap on our line: on its supply side ours, on its load side the customer's"),
    }
