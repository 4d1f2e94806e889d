"""Read what the scoreboard counts: permits sent to the authorities, their decisions, their clocks. Never a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from approvals.choices import CLOCK, OFFICE, UNDECIDED, Department
from approvals.models import Permit, PermitQuerySet
from approvals.scoreboard.rules import Asked, Line, board, published
from deadlines.actions import current_calendar
from deadlines.choices import Party
from deadlines.models import Clock, Pause
from deadlines.rules import Rest

DECIDING = tuple(one.value for one in Department if one != OFFICE)


def counted(since: date, until: date) -> PermitQuerySet:
    """Decided in the period (both days included), or waiting for the authority now."""
    decided = Q(decided_at__date__gte=since, decided_at__date__lte=until)
    return Permit.objects.sent().filter(decided | Q(stage__in=UNDECIDED)).select_related("definition", "round")


def lines(*, since: date, until: date, at: datetime, departments: Iterable[str] = DECIDING) -> list[Line]:
    """The scoreboard of a period, one line for each authority."""
    rows = list(counted(since, until).filter(definition__department__in=departments))
    rests, late = _rests(rows), _late(rows, at=at)
    asked = [_asked(row, rests[row.timeline_id], is_late=row.timeline_id in late) for row in rows]
    return board(asked, current_calendar(), departments)


def public_lines(*, since: date, until: date, at: datetime) -> list[Line]:
    """The same for the public pages: no times of few decisions, nothing about what is pending."""
    return published(lines(since=since, until=until, at=at))


def _asked(row: Permit, rests: tuple[Rest, ...], *, is_late: bool) -> Asked:
    is_decided = row.stage not in UNDECIDED and row.decided_at is not None
    whole_at = max(row.submitted_at, row.round.complete_at or row.submitted_at)
    return Asked(
        department=row.definition.department, stage=row.stage, whole_on=localdate(whole_at),
        decided_on=localdate(row.decided_at) if is_decided else None, rests=rests, corrections=row.corrections,
        promised_workdays=row.definition.promised_workdays, is_overdue=is_late and not is_decided,
    )  # fmt: skip


def _rests(rows: Iterable[Permit]) -> dict[int, tuple[Rest, ...]]:
    found: dict[int, tuple[Rest, ...]] = defaultdict(tuple)
    of = {row.timeline_id for row in rows}
    for pause in Pause.objects.filter(timeline__in=of, owner=Party.GOVERNMENT).order_by("started_at"):
        found[pause.timeline_id] += (pause.as_rest(),)
    return found


def _late(rows: Iterable[Permit], *, at: datetime) -> set[int]:
    """Cases whose authorities are past their day and still silent."""
    running = Clock.objects.running().filter(kind=CLOCK, timeline__in={row.timeline_id for row in rows})
    return set(running.filter(due_at__lt=at).values_list("timeline_id", flat=True))


def silent(*, at: datetime, departments: Iterable[str] = DECIDING) -> list[dict[str, Any]]:
    """Each permit that is overdue now, the longest first, with the clock of its case."""
    waiting = Permit.objects.sent().undecided().filter(definition__department__in=departments)
    rows = list(waiting.select_related("definition", "timeline", "taken_by"))
    clocks = {
        clock.timeline_id: clock
        for clock in Clock.objects.running().filter(kind=CLOCK, timeline__in={row.timeline_id for row in rows})
        if clock.due_at and clock.due_at < at
    }  # fmt: skip
    late = [{"permit": row, "clock": clocks[row.timeline_id]} for row in rows if row.timeline_id in clocks]
    return sorted(late, key=lambda one: (one["clock"].due_at, one["permit"].pk))
