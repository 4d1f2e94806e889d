"""Tables of the ladder: each step a clock has reached, whether people were told, and the sweep's own pulse."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from deadlines.choices import AlertLevel
from deadlines.clocks import Clock
from deadlines.wallclock import ALARM, SILENT_LONG, STOP, Reading, off_by

CLOCK_JUMP = "clock-jump"
SWEEP = "sweep"


class HoldQuerySet(models.QuerySet["Hold"]):
    def open(self) -> HoldQuerySet:
        return self.filter(released_at=None)


class Hold(models.Model):
    """Alerts that nobody is told of yet: more came at once than a day can bring, so a supervisor looks first.

    The breaches themselves stand; only the messages wait.
    """

    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["released_at"], nulls_distinct=False, condition=Q(released_at=None), name="one_open_hold"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | (Q(released_by__isnull=False) & ~Q(reason="")),
                name="a_hold_is_released_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"hold of {self.at:%Y-%m-%d %H:%M}"

    def gathered_at(self) -> datetime:
        """When it last kept something back. What was due by then and is raised later is of the same mass."""
        last: datetime | None = self.alerts.aggregate(last=models.Max("at"))["last"]
        return last or self.at


class AlertQuerySet(models.QuerySet["Alert"]):
    def untold(self) -> AlertQuerySet:
        return self.filter(announced_at=None)

    def held(self) -> AlertQuerySet:
        """Kept back until a supervisor has looked."""
        return self.untold().filter(hold__in=Hold.objects.open())

    def parked(self) -> AlertQuerySet:
        """Given up after several tries: these need a person."""
        return self.untold().filter(look_at=None).exclude(hold__in=Hold.objects.open())

    def unanswered(self) -> AlertQuerySet:
        """A promise is broken and still open, and nobody has said that he sees to it."""
        broken = self.exclude(level=AlertLevel.WARNING).filter(clock__stopped_at=None)
        return broken.filter(acknowledged_at=None)

    def reached_by(self, at: datetime) -> AlertQuerySet:
        """Whose step of the ladder had come by then, whenever it was written down."""
        return self.filter(
            Q(level=AlertLevel.WARNING, clock__amber_at__lte=at)
            | Q(level=AlertLevel.BREACH, clock__due_at__lt=at)
            | Q(level=AlertLevel.ESCALATION, clock__escalate_at__lte=at)
        )

    def to_tell(self, *, at: datetime, limit: int) -> list[Alert]:
        """The oldest that nobody was told of, under their locks and their cases'. A case somebody works on waits."""
        rows = self.untold().filter(look_at__lte=at).order_by("look_at", "id")
        rows = rows.select_related("clock__timeline", "clock__responsible")
        return list(rows.select_for_update(of=("self", "clock__timeline"), skip_locked=True)[:limit])


class Alert(models.Model):
    """One step of the ladder that a clock has reached. A step is raised once, whatever dies in between.

    The row stands when the moment has passed; people are told of it in a second step (`announced_at`).
    """

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="alerts")
    level = models.CharField(max_length=12, choices=AlertLevel.choices)
    at = models.DateTimeField()
    due_on = models.DateField(null=True)
    announced_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    hold = models.ForeignKey(Hold, null=True, on_delete=models.PROTECT, related_name="alerts")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    plan = models.CharField(max_length=200, blank=True, db_default="")

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "level"], name="a_level_is_raised_once_per_clock")]
        indexes = [models.Index(fields=["look_at", "id"], name="alerts_to_tell", condition=Q(announced_at=None))]

    def __str__(self) -> str:
        return f"{self.level} of {self.clock_id}"


class HeartbeatQuerySet(models.QuerySet["Heartbeat"]):
    def beat(self, name: str, at: datetime, **detail: Any) -> None:
        """A driver says that it lives."""
        self.update_or_create(name=name, defaults={"at": at, "detail": detail})

    def believes(self, reading: Reading) -> bool:
        """Whether the clock may be acted on; what is doubted stands as a row of its own, for as long as it is."""
        last = self.filter(name=SWEEP).first()
        off = off_by(Reading.kept(last.detail), last.at, reading) if last else reading.apart
        doubts = self.filter(name=CLOCK_JUMP)
        if abs(off) <= ALARM:
            doubts.delete()
        elif not doubts.filter(detail__seconds=(seconds := round(off.total_seconds()))).exists():
            self.beat(CLOCK_JUMP, reading.at, seconds=seconds, stops=abs(off) > STOP)
        return abs(off) <= STOP

    def swept(self, reading: Reading, *, driver: str) -> None:
        """A turn is over. What the clock is held against stays, so that many small steps are one large one."""
        last = self.filter(name=SWEEP).first()
        since = Reading.kept(last.detail) if last else None
        since = since if since and since.is_of_one_run(reading) else reading
        self.beat(SWEEP, reading.at, driver=driver, **since.to_keep())

    def trust(self, reading: Reading) -> None:
        """A person has looked at the clock: it is right, and from here it goes on."""
        self.filter(name=CLOCK_JUMP).delete()
        self.beat(SWEEP, reading.at, driver="trusted", **reading.to_keep())

    def were_silent(self, *, at: datetime) -> bool:
        """Whether nobody has swept for so long that it may be the clock that is wrong."""
        return self.filter(name=SWEEP, at__lt=at - SILENT_LONG).exists()


class Heartbeat(models.Model):
    """When a driver last said that it lives."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    detail: Any = models.JSONField(default=dict)

    objects = HeartbeatQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
