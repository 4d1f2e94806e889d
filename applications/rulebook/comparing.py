"""What two rule sets say to the same wishes for power: the kinds of case people come with, and each boundary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from applications.rules import Decision, Inputs, RuleSet, decide

USUAL = {"business_type": "NEW", "customer_kind": "ENTERPRISE", "tariff_class": "COMMERCIAL_INDUSTRIAL"}
LV = {**USUAL, "voltage_class": "LV", "ext_route_length_m": "60"}
HV = {**USUAL, "voltage_class": "10KV", "ext_route_length_m": "150"}
HOME = {**LV, "tariff_class": "RESIDENTIAL", "customer_kind": "NATURAL_PERSON"}
HOSPITAL = {**HV, "source_count": 2, "importance_level": "FIRST"}
KINDS: dict[str, dict[str, Any]] = {
    _("A shop, 30 kW"): {**LV, "applied_capacity_kw": "30"},
    _("A workshop, 160 kW"): {**LV, "applied_capacity_kw": "160"},
    _("A workshop, 200 kW"): {**LV, "applied_capacity_kw": "200"},
    _("A home, 8 kW"): {
        **LV,
        "applied_capacity_kw": "8",
        "tariff_class": "RESIDENTIAL",
        "customer_kind": "NATURAL_PERSON",
    },
    _("Irrigation, 40 kW"): {**LV, "applied_capacity_kw": "40", "tariff_class": "AGRICULTURAL"},
    _("A shop behind a line of 200 m"): {**LV, "applied_capacity_kw": "30", "ext_route_length_m": "200"},
    _("A factory, 10 kV, 1,250 kVA"): {**HV, "applied_capacity_kva": "1250"},
    _("A factory, 10 kV, 2,000 kVA"): {**HV, "applied_capacity_kva": "2000"},
    _("A factory, 10 kV, behind a line of 400 m"): {**HV, "applied_capacity_kva": "800", "ext_route_length_m": "400"},
    _("A hospital, 10 kV, two sources"): {
        **HV,
        "applied_capacity_kva": "1600",
        "source_count": 2,
        "importance_level": "FIRST",
    },
    _("Charging station, 10 kV"): {**HV, "applied_capacity_kva": "630", "is_ev_charging": True},
    _("A factory in a provincial zone"): {**HV, "applied_capacity_kva": "630", "dev_zone_level": "PROVINCIAL"},
    _("A building site, 10 kV, temporary"): {**HV, "applied_capacity_kva": "315", "business_type": "TEMPORARY"},
    _("Large industry, 35 kV"): {**HV, "voltage_class": "35KV", "applied_capacity_kva": "12000"},
}
EVERY = _("Every case")
ANSWERS = (
    "customer_steps", "permits", "plan_mode", "plan_valid_months", "investment", "zero_investment_grounds",
    "lease_offered", "temporary_term_months", "works_limit_workdays", "works_rule", "authority_level", "green_channel",
)  # fmt: skip


def differences(now: RuleSet, then: RuleSet) -> list[dict[str, Any]]:
    """For each kind of case that would be answered differently, and for all that wait: [answer, now, then]."""
    found = []
    if days := [*_lines("days", now.days, then.days), *_lines("reminders", now.reminders, then.reminders)]:
        found.append({"kind": EVERY, "changes": days})
    for kind, facts in KINDS.items():
        wish = Inputs.from_json(facts)
        changes = _changes(decide(wish, now), decide(wish, then))
        if changes:
            found.append({"kind": kind, "changes": changes})
    return found


def _lines(table: str, now: Mapping[str, Any], then: Mapping[str, Any]) -> list[list[str]]:
    """What changes in a table of days, each line by its name."""
    return [[f"{table}.{name}", _said(now[name]), _said(then[name])] for name in sorted(now) if now[name] != then[name]]


def _said(days: int | tuple[int, ...]) -> str:
    return ", ".join(map(str, days)) if isinstance(days, tuple) else str(days)


def _changes(now: Decision, then: Decision) -> list[list[str]]:
    answers = [[name, str(getattr(now, name)), str(getattr(then, name))] for name in ANSWERS]
    limits = {clock.kind: str(clock.limit_workdays) for clock in now.clocks}
    later = {clock.kind: str(clock.limit_workdays) for clock in then.clocks}
    clocks = [[kind, limits.get(kind, "-"), later.get(kind, "-")] for kind in sorted({*limits, *later})]
    return [row for row in [*answers, *clocks] if row[1] != row[2]]
