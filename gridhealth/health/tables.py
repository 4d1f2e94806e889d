"""The dated tables of thresholds. Numbers are read exactly; a day without a table is an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from deadlines.editions import in_force

FILE = Path(__file__).with_name("indicators.json")


@dataclass(frozen=True, kw_only=True)
class Table:
    """Every threshold of one edition, with the days it looks back and the quarters of an hour a value must last.

    `required` indicators make an object unknown while they are; any other is told as not measured. Limits of
    interruptions are pairs of a window in days and a count within it.
    """

    version: str
    effective_from: date
    sources: Mapping[str, str]
    coverage: Decimal
    required: frozenset[str]
    load: Mapping[str, Any]
    voltage: Mapping[str, Any]
    unbalance: Mapping[str, Any]
    interruptions: Mapping[str, tuple[tuple[int, int], ...]]
    ill_areas: tuple[Decimal, Decimal]
    transfer: Mapping[str, Any]
    cell: Mapping[str, Decimal]
    better_months: int

    @property
    def longest_of_interruptions(self) -> timedelta:
        return timedelta(days=max(window for limits in self.interruptions.values() for window, _count in limits))


def table_on(day: date) -> Table:
    return in_force(editions(), day)


@cache
def editions() -> tuple[Table, ...]:
    return tuple(_read(one) for one in json.loads(FILE.read_text(encoding="utf-8")))


def _read(told: dict[str, Any]) -> Table:
    kept = {"version": told["version"], "sources": told["sources"], "required": frozenset(told["required"])}
    day = date.fromisoformat(told["effective_from"])
    return Table(**{**{name: _exact(value) for name, value in told.items()}, **kept, "effective_from": day})


def _exact(value: Any) -> Any:
    """Text of a number as the number, however deep it stands."""
    if isinstance(value, dict):
        return {name: _exact(one) for name, one in value.items()}
    if isinstance(value, list):
        return tuple(_exact(one) for one in value)
    return Decimal(value) if isinstance(value, str) and value[:1].isdigit() and value.count("-") == 0 else value
