"""Load a calendar year, and carry it through to every promise that it moves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from deadlines.actions import current_calendar, rederive
from deadlines.models import CalendarDay, CalendarYear, Clock, Timeline
from deadlines.signals import clock_moved


@transaction.atomic
def load_year(
    year: int, days: Mapping[date, tuple[bool, str]], *, source: str, at: datetime, is_published: bool = True
) -> CalendarYear:
    """Replace what is known of `year`. `days` are those that differ from Monday to Friday: (is it a workday, why)."""
    strange = [day for day in days if day.year != year]
    if strange:
        raise ValueError(f"{strange[0]} is not in {year}")
    row, is_new = CalendarYear.objects.get_or_create(
        year=year, defaults={"is_published": is_published, "source": source, "loaded_at": at}
    )
    if not is_new:
        row.revision += 1
        row.is_published, row.source, row.loaded_at = is_published, source, at
        row.save()
    row.days.all().delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(year=row, date=day, is_workday=works, reason=reason) for day, (works, reason) in days.items()
    )
    return row


def carry_through(*, at: datetime) -> int:
    """Work out anew every running clock that rests on an older calendar; a second call finds nothing.

    Safe to run again after a crash: each case is one transaction. Returns how many due days moved.
    """
    version, moved = current_calendar().version, 0
    stale = Clock.objects.running().exclude(calendar_version=version).values_list("timeline", flat=True)
    for timeline_id in stale.order_by("timeline").distinct():
        moved += _carry_into(timeline_id, at=at)
    return moved


@transaction.atomic
def _carry_into(timeline_id: int, *, at: datetime) -> int:
    timeline = Timeline.objects.locked(timeline_id)
    changes = rederive(timeline, reason="CALENDAR", at=at, by=None)
    for change in changes:
        clock_moved.send(
            sender=Clock, timeline_id=timeline_id, kind=change.clock.kind, old_on=change.old_due_on,
            new_on=change.new_due_on, at=at,
        )  # fmt: skip
    Clock.objects.running().of(timeline).update(calendar_version=current_calendar().version)
    return len(changes)
