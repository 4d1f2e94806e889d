"""Start, stop and rest the clocks of a case. Every change of a due day leaves a row."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils import timezone

from deadlines.choices import AlertLevel, Party, PauseReason
from deadlines.models import CalendarDay, CalendarYear, Clock, ClockChange, Heartbeat, Pause, Timeline
from deadlines.rules import WorkCalendar, amber_on, due_on, end_of
from deadlines.statutory import statutory_days

PROVISIONAL_YEARS = 10


def current_calendar() -> WorkCalendar:
    """The calendar as it is loaded now, with provisional years after the last published one."""
    facts = CalendarYear.objects.aggregate(years=Count("pk"), revisions=Sum("revision"), last=Max("loaded_at"))
    return _calendar(f"{facts['years']}y r{facts['revisions']}", facts["last"])


@lru_cache(maxsize=4)
def _calendar(version: str, loaded_at: datetime | None) -> WorkCalendar:
    years = {year.year: year.is_published for year in CalendarYear.objects.all()}
    days = {day.date: (day.is_workday, day.reason) for day in CalendarDay.objects.all()}
    first, last = min(years), max(years)
    ahead = [year for year in range(first, last + PROVISIONAL_YEARS + 1) if year not in years]
    for year in ahead:
        days.update(statutory_days(year))
    provisional = frozenset(ahead) | {year for year, is_published in years.items() if not is_published}
    return WorkCalendar(first, last + PROVISIONAL_YEARS, days, provisional, version)


@transaction.atomic
def start(
    timeline: Timeline,
    kind: str,
    *,
    owner: Party,
    at: datetime,
    limit_workdays: int | None = None,
    until: datetime | None = None,
    rule: str = "",
    responsible: Any = None,
) -> Clock:
    """Start a clock of `kind`, in a new cycle. One that is running already is left as it is."""
    earlier = Clock.objects.of(timeline).filter(kind=kind).order_by("-cycle").first()
    if earlier is not None and earlier.is_running:
        return earlier
    clock = Clock(
        timeline=timeline, kind=kind, cycle=(earlier.cycle if earlier else 0) + 1, owner=owner, rule=rule,
        limit_workdays=limit_workdays, until=until, responsible=responsible, started_at=at,
    )  # fmt: skip
    _derive(clock, current_calendar())
    clock.save(force_insert=True)
    return clock


def _derive(clock: Clock, calendar: WorkCalendar) -> None:
    """Work out when the clock is due, from its start, the calendar and the pauses; in memory."""
    clock.calendar_version = calendar.version
    clock.due_at, clock.due_on = clock.until, clock.until and timezone.localdate(clock.until)
    if clock.limit_workdays is not None:
        day, rests = timezone.localdate(clock.started_at), clock.rests()
        due = due_on(day, clock.limit_workdays, calendar, rests)
        clock.due_on, clock.is_provisional, clock.workdays_left = due.date, due.provisional, due.workdays_left
        clock.due_at = end_of(due.date) if due.date else None
        amber = amber_on(day, clock.limit_workdays, calendar, rests)
        clock.amber_at = end_of(amber) if amber and clock.due_on != amber else clock.due_at
    clock.look_at = next((moment for moment, _level in moments(clock, calendar)), None)


def moments(clock: Clock, calendar: WorkCalendar) -> list[tuple[datetime, AlertLevel]]:
    """When something is to be raised about the clock, soonest first; what was raised is left out."""
    raised = set(clock.alerts.values_list("level", flat=True)) if clock.pk else set()
    found = [(clock.amber_at, AlertLevel.WARNING), (clock.due_at, AlertLevel.BREACH)]
    if clock.due_on:
        found.append((end_of(calendar.nth_after(clock.due_on, 1)), AlertLevel.ESCALATION))
    return [(moment, level) for moment, level in found if moment is not None and level not in raised]


@transaction.atomic
def stop(timeline: Timeline, kind: str, *, at: datetime) -> None:
    """Stop the running clock of `kind`, if there is one. Whether it was kept is read from the row."""
    Clock.objects.running().of(timeline).filter(kind=kind).update(stopped_at=at, look_at=None)


@transaction.atomic
def stop_all(timeline: Timeline, *, at: datetime) -> None:
    """The case is over: clocks stop and pauses end."""
    Clock.objects.running().of(timeline).update(stopped_at=at, look_at=None)
    Pause.objects.open_on(timeline).update(ended_at=at)


@transaction.atomic
def pause(
    timeline: Timeline, reason: PauseReason, *, at: datetime, by: Any, evidence: str = "",
    owner: Party = Party.COMPANY,
) -> Pause:  # fmt: skip
    """Rest the clocks of `owner` in this case. A second pause for the same reason is the first one."""
    row, is_new = Pause.objects.get_or_create(
        timeline=timeline, owner=owner, reason=PauseReason(reason), ended_at=None,
        defaults={"started_at": at, "started_by": by, "evidence": evidence},
    )  # fmt: skip
    if is_new:
        rederive(timeline, reason=str(reason), at=at, by=by, owner=owner)
    return row


@transaction.atomic
def resume(
    timeline: Timeline, reason: PauseReason, *, at: datetime, by: Any, owner: Party = Party.COMPANY
) -> None:
    """End the pause for `reason`; without one nothing happens."""
    if Pause.objects.open_on(timeline).filter(owner=owner, reason=reason).update(ended_at=at, ended_by=by):
        rederive(timeline, reason=str(reason), at=at, by=by, owner=owner)


def rederive(timeline: Timeline, *, reason: str, at: datetime, by: Any, owner: str | None = None) -> list[ClockChange]:
    """Work out the running clocks of a case anew and write down each due day that moved."""
    calendar = current_calendar()
    clocks = Clock.objects.running().of(timeline).select_related("timeline")
    changes = [_rederive_one(clock, calendar, reason, at, by) for clock in (clocks.filter(owner=owner) if owner else clocks)]
    return [change for change in changes if change is not None]


def _rederive_one(clock: Clock, calendar: WorkCalendar, reason: str, at: datetime, by: Any) -> ClockChange | None:
    before = clock.due_on
    if clock.due_at is not None and clock.due_at <= at and clock.alerts.filter(level=AlertLevel.BREACH).exists():
        return None  # overdue is a fact and stays one
    _derive(clock, calendar)
    clock.save()
    if clock.due_on == before:
        return None
    n = clock.changes.count() + 1
    return ClockChange.objects.create(
        clock=clock, n=n, old_due_on=before, new_due_on=clock.due_on, reason=reason, at=at, by=by
    )


def beat(name: str, *, at: datetime, **detail: Any) -> None:
    """A driver says that it lives."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": at, "detail": detail})


