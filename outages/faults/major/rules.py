"""When a fault is a major event: pure. The thresholds are dated data, not code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from deadlines.editions import in_force

REASONS = {
    "customers": _("very many customers without power"),
    "vital": _("life-support users or important customers without power"),
    "lines": _("every line of a main transformer without power"),
}


@dataclass(frozen=True)
class MajorRules:
    """From a date on: how much makes a fault a major event, and how often people then hear of it."""

    name: str
    effective_from: date
    customers: int
    vital: int
    lines: int
    update_every: timedelta


# The company's own figures: no law sets them for a county. A change is one more row with its first day.
MAJOR_RULES = (
    MajorRules(
        "major-2026", date(2020, 1, 1), customers=3_000, vital=3, lines=2, update_every=timedelta(minutes=30)
    ),
)  # fmt: skip


class Extent(NamedTuple):
    """What is dark now: customers, those of them on whom most depends, and lines of how many under the transformer."""

    customers: int
    vital: int
    lines: int
    lines_of: int


def rules_on(day: date, table: Sequence[MajorRules] = MAJOR_RULES) -> MajorRules:
    return in_force(table, day)


def reasons(extent: Extent, rules: MajorRules) -> tuple[str, ...]:
    """Keys of `REASONS`; none where it is a fault like others.

    >>> reasons(Extent(2_999, 2, 1, 2), rules_on(date(2026, 1, 1)))
    ()
    >>> reasons(Extent(3_000, 3, 2, 2), rules_on(date(2026, 1, 1)))
    ('customers', 'vital', 'lines')
    """
    held = {
        "customers": extent.customers >= rules.customers,
        "vital": extent.vital >= rules.vital,
        "lines": extent.lines >= rules.lines and extent.lines == extent.lines_of,
    }
    return tuple(key for key, holds in held.items() if holds)
