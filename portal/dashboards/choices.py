"""Closed lists of the dashboards: how a case ended, and the kinds of supply that are counted apart."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    OPEN = "OPEN", _("Under way")
    ENERGISED = "ENERGISED", _("Energised")
    LEFT = "LEFT", _("Ended without power")


class SupplyClass(TextChoices):
    """Each case is in exactly one; the first that fits, from top to bottom."""

    CHARGING = "CHARGING", _("Charging of vehicles")
    TEMPORARY = "TEMPORARY", _("For a limited time")
    INCREASE = "INCREASE", _("More power")
    HV_DUAL = "HV_DUAL", _("High voltage, several lines")
    HV_SINGLE = "HV_SINGLE", _("High voltage, one line")
    HOME = "HOME", _("Homes")
    FARM = "FARM", _("Farming")
    SMALL_MICRO = "SMALL_MICRO", _("Small and micro")
    LV_OTHER = "LV_OTHER", _("Other low voltage")


def class_of(inputs: dict[str, Any], decision: dict[str, Any]) -> SupplyClass:
    """From the stored inputs and outcome of the rules."""
    is_low = inputs.get("voltage_class") == "LV"
    tests = (
        (SupplyClass.CHARGING, bool(inputs.get("is_ev_charging")) or inputs.get("purpose") == "CHARGING"),
        (SupplyClass.TEMPORARY, inputs.get("business_type") == "TEMPORARY"),
        (SupplyClass.INCREASE, inputs.get("business_type") == "INCREASE"),
        (SupplyClass.HV_DUAL, not is_low and int(inputs.get("source_count") or 1) > 1),
        (SupplyClass.HV_SINGLE, not is_low),
        (SupplyClass.HOME, inputs.get("tariff_class") == "RESIDENTIAL"),
        (SupplyClass.FARM, inputs.get("tariff_class") == "AGRICULTURAL"),
        (SupplyClass.SMALL_MICRO, bool(decision.get("small_micro"))),
    )
    return next((one for one, fits in tests if fits), SupplyClass.LV_OTHER)
