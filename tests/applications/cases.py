"""The supplies that the rules' tests talk about; each test says only what is special about its own."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from applications.rules import Decision, Inputs, RuleSet, decide, load, rule_set_on

COUNTY = "411523"
TODAY = date(2026, 11, 23)
HIGH = {
    "voltage_class": "10KV",
    "applied_capacity_kva": "1250",
    "business_type": "NEW",
    "tariff_class": "COMMERCIAL_INDUSTRIAL",
    "customer_kind": "ENTERPRISE",
    "ext_route_length_m": "100",
}
SHOP = {
    "voltage_class": "LV",
    "applied_capacity_kw": "100",
    "business_type": "NEW",
    "tariff_class": "COMMERCIAL_INDUSTRIAL",
    "customer_kind": "ENTERPRISE",
    "ext_route_length_m": "100",
}


def rules() -> RuleSet:
    return rule_set_on(TODAY, COUNTY)


def decided(base: dict[str, Any], rule_set: RuleSet | None = None, **special: Any) -> Decision:
    return decide(Inputs.from_json({**base, **special}), rule_set or rules())


def fired(decision: Decision) -> set[str]:
    return {reason.rule for reason in decision.reasons}


def limits(decision: Decision) -> dict[str, int | None]:
    return {clock.kind: clock.limit_workdays for clock in decision.clocks}


high, shop = partial(decided, HIGH), partial(decided, SHOP)
home = partial(decided, {**SHOP, "tariff_class": "RESIDENTIAL", "customer_kind": "NATURAL_PERSON"})
# A charging station: the company pays, so its works have a limit.
station = partial(decided, {**HIGH, "is_ev_charging": True})

__all__ = ["COUNTY", "HIGH", "SHOP", "TODAY", "fired", "high", "home", "limits", "load", "rules", "shop", "station"]
