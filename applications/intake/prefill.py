"""Answers that a pre-assessment has already given, under the names of the application. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NAMES = {
    "purpose": "purpose", "amount": "applied_capacity", "unit": "capacity_unit", "distance": "distance_m",
    "existing": "existing_capacity_kva", "voltage": "voltage_class", "sources": "source_count",
    "zone": "dev_zone_level", "substitution": "subst_capacity_kva",
}  # fmt: skip
LONGEST = 100


def from_assessment(query: Mapping[str, Any]) -> dict[str, Any]:
    """What was filled in there; anything else in the address is left alone."""
    given: dict[str, Any] = {
        ours: str(query[theirs])[:LONGEST] for theirs, ours in NAMES.items() if str(query.get(theirs, "")).strip()
    }
    if not given:
        return {}
    if query.get("place") == "TOWN":
        given["in_urban_planned_land"] = True
    if "existing_capacity_kva" in given:
        given["business_type"] = "INCREASE"
    elif given.get("purpose") != "SITE":
        given["business_type"] = "NEW"
    return given
