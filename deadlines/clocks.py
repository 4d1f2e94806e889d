"""Tables of what is due: clocks, the pauses of a case, every change of a date, and what was raised because of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from deadlines.choices import AlertLevel, Light, Party, PauseReason
from deadlines.rules import Day, Rest, light

if TYPE_CHECKING:
    from deadlines.models import Timeline


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> ClockQuerySet:
        return self.filter(stopped_at=None)

    def of(self, timeline: Timeline) -> ClockQuerySet:
        return self.filter(timeline=timeline)

    def overdue(self, *, at: datetime) -> ClockQuerySet:
        """Running past its moment, or stopped after it. Derived: no sweep has to have noticed."""
        return self.filter(Q(due_at__lt=at, stopped_at=None) | Q(stopped_at__gt=F("due_at")))

    def to_look_at(self, *, at: datetime) -> ClockQuerySet:
        """Running clocks whose next consequence is due: the soonest first, each for one sweeper alone."""
        due = self.running().filter(look_at__lte=at).order_by("look_at")
        return due.select_for_update(of=("self",), skip_locked=True)

    def soonest(self) -> datetime | None:
        return self.aggregate(soonest=models.Min("due_at"))["soonest"]


class Clock(models.Model):
    """One promise. Its due day is derived from the start, the calendar and the pauses; it is never counted down.

    `limit_workdays` None: time is shown but nothing is promised, or `until` names the end itself.
    `due_at` None: no end, or not known while a pause is open.
    """

    timeline = models.ForeignKey("deadlines.Timeline", on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=20)
    cycle = models.PositiveSmallIntegerField(default=1)
    owner = models.CharField(max_length=12, choices=Party.choices)
    rule = models.CharField(max_length=20, blank=True)
    limit_workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    amber_at = models.DateTimeField(null=True, blank=True)
    workdays_left = models.PositiveSmallIntegerField(null=True, blank=True)
    is_provisional = models.BooleanField(default=False)
    calendar_version = models.CharField(max_length=40, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    look_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["timeline", "kind", "cycle"], name="one_clock_of_a_kind_and_cycle"),
            models.UniqueConstraint(
                fields=["timeline", "kind"], condition=Q(stopped_at=None), name="one_running_clock_of_a_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["look_at"], name="clocks_to_look_at", condition=Q(stopped_at=None, look_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.timeline_id}"

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    def is_breached(self, at: datetime) -> bool:
        return self.due_at is not None and (self.stopped_at or at) > self.due_at

    def light(self, at: datetime) -> Light:
        return light(at=self.stopped_at or at, due_at=self.due_at, amber_at=self.amber_at)

    def rests(self) -> list[Rest]:
        """The pauses of the case that rest this clock."""
        rows = self.timeline.pauses.filter(owner=self.owner).order_by("started_at")
        return [Rest(row.started_at, row.ended_at, row.reason) for row in rows if row.ended_at is None or row.ended_at > self.started_at]  # fmt: skip

    def explain(self, at: datetime) -> list[Day]:
        """Day by day from the start to the due day, or to today while the due day is not known."""
        from deadlines.actions import current_calendar
        from deadlines.rules import explain

        start = timezone.localdate(self.started_at)
        end = self.due_on or timezone.localdate(self.stopped_at or at)
        return explain(start, end, current_calendar(), self.rests())


class PauseQuerySet(models.QuerySet["Pause"]):
    def open_on(self, timeline: Timeline) -> PauseQuerySet:
        return self.filter(timeline=timeline, ended_at=None)


class Pause(models.Model):
    """A stretch in which one party's clocks of a case rest: why, on what evidence, and who said so."""

    timeline = models.ForeignKey("deadlines.Timeline", on_delete=models.PROTECT, related_name="pauses")
    owner = models.CharField(max_length=12, choices=Party.choices, default=Party.COMPANY)
    reason = models.CharField(max_length=40, choices=PauseReason.choices)
    evidence = models.CharField(max_length=500, blank=True)
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


class Alert(models.Model):
    """What was raised about a clock. A level is raised once, whatever dies in between."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="alerts")
    level = models.CharField(max_length=12, choices=AlertLevel.choices)
    at = models.DateTimeField()
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "level"], name="a_level_is_raised_once_per_clock")]

    def __str__(self) -> str:
        return f"{self.level} of {self.clock_id}"


class Heartbeat(models.Model):
    """When a driver last said that it lives."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    detail: Any = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
