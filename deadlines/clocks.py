"""Tables of what is due: clocks, the pauses of a case, every change of a date, and what was raised because of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from deadlines.calendars import current_calendar
from deadlines.choices import Light, Party, PauseReason
from deadlines.rules import Day, DueOn, Rest, WorkCalendar, due_on, explain, light
from deadlines.words import day_reason

if TYPE_CHECKING:
    from deadlines.models import Timeline

JUST_AFTER = timedelta(microseconds=1)  # a promise is kept up to and with its last instant

# What a clock has from its start, the calendar and the pauses
DERIVED = (
    "calendar_revision", "is_provisional", "due_on", "due_at", "amber_at", "escalate_at", "workdays_left", "look_at",
)  # fmt: skip

# Every step of the ladder that a clock has reached becomes a row, and the clock is looked at again at the next one.
# One statement, so that a thousand clocks cost what one costs; it waits for nobody and may run side by side.
RAISE_DUE = """
WITH due AS MATERIALIZED (
    SELECT id, raised, amber_at, due_at, escalate_at, due_on, stopped_at, LEAST(stopped_at, %(at)s) AS ended
    FROM deadlines_clock WHERE look_at <= %(at)s ORDER BY look_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), reached AS (
    SELECT due.id, step.level, due.due_on, step.rank
    FROM due CROSS JOIN LATERAL (VALUES
        (1, 'WARNING', amber_at <= ended), (2, 'BREACH', due_at < ended), (3, 'ESCALATION', escalate_at <= ended)
    ) AS step (rank, level, is_reached)
    WHERE step.is_reached AND step.rank > due.raised
), told AS (
    INSERT INTO deadlines_alert (clock_id, level, at, due_on, look_at, attempts)
    SELECT id, level, %(at)s, due_on, %(at)s, 0 FROM reached ORDER BY id, rank
    ON CONFLICT (clock_id, level) DO NOTHING
)
UPDATE deadlines_clock AS clock SET
    raised = GREATEST(due.raised, CASE
        WHEN due.escalate_at <= due.ended THEN 3
        WHEN due.due_at < due.ended THEN 2
        WHEN due.amber_at <= due.ended THEN 1
        ELSE 0 END),
    breached_at = CASE WHEN due.due_at < due.ended THEN due.due_at ELSE clock.breached_at END,
    look_at = CASE
        WHEN due.stopped_at IS NOT NULL OR due.escalate_at <= due.ended THEN NULL
        WHEN due.due_at < due.ended THEN due.escalate_at
        WHEN due.amber_at <= due.ended THEN due.due_at + interval '1 microsecond'
        ELSE due.amber_at END
FROM due WHERE clock.id = due.id
"""


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> ClockQuerySet:
        return self.filter(stopped_at=None)

    def of(self, timeline: Timeline) -> ClockQuerySet:
        return self.filter(timeline=timeline)

    def overdue(self, *, at: datetime) -> ClockQuerySet:
        """Running past its moment, or stopped after it. Derived: no sweep has to have noticed."""
        return self.filter(Q(due_at__lt=at, stopped_at=None) | Q(stopped_at__gt=F("due_at")))

    def about_to_break(self, *, at: datetime) -> ClockQuerySet:
        """Past their moment, and no sweep has written it down yet."""
        late = Q(stopped_at=None) | Q(stopped_at__gt=F("due_at"))
        return self.filter(late, look_at__lte=at, raised__lt=2, due_at__lt=at)

    def derived_before(self, revision: int) -> ClockQuerySet:
        """Running clocks that rest on an older calendar."""
        return self.running().filter(calendar_revision__lt=revision)

    def soonest(self) -> datetime | None:
        soonest: datetime | None = self.aggregate(soonest=models.Min("due_at"))["soonest"]
        return soonest

    def raise_due(self, *, at: datetime, limit: int) -> int:
        """Write down what the passing of time has raised; returns how many clocks were looked at."""
        with connection.cursor() as cursor:
            cursor.execute(RAISE_DUE, {"at": at, "limit": limit})
            return int(cursor.rowcount)


class Clock(models.Model):
    """One promise. Its due day is derived from the start, the calendar and the pauses; it is never counted down.

    `limit_workdays` None: time is shown but nothing is promised, or `until` names the end itself. It stays what was
    promised first: a later day that two people gave stands beside it (`extra_workdays`).
    `due_at` None: no end, or not known while a pause is open. Whether it was kept is read from `due_at` and
    `stopped_at`; the sweep only writes down the consequences (`raised` steps of the ladder, `breached_at`).
    """

    timeline = models.ForeignKey("deadlines.Timeline", on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=20)
    cycle = models.PositiveSmallIntegerField(default=1)
    owner = models.CharField(max_length=12, choices=Party.choices)
    rule = models.CharField(max_length=20, blank=True)
    limit_workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    legal_limit_workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    extra_workdays = models.PositiveSmallIntegerField(default=0, db_default=0)
    until = models.DateTimeField(null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    amber_at = models.DateTimeField(null=True, blank=True)
    escalate_at = models.DateTimeField(null=True, blank=True)
    workdays_left = models.PositiveSmallIntegerField(null=True, blank=True)
    is_provisional = models.BooleanField(default=False)
    calendar_revision = models.PositiveIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    breached_at = models.DateTimeField(null=True, blank=True)
    raised = models.PositiveSmallIntegerField(default=0)
    look_at = models.DateTimeField(null=True, blank=True)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["timeline", "kind", "cycle"], name="one_clock_of_a_kind_and_cycle"),
            models.UniqueConstraint(
                fields=["timeline", "kind"], condition=Q(stopped_at=None), name="one_running_clock_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(due_at=None, amber_at=None, escalate_at=None)
                | Q(due_at__isnull=False, amber_at__isnull=False, escalate_at__isnull=False),
                name="a_promise_has_all_its_moments",
            ),
            models.CheckConstraint(
                condition=Q(limit_workdays=None) | Q(until=None), name="a_clock_has_one_limit_at_most"
            ),
        ]
        indexes = [
            models.Index(fields=["look_at"], name="clocks_to_look_at", condition=Q(look_at__isnull=False)),
            models.Index(fields=["calendar_revision"], name="running_by_calendar", condition=Q(stopped_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.timeline_id}"

    @property
    def allowed_workdays(self) -> int | None:
        """The limit with what two people have added to it."""
        return None if self.limit_workdays is None else self.limit_workdays + self.extra_workdays

    def due(self, calendar: WorkCalendar, pauses: Iterable[Pause] | None = None, *, more: int = 0) -> DueOn:
        """Counted anew: from the start, what is allowed (and `more`), and what rests it. For a limit in workdays."""
        allowed = (self.allowed_workdays or 0) + more
        return due_on(timezone.localdate(self.started_at), allowed, calendar, self.rests(pauses))

    def derived(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in DERIVED)

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    def is_breached(self, at: datetime) -> bool:
        return self.due_at is not None and (self.stopped_at or at) > self.due_at

    def light(self, at: datetime) -> Light:
        """Stopped in time is green for ever, stopped late red for ever."""
        if self.stopped_at is not None:
            return Light.RED if self.is_breached(at) else Light.GREEN
        return light(at=at, due_at=self.due_at, amber_at=self.amber_at)

    def next_look(self) -> datetime | None:
        """The moment of the lowest step of the ladder that was not raised yet."""
        after = (self.amber_at, self.due_at and self.due_at + JUST_AFTER, self.escalate_at)
        return next(iter(after[self.raised :]), None)

    def rests(self, pauses: Iterable[Pause] | None = None) -> list[Rest]:
        """Those of the case's pauses that rest this clock; with them given or prefetched, no statement."""
        rows = [row for row in (self.timeline.pauses.all() if pauses is None else pauses) if row.owner == self.owner]
        rows.sort(key=lambda row: row.started_at)
        return [row.as_rest() for row in rows if row.ended_at is None or row.ended_at > self.started_at]

    # A page with many clocks sets the calendar once on each, instead of asking for it every time.
    calendar: WorkCalendar | None = None

    def explain(self, at: datetime) -> list[Day]:
        """Day by day from the start to the due day, or to today while that is not known, in words."""
        start = timezone.localdate(self.started_at)
        end = self.due_on or timezone.localdate(self.stopped_at or at)
        days = explain(start, end, self.calendar or current_calendar(), self.rests() if self.until is None else [])
        return [day._replace(reason=day_reason(day.reason)) for day in days]


class PauseQuerySet(models.QuerySet["Pause"]):
    def open_on(self, timeline: Timeline) -> PauseQuerySet:
        return self.filter(timeline=timeline, ended_at=None)


class Pause(models.Model):
    """A stretch in which one party's clocks of a case rest: why, on what evidence, and who said so.

    The customer sees every one of them.
    """

    timeline = models.ForeignKey("deadlines.Timeline", on_delete=models.PROTECT, related_name="pauses")
    owner = models.CharField(max_length=12, choices=Party.choices, default=Party.COMPANY)
    reason = models.CharField(max_length=40, choices=PauseReason.choices)
    evidence = models.TextField(blank=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["timeline", "owner", "reason"], condition=Q(ended_at=None), name="one_open_pause_of_a_reason"
            ),
            models.CheckConstraint(condition=Q(reason__in=PauseReason.values), name="a_pause_has_a_listed_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="a_pause_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} of {self.timeline_id}"

    def as_rest(self) -> Rest:
        return Rest(self.started_at, self.ended_at, self.reason)


class ClockChange(models.Model):
    """A due day that moved: from when to when, why, and by whom. Nothing moves in silence."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="changes")
    n = models.PositiveSmallIntegerField()
    old_due_on = models.DateField(null=True)
    new_due_on = models.DateField(null=True)
    reason = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "n"], name="changes_of_a_clock_are_numbered")]

    def __str__(self) -> str:
        return f"{self.clock_id}: {self.old_due_on} to {self.new_due_on}"
