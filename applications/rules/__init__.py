"""The rules of connecting: values in, a frozen decision out, every answer with its rule and its reason."""

from applications.rules.clocks import ClockKind
from applications.rules.decide import decide
from applications.rules.decision import ClockPlan, Decision, Limit, Reason
from applications.rules.inputs import (
    BusinessType,
    CustomerKind,
    DevZoneLevel,
    ImportanceLevel,
    ImpossibleInputs,
    Inputs,
    KeyProjectLevel,
    LengthSource,
    TariffClass,
    VoltageClass,
)
from applications.rules.rulesets import NoRuleSet, RuleSet, load, rule_set_on

__all__ = [
    "BusinessType",
    "ClockKind",
    "ClockPlan",
    "CustomerKind",
    "Decision",
    "DevZoneLevel",
    "ImportanceLevel",
    "ImpossibleInputs",
    "Inputs",
    "KeyProjectLevel",
    "LengthSource",
    "Limit",
    "NoRuleSet",
    "Reason",
    "RuleSet",
    "TariffClass",
    "VoltageClass",
    "decide",
    "load",
    "rule_set_on",
]
