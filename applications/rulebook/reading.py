"""The rule set in force: those that came with the portal, and those published since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings

from applications.rulebook.models import PublishedRules
from applications.rules import RuleSet
from applications.rules.rulesets import in_force, read, shipped


def rules_in_force(day: date) -> RuleSet:
    """This county's rule set on `day`. Raises NoRuleSet: nothing is guessed."""
    return in_force(day, rule_sets())


def rule_sets() -> tuple[RuleSet, ...]:
    """Every rule set of this county, oldest first."""
    return _read(settings.COUNTY["code"], PublishedRules.objects.facts())


@lru_cache(maxsize=4)
def _read(county: str, facts: tuple[tuple[int, str], ...]) -> tuple[RuleSet, ...]:
    """Read once a process for each state of the table; `facts` tell them apart."""
    return read(with_later(shipped(county), PublishedRules.objects.values_list("content", flat=True) if facts else []))


def with_later(data: Sequence[Mapping[str, Any]], later: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each later set ends the one before it on the day before it begins."""
    found = list(data)
    for one in later:
        ends = date.fromisoformat(one["effective_from"]) - timedelta(days=1)
        found[-1] = {**found[-1], "effective_to": ends.isoformat()}
        found.append({**one, "effective_to": None})
    return found
