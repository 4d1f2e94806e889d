"""Run the rules on a case and store what they said: inputs, outcome, reasons and rule-set version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from applications.models import Application
from applications.rulebook.reading import rules_in_force
from applications.rules import LengthSource, RuleSet, decide
from approvals.models import ExemptionPaper
from deadlines import machine

INVESTED = {"ZERO": True, "BY_AGREEMENT": False}


def rules_on(at: datetime) -> RuleSet:
    """This county's rule set of the day, as far as its papers are on file."""
    return rules_of_day(timezone.localdate(at))


def rules_of_day(day: date) -> RuleSet:
    """The rule set with those exemption papers only that are stored and in force: only they waive a permit."""
    rule_set = rules_in_force(day)
    stored = set(ExemptionPaper.objects.in_force(day).values_list("document", flat=True))
    granted = {voltage: name for voltage, name in rule_set.exemption_basis.items() if name in stored}
    return replace(rule_set, exemption_basis=granted)


def decide_and_store(
    application: Application, *, at: datetime, by: Any = None, rules: RuleSet | None = None, **changed: Any
) -> Application:
    """Decide anew with the inputs in `changed` (canonical field names). An investment a person decided stays.

    `rules`: those of the day, if they have been read already.
    """
    if "ext_route_length_m" in changed:
        changed.setdefault("length_source", LengthSource.ROUTE)
    application.inputs = {**application.inputs, **{name: _plain(value) for name, value in changed.items()}}
    decision = decide(application.facts, rules or rules_on(at))
    application.decision, application.rule_set = decision.to_json(), decision.rule_set
    application.is_key = decision.green_channel or bool(application.key_reason)
    application.__dict__.pop("verdict", None)
    if decision.investment in INVESTED:
        application.is_company_invested = INVESTED[decision.investment]
    machine.record(
        application, "decide", application.stage, by=by, at=at, save=True,
        data={"inputs": application.inputs, "decision": application.decision},
    )  # fmt: skip
    return application


def capacity_kva(application: Application) -> Decimal:
    """What the grid must carry: on low voltage the declared kW through the rule set's power factor."""
    facts = application.facts
    if not facts.is_low_voltage:
        return facts.applied
    factor = rules_in_force(timezone.localdate(application.submitted_at)).lv_power_factor
    return (facts.applied / factor).quantize(Decimal("0.01"))


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | list) else str(value)
