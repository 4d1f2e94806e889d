"""The holds of the last twelve months as values: three statements."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min

from applications.turns import AUTOMATIC
from deadlines.choices import Party
from deadlines.models import ClockChange, Event, Pause
from portal.dashboards.holds.rules import Hold

A_YEAR = timedelta(days=365)
MOST = 2_000


def holds(*, at: datetime) -> list[Hold]:
    """What a person has put on the company's clocks; what the portal puts on by itself is its turn, not a hold."""
    rows = Pause.objects.filter(owner=Party.COMPANY, started_at__gte=at - A_YEAR, started_by__isnull=False)
    rows = rows.exclude(reason__in=AUTOMATIC).select_related("timeline", "started_by").order_by("-started_at")[:MOST]
    found = list(rows)
    due, cases = _due(found), _cases(found, at=at)
    return [
        Hold(
            pk=row.pk, number=row.timeline.reference, reason=row.reason, officer=_officer(row),
            officer_cases=cases.get(_officer(row), 0), evidence=row.evidence, started_at=row.started_at,
            ended_at=row.ended_at, due_on=due.get((row.timeline_id, row.reason, row.started_at)),
        )
        for row in found
    ]  # fmt: skip


def _officer(row: Any) -> int | None:
    """None: the customer himself asked the portal for it."""
    return row.started_by_id if row.started_by.is_staff else None


def _due(rows: list[Any]) -> dict[tuple[Any, ...], Any]:
    """The soonest due day that each hold moved away."""
    lines = {row.timeline_id for row in rows}
    changes = ClockChange.objects.filter(clock__timeline__in=lines, reason__in={row.reason for row in rows})
    found = changes.values_list("clock__timeline", "reason", "at").annotate(due_on=Min("old_due_on"))
    return {(line, reason, moment): due_on for line, reason, moment, due_on in found}


def _cases(rows: list[Any], *, at: datetime) -> dict[int | None, int]:
    """In how many cases each of these people did something in the year."""
    people = {_officer(row) for row in rows} - {None}
    done = Event.objects.filter(by__in=people, at__gte=at - A_YEAR).order_by().values("by")
    return {row["by"]: row["n"] for row in done.annotate(n=Count("timeline", distinct=True))}
