"""The kinds of supply that people of the demo county apply for: what they answer, and what the survey finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ALL_PERMITS = ("PLANNING", "GREENING", "ROAD_ADMINISTRATION", "ROAD_OCCUPATION")


@dataclass(frozen=True)
class Kind:
    """`size` and `length_m` are ranges: kW on low voltage and kVA above it; horizontal metres."""

    is_person: bool
    size: tuple[int, int]
    length_m: tuple[int, int]
    answers: dict[str, Any]
    permits: tuple[str, ...] = ()
    supply: str = "380 伏，三相四线"
    company_pays: bool = True
    workdays: dict[str, int] = field(default_factory=dict, hash=False)


# A short line under the pavement: an undertaking is filed in place of this permit.
STREET = ("ROAD_OCCUPATION",)


def _low(purpose: str, tariff: str = "COMMERCIAL_INDUSTRIAL", **more: Any) -> dict[str, Any]:
    return {
        "purpose": purpose, "business_type": "NEW", "voltage_class": "LV", "capacity_unit": "KW",
        "tariff_class": tariff, "agrees_to_undertaking": True, **more,
    }  # fmt: skip


def _high(purpose: str, **more: Any) -> dict[str, Any]:
    return {**_low(purpose), "voltage_class": "10KV", "capacity_unit": "KVA", **more}


KINDS: dict[str, Kind] = {
    "shop": Kind(False, (20, 150), (25, 140), _low("BUSINESS"), STREET),
    "corner": Kind(False, (20, 60), (25, 90), _low("BUSINESS", agrees_to_undertaking=False), STREET),
    "home": Kind(True, (6, 16), (15, 90), _low("HOME", "RESIDENTIAL"), supply="220 伏，单相"),
    "farm": Kind(True, (15, 60), (60, 145), _low("FARM", "AGRICULTURAL")),
    "charger": Kind(
        True, (7, 14), (20, 60),
        _low("CHARGING", "RESIDENTIAL", is_ev_charging=True, property_agrees="YES", orderly_charging="YES"),
        supply="220 伏，单相",
    ),
    "station": Kind(False, (630, 1250), (60, 140), _high("CHARGING", is_ev_charging=True), supply="10 千伏，单回路"),
    "more": Kind(
        False, (30, 60), (20, 100), _low("BUSINESS", business_type="INCREASE", existing_capacity_kva="40"),
    ),
    "site": Kind(
        False, (200, 500), (80, 140), _high("SITE", business_type="TEMPORARY"), supply="10 千伏，临时，单回路",
        company_pays=False,
    ),
    "fair": Kind(
        False, (20, 60), (25, 90), _low("SITE", business_type="TEMPORARY"), supply="380 伏，临时，三相四线",
        company_pays=False,
    ),
    "street": Kind(False, (60, 150), (190, 480), _low("BUSINESS"), ALL_PERMITS),
    "factory": Kind(
        False, (800, 1250), (80, 145), _high("BUSINESS", dev_zone_level="PROVINCIAL"), STREET, supply="10 千伏，单回路"
    ),
    "far-factory": Kind(
        False, (1000, 1250), (320, 900), _high("BUSINESS", dev_zone_level="PROVINCIAL"), ALL_PERMITS,
        supply="10 千伏，单回路",
    ),
    "plant": Kind(
        False, (1600, 3150), (90, 145), _high("BUSINESS"), supply="10 千伏，单回路", company_pays=False
    ),
    "hospital": Kind(
        False, (1600, 2500), (400, 800),
        _high("BUSINESS", source_count=2, importance_level="SECOND", dev_zone_level="PROVINCIAL"), ALL_PERMITS,
        supply="10 千伏，双回路",
    ),
}  # fmt: skip
