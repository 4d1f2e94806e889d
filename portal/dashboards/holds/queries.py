"""The holds and later days of the last twelve months as values: four statements."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min

from applications.turns import AUTOMATIC
from deadlines.choices import Party
from deadlines.models import ClockChange, Event, Extension, Pause
from portal.dashboards.holds.rules import Hold

A_YEAR = timedelta(days=365)
MOST = 2_000


def holds(*, at: datetime) -> list[Hold]:
    """What a person has put on the company's clocks; what the portal puts on by itself is its turn, not a hold."""
    rows = Pause.objects.filter(owner=Party.COMPANY, started_at__gte=at - A_YEAR, started_by__isnull=False)
    rows = rows.exclude(reason__in=AUTOMATIC).select_related("timeline", "started_by").order_by("-started_at")[:MOST]
    found, later = list(rows), _later(at)
    people = {_officer(row) for row in found} | {row.proposed_by_id for row in later}
    due, cases = _due(found), _cases(people, at=at)
    return [_later_day(row, cases) for row in later] + [
        Hold(
            key=f"hold-{row.pk}", number=row.timeline.reference, reason=row.reason, officer=_officer(row),
            officer_cases=cases.get(_officer(row), 0), evidence=row.evidence, started_at=row.started_at,
            ended_at=row.ended_at, due_on=due.get((row.timeline_id, row.reason, row.started_at)),
        )
        for row in found
    ]  # fmt: skip


def _later(at: datetime) -> list[Extension]:
    rows = Extension.objects.confirmed().filter(decided_at__gte=at - A_YEAR).select_related("timeline", "clock")
    return list(rows.order_by("-decided_at")[:MOST])


def _later_day(row: Extension, cases: dict[int | None, int]) -> Hold:
    return Hold(
        key=f"later-{row.pk}", number=row.timeline.reference, reason=row.reason, officer=row.proposed_by_id,
        officer_cases=cases.get(row.proposed_by_id, 0), evidence=row.evidence, started_at=row.decided_at,
        ended_at=row.decided_at, due_on=row.old_due_on, promise=row.clock.kind, extra=row.workdays,
        by=row.decided_by_id,
    )  # fmt: skip


def _officer(row: Any) -> int | None:
    """None: the customer himself asked the portal for it."""
    return row.started_by_id if row.started_by.is_staff else None


def _due(rows: list[Any]) -> dict[tuple[Any, ...], Any]:
    """The soonest due day that each hold moved away."""
    lines = {row.timeline_id for row in rows}
    changes = ClockChange.objects.filter(clock__timeline__in=lines, reason__in={row.reason for row in rows})
    found = changes.values_list("clock__timeline", "reason", "at").annotate(due_on=Min("old_due_on"))
    return {(line, reason, moment): due_on for line, reason, moment, due_on in found}


def _cases(people: set[int | None], *, at: datetime) -> dict[int | None, int]:
    """In how many cases each of these people did something in the year."""
    done = Event.objects.filter(by__in=people - {None}, at__gte=at - A_YEAR).order_by().values("by")
    return {row["by"]: row["n"] for row in done.annotate(n=Count("timeline", distinct=True))}
