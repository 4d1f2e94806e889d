"""Start, stop and rest the clocks of a case. Every change of a due day leaves a row.

As with every move, the caller is atomic and holds the lock of the timeline, which is the lock of the whole case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid
from deadlines.calendars import CalendarYear, calendar_of, current_calendar
from deadlines.choices import NEEDS_EVIDENCE, RESTS, Party, PauseReason
from deadlines.clocks import DERIVED, JUST_AFTER, ClockQuerySet
from deadlines.gathering import Rows, Written
from deadlines.models import Clock, ClockChange, Pause, Timeline
from deadlines.rules import WorkCalendar, moments, moments_until, workdays_by_party

__all__ = [
    "current_calendar",
    "days_by_party",
    "hand_on",
    "not_before",
    "pause",
    "rederive",
    "resume",
    "start",
    "stop",
    "stop_all",
]


def _before_start(timeline: int) -> dict[str, Rows]:
    return {
        "kinds": Clock.objects.filter(timeline=timeline).order_by("cycle").values_list("kind", "cycle", "stopped_at"),
        "pauses": Pause.objects.filter(timeline=timeline),
        "years": CalendarYear.objects.facts(),
    }


def _running(timeline: int) -> dict[str, Rows]:
    return {
        "clocks": Clock.objects.running().filter(timeline=timeline).select_for_update(),
        "told": ClockChange.objects.filter(clock__timeline=timeline).values_list("clock_id"),
        "pauses": Pause.objects.filter(timeline=timeline),
        "years": CalendarYear.objects.facts(),
    }


BEFORE_START, RUNNING = Written(_before_start), Written(_running)


@transaction.atomic(savepoint=False)
def start(
    timeline: Timeline,
    kind: str,
    *,
    owner: Party,
    at: datetime,
    limit_workdays: int | None = None,
    legal_limit_workdays: int | None = None,
    until: datetime | None = None,
    rule: str = "",
    responsible_id: int | None = None,
) -> None:
    """Start a clock of `kind`, in a new cycle. One that is running already is left as it is.

    The limit is in workdays, or `until` names the end itself; without either time is only shown.
    """
    clock = Clock(
        kind=kind, owner=owner, rule=rule, limit_workdays=limit_workdays, legal_limit_workdays=legal_limit_workdays,
        until=until, responsible_id=responsible_id, started_at=at,
    )  # fmt: skip
    start_all(timeline, [clock])


@transaction.atomic(savepoint=False)
def start_all(timeline: Timeline, clocks: Iterable[Clock]) -> None:
    """As `start`, of clocks that are not written yet, each of another kind."""
    found = BEFORE_START.read(timeline.pk)
    last = {kind: (cycle, stopped_at) for kind, cycle, stopped_at in found["kinds"]}
    new = [clock for clock in clocks if clock.kind not in last or last[clock.kind][1]]
    for clock in new:
        clock.timeline, clock.cycle = timeline, last.get(clock.kind, (0, None))[0] + 1
        _derive(clock, calendar_of(found["years"]), found["pauses"])
    Clock.objects.bulk_create(new)


def _derive(clock: Clock, calendar: WorkCalendar, pauses: list[Pause]) -> None:
    """Work out when the clock is due, from its start, the calendar and the pauses of its case; in memory."""
    clock.calendar_revision = calendar.revision
    clock.due_on = clock.due_at = clock.amber_at = clock.escalate_at = clock.workdays_left = None
    found = None
    if clock.until is not None:
        clock.due_on = timezone.localdate(clock.until - JUST_AFTER)  # the end of a day is the next one's midnight
        found = moments_until(clock.started_at, clock.until, calendar)
    elif clock.allowed_workdays is not None:
        due = clock.due(calendar, pauses)
        clock.due_on, clock.is_provisional, clock.workdays_left = due.date, due.provisional, due.workdays_left
        found = moments(clock.started_at, due, clock.allowed_workdays)
    if found is not None:
        clock.amber_at, clock.due_at, clock.escalate_at = found
    clock.look_at = clock.next_look()


@transaction.atomic(savepoint=False)
def stop(timeline: Timeline, kind: str, *, at: datetime) -> bool:
    """Stop the running clock of `kind`, if there is one. Whether it was kept is read from the row."""
    return bool(_stop(Clock.objects.running().of(timeline).filter(kind=kind), at=at))


@transaction.atomic(savepoint=False)
def stop_all(timeline: Timeline, *, at: datetime) -> None:
    """The case is over: clocks stop and pauses end."""
    _stop(Clock.objects.running().of(timeline), at=at)
    Pause.objects.open_on(timeline).update(ended_at=not_before("started_at", at))


@transaction.atomic(savepoint=False)
def hand_on(timeline: Timeline, *, was: int | None, now: int | None) -> None:
    """Whoever answers for running clocks gives them to somebody else; the clocks of others stay with them."""
    Clock.objects.running().of(timeline).filter(responsible=was).update(responsible=now)


def not_before(column: str, at: datetime) -> Greatest:
    """`at`, or what stands in `column`: who waited for the case has looked at the clock before whoever held it."""
    return Greatest(column, Value(at, output_field=DateTimeField()))


def _stop(clocks: ClockQuerySet, *, at: datetime) -> int:
    """A clock that stops late and was not swept yet is still looked at: nobody slips through between two sweeps."""
    is_late = Q(due_at__lt=at)
    return clocks.update(
        stopped_at=not_before("started_at", at),
        breached_at=Case(When(is_late, then=F("due_at"))),
        look_at=Case(When(is_late & Q(look_at__lte=at), then=F("look_at"))),
    )


def pause(
    timeline: Timeline, reason: PauseReason, *, at: datetime, by: Any, evidence: str = "", owner: str = Party.COMPANY
) -> Pause:
    """Rest the clocks of `owner` in this case. A second pause for the same reason is the first one."""
    reason, owner = PauseReason(reason), Party(owner)
    if owner not in RESTS[reason]:
        raise ValueError(f"{reason} never rests the clocks of {owner}")
    if reason in NEEDS_EVIDENCE and not evidence.strip():
        raise Invalid({"evidence": [_("Name the official notice or the paper that shows it. The customer sees it.")]})
    with transaction.atomic(savepoint=False):
        running = RUNNING.read(timeline.pk)
        row = _open(running, reason, owner)
        if row is None:
            row = Pause.objects.create(
                timeline=timeline, owner=owner, reason=reason, started_at=at, started_by=by, evidence=evidence
            )
            running["pauses"].append(row)
            _rederive(running, reason=reason, at=at, by=by, owner=owner)
    return row


def _open(running: Mapping[str, list[Any]], reason: str, owner: str) -> Pause | None:
    return next(
        (row for row in running["pauses"] if (row.reason, row.owner, row.ended_at) == (reason, owner, None)), None
    )


@transaction.atomic(savepoint=False)
def resume(
    timeline: Timeline, reason: PauseReason, *, at: datetime, by: Any, owner: str = Party.COMPANY
) -> Pause | None:
    """End the pause for `reason`; without one nothing happens."""
    running = RUNNING.read(timeline.pk)
    row = _open(running, reason, owner)
    if row is None:
        return None
    row.ended_at, row.ended_by = max(at, row.started_at), by
    row.save(update_fields=["ended_at", "ended_by"])
    _rederive(running, reason=reason, at=at, by=by, owner=owner)
    return row


@transaction.atomic(savepoint=False)
def name_end(timeline: Timeline, kind: str, *, until: datetime, reason: str, at: datetime, by: Any) -> None:
    """The end of a running clock without a limit of its own is known now, or is another; the row says why it moved."""
    found = Clock.objects.running().of(timeline).filter(kind=kind, limit_workdays=None).update(until=until)
    if found:
        rederive(timeline, reason=reason, at=at, by=by)


def rederive(timeline: Timeline, *, reason: str, at: datetime, by: Any, owner: str | None = None) -> list[ClockChange]:
    """Work out the running clocks of a case anew and write down each due day that moved. The caller is atomic."""
    return _rederive(RUNNING.read(timeline.pk), reason=reason, at=at, by=by, owner=owner)


def _rederive(
    running: Mapping[str, list[Any]], *, reason: str, at: datetime, by: Any, owner: str | None
) -> list[ClockChange]:
    calendar, told, moved = calendar_of(running["years"]), Counter(pk for (pk,) in running["told"]), {}
    for clock in running["clocks"]:
        old_on = clock.due_on
        if owner in (None, clock.owner) and _rederive_one(clock, calendar, running["pauses"], at):
            moved[clock] = old_on
    return ClockChange.objects.bulk_create(
        ClockChange(
            clock=clock, n=told[clock.pk] + 1, old_due_on=old_on, new_due_on=clock.due_on, reason=reason, at=at,
            by=by,
        )
        for clock, old_on in moved.items()
    )  # fmt: skip


def _rederive_one(clock: Clock, calendar: WorkCalendar, pauses: list[Pause], at: datetime) -> bool:
    """True when its due day moved.

    Overdue is a fact and stays one; and no recount makes a promise overdue that was kept until now.
    """
    was, due = clock.derived(), (clock.due_on, clock.due_at)
    if not clock.is_breached(at):
        _derive(clock, calendar, pauses)
    if clock.is_breached(at):
        Clock.objects.filter(pk=clock.pk).update(
            calendar_revision=calendar.revision, is_provisional=clock.is_provisional
        )
        return False
    if clock.derived() != was:
        clock.save(update_fields=DERIVED)
    return (clock.due_on, clock.due_at) != due


def days_by_party(timeline: Timeline, *, at: datetime, start: datetime | None = None) -> dict[Party, int]:
    """Whose workdays they were from `start`, or since the case was opened. `at`: now, or when the case was over.

    Read from the pauses of the company's clocks: what rests them is somebody else's time.
    """
    rests = [row.as_rest() for row in timeline.pauses.filter(owner=Party.COMPANY, started_at__lt=at)]
    begun = timezone.localdate(start or timeline.opened_at)
    return workdays_by_party(begun, timezone.localdate(at), current_calendar(), rests)
