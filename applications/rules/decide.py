"""The decision: tables asked in a fixed order, each answer a fact for the next; no clock, no chance, no database."""

from __future__ import annotations

from typing import Any

from applications.rules.decision import ClockPlan, Decision, Reason
from applications.rules.editions import EDITIONS
from applications.rules.facts import classify, exemption_basis, numbers
from applications.rules.inputs import Inputs
from applications.rules.rulesets import RuleSet
from applications.rules.sentences import names
from applications.rules.tables import Clock, Facts, Row, Tables, every, first

# The works that have a rule of their own, and the limit it sets; works in step have a rule and no number of days.
WORKS_LIMITS = {"SMALL_MICRO": "works_small_micro", "MV": "works_mv", "IN_STEP": None}


def decide(inputs: Inputs, rule_set: RuleSet) -> Decision:
    """Everything that follows from `inputs` under `rule_set`, with the reasons in the order they were found."""
    tables = EDITIONS[rule_set.tables]
    fired, grounds, facts = _ask(tables, classify(inputs, rule_set))
    values = numbers(inputs, rule_set)
    return Decision(
        rule_set=rule_set.version,
        zero_investment_grounds=tuple(row.then for row in grounds),
        permits_needed=tuple(str(kind) for kind in inputs.permits),
        exemption_basis=exemption_basis(inputs, rule_set) if facts["permits"] == "FILING" else "",
        clocks=tuple(_clock(row, rule_set) for row in every(tables.clocks, facts)),
        reasons=tuple(
            Reason(row.rule, row.say, {name: values[name] for name in names(row.say)}) for row in fired if row.say
        ),
        **_answers(facts),
        **_terms(facts, rule_set),
    )


def _ask(tables: Tables, facts: Facts) -> tuple[list[Row], list[Row], Facts]:
    """The order of evaluation: size, who pays, permits, plan, works, steps, everything else."""
    known = dict(facts)
    grounds = every(tables.grounds, known)
    known["has_ground"] = bool(grounds)
    fired = [first(tables.size, known), *grounds, *every(tables.not_grounds, known)]
    for question in ("investment", "permits", "length_note", "plan", "works", "steps"):
        row = first(getattr(tables, question), known)
        fired.append(row)
        known[question] = row.then
        if question == "investment":
            known["invested"] = row.then == "ZERO"
            known["customer_works"] = known["high_voltage"] or not known["invested"]
        if question == "works":
            known["works_rule"] = row.rule if row.then in WORKS_LIMITS else None
    return [*fired, *every(tables.notes, known)], grounds, known


def _answers(facts: Facts) -> dict[str, Any]:
    """The facts that are answers."""
    return {
        "small_micro": facts["small_micro"],
        "customer_steps": int(facts["steps"]),
        "permits": facts["permits"],
        "needs_length_confirmation": facts["length_note"] == "CONFIRM",
        "plan_mode": facts["plan"],
        "investment": facts["investment"],
        "lease_offered": facts["lease"],
        "connect_first": facts["constrained"],
        "works": facts["works"],
        "works_rule": facts["works_rule"],
        "has_customer_works": facts["customer_works"],
        "design_review_needed": facts["supervised"],
        "mid_inspection_needed": facts["supervised"],
        "authority_level": facts["authority"],
        "green_channel": facts["green_channel"],
    }


def _terms(facts: Facts, rule_set: RuleSet) -> dict[str, Any]:
    """The numbers that the rule set adds to the answers."""
    limit = WORKS_LIMITS.get(facts["works"])
    validity = rule_set.plan_valid_months["HV" if facts["high_voltage"] else "LV"]
    return {
        "works_limit_workdays": rule_set.workdays(limit) if limit else None,
        "plan_valid_months": None if facts["plan"] == "NONE" else validity,
        "temporary_term_months": rule_set.temporary_term_months if facts["temporary"] else None,
    }


def _clock(row: Clock, rule_set: RuleSet) -> ClockPlan:
    return ClockPlan(row.then, row.owner, row.rule, rule_set.limits[row.limit] if row.limit else ())
