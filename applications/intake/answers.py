"""From what a customer answered to what the rules read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from applications.intake.choices import DocumentKind
from applications.rules import Inputs
from customers.choices import CustomerKind

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


def documents_needed(customer_kind: str) -> tuple[DocumentKind, ...]:
    """What is fetched for a customer of this kind; nothing of it is asked for."""
    return NEEDED[customer_kind]


def inputs_from(answers: Mapping[str, Any], *, on: date) -> Inputs:
    """The canonical inputs, with the customer's rough distance until the survey has measured the route."""
    facts = {
        name: answers.get(name) if answers.get(name) not in (None, "") else value for name, value in DEFAULTS.items()
    }
    unit = "kw" if answers["capacity_unit"] == "KW" else "kva"
    facts |= {
        "voltage_class": answers["voltage_class"],
        f"applied_capacity_{unit}": str(answers["applied_capacity"]),
        "tariff_class": answers["tariff_class"],
        "customer_kind": answers["customer_kind"],
        "ext_route_length_m": str(answers.get("distance_m") or 0),
        "as_of": on.isoformat(),
    }
    return Inputs.from_json(facts)
