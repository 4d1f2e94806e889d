"""Dated rule sets: what a county has decided, as data. The one in force on the day decides and signs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from applications.rules.decision import Limit

FOLDER = Path(__file__).resolve().parent / "sets"
DAYS = frozenset({"draft", "answer", "reopen", "lapsed_plan", "suspended", "archive"})
REMINDERS = frozenset({"answer", "plan", "temporary", "lease", "lease_overdue"})
# Of these tables a later rule set may name single lines.
_BY_NAME = ("limits", "days", "reminders")


class NoRuleSet(LookupError):
    """No rule set of this county is in force on that day. Nothing is guessed."""


class Authority(NamedTuple):
    """Who decides over a supply: the first line of the matrix that fits."""

    voltage_classes: frozenset[str]
    up_to_kva: Decimal | None
    level: str


class VoltageGuess(NamedTuple):
    """Up to which capacity a supply usually gets this voltage; for people who don't know theirs."""

    voltage_class: str
    up_to: Decimal | None


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """Every number and every local choice that the rules need. Days are inclusive at both ends.

    `days`: after how many calendar days without a sign a draft, an unanswered list, the way back from it, a lapsed
    plan, a resting case and a visited one end. `reminders`: on which days before or after somebody is reminded.
    """

    version: str
    effective_from: date
    effective_to: date | None
    basis: str
    tables: str
    lv_small_micro_limit_kw: Decimal
    lv_power_factor: Decimal
    screening_power_factor: Decimal
    short_connection_limit_m: Decimal
    lv_small_micro_limit_m: Decimal | None
    survey_uncertainty_m: Decimal
    assumed_length_m: Decimal
    exemption_basis: Mapping[str, str]
    on_site_limit_kva: Decimal
    substitution_share: Decimal
    temporary_zero_investment: bool
    temporary_term_months: int
    temporary_flat_limit_kw: Decimal
    lease_yuan_per_day: Mapping[str, str]
    disconnect_notice_days: int
    disconnect_again_minutes: int
    plan_valid_months: Mapping[str, int]
    plan_extension_days: int
    days: Mapping[str, int]
    reminders: Mapping[str, tuple[int, ...]]
    green_channel_levels: frozenset[str]
    authorities: tuple[Authority, ...]
    voltage_guesses: tuple[VoltageGuess, ...]
    limits: Mapping[str, tuple[Limit, ...]]

    def is_in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def workdays(self, limit: str) -> int:
        """The strictest of the known limits."""
        return min(one.workdays for one in self.limits[limit])


def in_force(day: date, rule_sets: Sequence[RuleSet]) -> RuleSet:
    """The one rule set of `rule_sets` that is in force on `day`."""
    for rule_set in rule_sets:
        if rule_set.is_in_force(day):
            return rule_set
    raise NoRuleSet(day.isoformat())


def rule_set_on(day: date, county: str) -> RuleSet:
    return in_force(day, load(county))


@cache
def load(county: str) -> tuple[RuleSet, ...]:
    """The rule sets that come with the portal, oldest first."""
    return read(shipped(county))


def shipped(county: str) -> list[dict[str, Any]]:
    """As plain data. A county gets its own by adding `sets/<region code>.json`."""
    path = FOLDER / f"{county}.json"
    if not (county.isalnum() and path.is_file()):
        raise NoRuleSet(county)
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def read(data: Sequence[Mapping[str, Any]]) -> tuple[RuleSet, ...]:
    """Rule sets from plain data. A later one may name only what changed; two may never be in force on one day."""
    found: list[RuleSet] = []
    merged: dict[str, Any] = {}
    for one in data:
        merged = following(merged, one)
        found.append(RuleSet(**{name: _READ.get(name, _same)(value) for name, value in merged.items()}))
    for earlier, later in zip(found, found[1:], strict=False):
        if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
            raise ValueError(f"{earlier.version} and {later.version} overlap")
    return tuple(found)


def following(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> dict[str, Any]:
    """What the later one says, and of all that it does not name what the earlier one said. Plain data."""
    return {**earlier, **later, **{name: {**earlier.get(name, {}), **later.get(name, {})} for name in _BY_NAME}}


def _same(value: Any) -> Any:
    return value


def _exact(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _limits(value: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, tuple[Limit, ...]]:
    return {name: tuple(Limit(**one) for one in known) for name, known in value.items()}


def _days(value: Mapping[str, int]) -> dict[str, int]:
    _name_all(value, DAYS)
    return {name: _number_of_days(days) for name, days in value.items()}


def _reminders(value: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    _name_all(value, REMINDERS)
    if empty := [name for name, steps in value.items() if not steps]:
        raise ValueError(f"{', '.join(empty)}: name at least one day")
    return {name: tuple(_number_of_days(days, least=0) for days in steps) for name, steps in value.items()}


def _name_all(value: Mapping[str, Any], names: frozenset[str]) -> None:
    if wrong := value.keys() ^ names:
        raise ValueError(f"unknown or missing: {', '.join(sorted(wrong))}")


def _number_of_days(value: Any, *, least: int = 1) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{value!r} is no number of days")
    return value


_READ: dict[str, Any] = {
    **dict.fromkeys(
        (
            "lv_small_micro_limit_kw", "lv_power_factor", "screening_power_factor", "short_connection_limit_m",
            "lv_small_micro_limit_m", "survey_uncertainty_m", "assumed_length_m", "on_site_limit_kva",
            "substitution_share", "temporary_flat_limit_kw",
        ),
        _exact,
    ),
    "effective_from": _day,
    "effective_to": _day,
    "green_channel_levels": frozenset,
    "authorities": lambda rows: tuple(
        Authority(frozenset(row["voltage_classes"]), _exact(row["up_to_kva"]), row["level"]) for row in rows
    ),
    "voltage_guesses": lambda rows: tuple(VoltageGuess(row["voltage_class"], _exact(row["up_to"])) for row in rows),
    "limits": _limits,
    "days": _days,
    "reminders": _reminders,
}  # fmt: skip
