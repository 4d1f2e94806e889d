"""Counts running promises anew, from start, workdays and rests: whether the day that stands is the one that counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from deadlines.calendars import current_calendar
from deadlines.models import Clock
from deadlines.rules import end_of

AT_ONCE = 2_000  # clocks


def miscounted(*, at: datetime, using: str = "default") -> Iterator[str]:
    """The cases with a running promise in workdays whose due day is another than it should be.

    Left out are clocks that an older calendar derived (they are being worked out anew), those that are overdue (a fact
    that stays one), and those that a recount would have made overdue (no recount breaks a promise).
    """
    calendar = current_calendar()
    running = Clock.objects.using(using).running().filter(limit_workdays__isnull=False)
    fresh = running.filter(calendar_revision__gte=calendar.revision).exclude(due_at__lt=at).order_by("pk")
    last = 0
    while rows := list(
        fresh.filter(pk__gt=last).select_related("timeline").prefetch_related("timeline__pauses")[:AT_ONCE]
    ):
        for clock in rows:
            due = clock.due(calendar)
            if due.date != clock.due_on and not _is_past(due.date, at):
                yield f"{clock.timeline.reference} {clock.kind}"
        last = rows[-1].pk


def _is_past(day: date | None, at: datetime) -> bool:
    return day is not None and end_of(day) < at
