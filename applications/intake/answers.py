"""From what a customer answered to what the rules read, and to what is fetched. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications.intake.choices import DocumentKind
from applications.rules import Inputs, LengthSource, RuleSet
from customers.choices import CustomerKind
from gridhealth.towns import TOWNS

D, K = DocumentKind, CustomerKind
NEEDED: dict[str, tuple[DocumentKind, ...]] = {
    K.NATURAL_PERSON: (D.CITIZEN_ID, D.REAL_ESTATE),
    K.INDIVIDUAL_BUSINESS: (D.BUSINESS_LICENCE, D.REAL_ESTATE),
    K.ENTERPRISE: (D.BUSINESS_LICENCE, D.REAL_ESTATE),
    K.PUBLIC_BODY: (D.BUSINESS_LICENCE, D.REAL_ESTATE),
    K.RURAL_COLLECTIVE: (D.BUSINESS_LICENCE,),
}
# Asked of nobody: an answer that is not there means the ordinary case.
DEFAULTS: dict[str, Any] = {
    "existing_capacity_kva": "0", "source_count": 1, "business_type": "NEW", "subst_capacity_kva": "0",
    "is_ev_charging": False, "dev_zone_level": "NONE", "importance_level": "NONE", "in_urban_planned_land": False,
    "grid_constrained": False, "permits_needed": None,
}  # fmt: skip
TOWN_NAMES = {town.code: town.name for town in TOWNS}


def documents_needed(customer_kind: str) -> tuple[DocumentKind, ...]:
    """What is fetched for a customer of this kind; nothing of it is asked for."""
    return NEEDED[customer_kind]


def inputs_from(answers: Mapping[str, Any], rules: RuleSet) -> Inputs:
    """The canonical inputs; the customer's rough distance, or the usual one, until the survey has measured."""
    facts = {
        name: answers.get(name) if answers.get(name) not in (None, "") else value for name, value in DEFAULTS.items()
    }
    unit = "kw" if answers["capacity_unit"] == "KW" else "kva"
    distance = answers.get("distance_m")
    facts |= {
        "voltage_class": answers["voltage_class"],
        f"applied_capacity_{unit}": str(answers["applied_capacity"]),
        "tariff_class": answers["tariff_class"],
        "customer_kind": answers["customer_kind"],
        "ext_route_length_m": str(rules.assumed_length_m if distance in (None, "") else distance),
        "length_source": LengthSource.STRAIGHT_LINE,
    }
    return Inputs.from_json({name: str(value) if name in AMOUNTS else value for name, value in facts.items()})


AMOUNTS = ("existing_capacity_kva", "subst_capacity_kva")


def town_name(answers: Mapping[str, Any]) -> str:
    return TOWN_NAMES.get(str(answers.get("township_code", "")), "")


def full_address(answers: Mapping[str, Any], county: str) -> str:
    """As on a certificate: county, township, and what was typed, nothing twice."""
    typed, town = str(answers["address"]).strip(), town_name(answers)
    if county in typed:
        return typed
    return f"{county}{typed}" if not town or town in typed else f"{county}{town}{typed}"
