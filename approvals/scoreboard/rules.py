"""How long each authority takes: decisions in, one line an authority out, in workdays as the clocks count. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from math import ceil
from statistics import median

from approvals.choices import PermitStage
from deadlines.rules import Rest, WorkCalendar, explain

# Fewer decisions than this say nothing about an authority; the public page then shows no times.
ENOUGH = 5
SHARE = 0.9


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One permit: when its package was whole, when it was decided, what rested the authority's clock in between."""

    department: str
    stage: str
    whole_on: date
    decided_on: date | None = None
    rests: tuple[Rest, ...] = ()
    corrections: int = 0
    promised_workdays: int = 2
    is_overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One authority. Times are workdays from the whole package to the decision; None where nothing was decided."""

    department: str
    granted: int = 0
    refused: int = 0
    pending: int = 0
    overdue: int = 0
    corrections: int = 0
    in_time: int = 0
    median_workdays: float | None = None
    p90_workdays: int | None = None

    @property
    def decided(self) -> int:
        return self.granted + self.refused

    @property
    def share_in_time(self) -> float | None:
        return self.in_time / self.decided if self.decided else None


def used(one: Asked, calendar: WorkCalendar) -> int:
    """Workdays after the day of the whole package, up to and with the day of the decision; whole days of rest off."""
    assert one.decided_on is not None  # noqa: S101 - only decided ones are measured
    return sum(day.counts for day in explain(one.whole_on, one.decided_on, calendar, one.rests))


def board(asked: Iterable[Asked], calendar: WorkCalendar, departments: Iterable[str]) -> list[Line]:
    """One line for each of `departments`, in their order, also where nothing was asked of one."""
    by: dict[str, list[Asked]] = {name: [] for name in departments}
    for one in asked:
        by.setdefault(one.department, []).append(one)
    return [_line(name, rows, calendar) for name, rows in by.items()]


def _line(department: str, rows: list[Asked], calendar: WorkCalendar) -> Line:
    decided = [row for row in rows if row.decided_on is not None]
    days = sorted(used(row, calendar) for row in decided)
    refused = sum(row.stage != PermitStage.GRANTED for row in decided)
    return Line(
        department=department, granted=len(decided) - refused, refused=refused, pending=len(rows) - len(decided),
        overdue=sum(row.is_overdue for row in rows), corrections=sum(row.corrections for row in rows),
        in_time=sum(used(row, calendar) <= row.promised_workdays for row in decided),
        median_workdays=float(median(days)) if days else None,
        p90_workdays=days[ceil(SHARE * len(days)) - 1] if days else None,
    )  # fmt: skip


def published(lines: Iterable[Line]) -> list[Line]:
    """What everybody may see: of few decisions no times, and never what is pending with whom."""
    return [
        replace(
            line, pending=0,
            median_workdays=line.median_workdays if line.decided >= ENOUGH else None,
            p90_workdays=line.p90_workdays if line.decided >= ENOUGH else None,
        )
        for line in lines
    ]  # fmt: skip
