"""Tables of telemetry: terminals, their curves in one partition a month, and power lost and back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gridhealth.telemetry.choices import DropReason, PowerKind

__all__ = ["ChangedDay", "DroppedReport", "PowerEvent", "Reading", "Terminal"]


class Terminal(models.Model):
    """A device in the field that speaks for one line or one transformer."""

    code = models.CharField(max_length=40, unique=True)
    feeder = models.ForeignKey(
        "gridhealth.Feeder", null=True, blank=True, on_delete=models.PROTECT, related_name="terminals"
    )
    area = models.ForeignKey(
        "gridhealth.TransformerArea", null=True, blank=True, on_delete=models.PROTECT, related_name="terminals"
    )
    heard_at = models.DateTimeField(null=True, blank=True)
    is_online = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(feeder=None, area__isnull=False) | Q(feeder__isnull=False, area=None),
                name="a_terminal_speaks_for_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.code


class Reading(models.Model):
    """A quarter of an hour at a terminal: apparent power, unbalance in percent, and how its customers' voltage was."""

    pk = models.CompositePrimaryKey("terminal", "at")
    terminal = models.ForeignKey(Terminal, on_delete=models.PROTECT, related_name="readings", db_index=False)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    kva = models.DecimalField(max_digits=10, decimal_places=2, null=True)
    unbalance = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    customers = models.IntegerField(null=True)
    in_band = models.IntegerField(null=True)
    lowest_v = models.DecimalField(max_digits=6, decimal_places=1, null=True)

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.at:%F %H:%M}"


class PowerEvent(models.Model):
    """Power lost or back, once, by the terminal's own clock and by ours."""

    terminal = models.ForeignKey(Terminal, on_delete=models.PROTECT, related_name="power_events")
    kind = models.CharField(max_length=3, choices=PowerKind.choices)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["terminal", "at", "kind"], name="a_power_event_happens_once"),
            models.CheckConstraint(condition=Q(kind__in=PowerKind.values), name="power_is_lost_or_back"),
        ]
        indexes = [models.Index(fields=["-at"], name="latest_power_events")]

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.kind} {self.at:%F %H:%M:%S}"


class ChangedDay(models.Model):
    """A day of a terminal about which something new was heard: its figures have to be worked out (again)."""

    pk = models.CompositePrimaryKey("terminal", "day")
    terminal = models.ForeignKey(Terminal, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.day}"


class DroppedReport(models.Model):
    """How many reports of a day could not be taken, and why."""

    day = models.DateField()
    reason = models.CharField(max_length=20, choices=DropReason.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "reason"], name="drops_are_counted_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.reason} {self.count}"
