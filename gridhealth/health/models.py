"""Tables of health: figures of a day, what was found on site, the state of each object with its history, and cures."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from gridhealth.health.choices import Indicator, Severity, State

__all__ = ["Cure", "DayFigures", "Defect", "Health", "HealthChange", "Inspection", "Interruption", "MainDay"]


class DayFigures(models.Model):
    """A day of one terminal in a few figures: what a year of assessments needs, long after the curve is gone."""

    pk = models.CompositePrimaryKey("terminal", "day")
    terminal = models.ForeignKey("gridhealth.Terminal", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    points = models.PositiveSmallIntegerField()
    held = models.DecimalField(max_digits=7, decimal_places=4)
    peak = models.DecimalField(max_digits=7, decimal_places=4)
    unbalance = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    voltage_points = models.PositiveSmallIntegerField(default=0)
    customers = models.PositiveIntegerField(default=0)
    customer_points = models.PositiveIntegerField(default=0)
    in_band = models.PositiveIntegerField(default=0)
    is_low = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.day}"


class MainDay(models.Model):
    """A day of a main transformer: in how many quarters all its lines were heard, and the highest rate it held."""

    pk = models.CompositePrimaryKey("main_transformer", "day")
    main_transformer = models.ForeignKey(
        "gridhealth.MainTransformer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    points = models.PositiveSmallIntegerField()
    held = models.DecimalField(max_digits=7, decimal_places=4)

    def __str__(self) -> str:
        return f"{self.main_transformer_id} {self.day}"


class OfOneObject(models.Model):
    """Something about one line or one transformer area."""

    feeder = models.ForeignKey("gridhealth.Feeder", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    area = models.ForeignKey(
        "gridhealth.TransformerArea", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(feeder=None, area__isnull=False) | Q(feeder__isnull=False, area=None),
                name="%(class)s_is_of_one_object",
            )
        ]


class Interruption(OfOneObject):
    """Supply of a line or an area was interrupted; the reference says by which outage."""

    on = models.DateField()
    is_planned = models.BooleanField()
    reference = models.CharField(max_length=40)

    class Meta(OfOneObject.Meta):
        abstract = False
        constraints = [
            *OfOneObject.Meta.constraints,
            models.UniqueConstraint(
                fields=["reference", "feeder", "area"], nulls_distinct=False, name="an_interruption_counts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.on}"


class Inspection(OfOneObject):
    """What people found on site for an indicator that no terminal measures. The latest stands."""

    indicator = models.CharField(max_length=2, choices=Indicator.choices)
    state = models.CharField(max_length=8, choices=State.choices)
    value = models.CharField(max_length=80)
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class Defect(OfOneObject):
    """A fault of the equipment that waits to be cured by a day."""

    severity = models.CharField(max_length=8, choices=Severity.choices)
    what = models.CharField(max_length=120)
    found_on = models.DateField()
    due_on = models.DateField()
    cured_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.what


class HealthQuerySet(models.QuerySet["Health"]):
    def troubled(self) -> HealthQuerySet:
        return self.filter(state__in=[State.ILL, State.SUB, State.UNKNOWN])

    def with_objects(self) -> HealthQuerySet:
        return self.select_related("feeder__cell", "area__cell", "area__feeder", "cell")


class Health(models.Model):
    """How an object is now, since when, and why."""

    cell = models.OneToOneField("gridhealth.GridCell", null=True, on_delete=models.CASCADE, related_name="health")
    feeder = models.OneToOneField("gridhealth.Feeder", null=True, on_delete=models.CASCADE, related_name="health")
    area = models.OneToOneField(
        "gridhealth.TransformerArea", null=True, on_delete=models.CASCADE, related_name="health"
    )
    state = models.CharField(max_length=8, choices=State.choices)
    known = models.CharField(max_length=8, choices=State.choices, blank=True)
    found = models.CharField(max_length=8, choices=State.choices)
    better_months = models.PositiveSmallIntegerField(default=0)
    customers = models.PositiveIntegerField(default=0)
    since = models.DateField()
    assessed_on = models.DateField()
    causes = models.JSONField(default=list)
    # What nobody measured, or too little, and what a verdict can do without.
    unmeasured = models.JSONField(default=list)
    rule_set = models.CharField(max_length=40)

    objects = HealthQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="health_is_a_known_state"),
            models.CheckConstraint(
                condition=Q(cell__isnull=False, feeder=None, area=None)
                | Q(cell=None, feeder__isnull=False, area=None)
                | Q(cell=None, feeder=None, area__isnull=False),
                name="health_is_of_one_object",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.state}"

    @property
    def kind(self) -> str:
        return "cell" if self.cell_id else "feeder" if self.feeder_id else "area"

    @property
    def target(self) -> models.Model:
        return getattr(self, self.kind)


class HealthChange(models.Model):
    """One change of a state, with its reasons then."""

    health = models.ForeignKey(Health, on_delete=models.CASCADE, related_name="changes")
    on = models.DateField()
    before = models.CharField(max_length=8, choices=State.choices, blank=True)
    after = models.CharField(max_length=8, choices=State.choices)
    causes = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["health", "on"], name="a_state_changes_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on}: {self.before} to {self.after}"


class Cure(models.Model):
    """What will make an object healthy: who, with how much money, by when; how it was before and after."""

    health = models.ForeignKey(Health, on_delete=models.PROTECT, related_name="cures")
    what = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    budget_yuan = models.DecimalField(max_digits=12, decimal_places=2)
    planned_on = models.DateField()
    # Each move of the day, oldest first: from, to, why, on and by, as text.
    moves = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    accepted_on = models.DateField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["health"], condition=Q(accepted_on=None), name="an_object_has_one_cure_at_a_time"
            ),
            models.CheckConstraint(condition=Q(budget_yuan__gte=0), name="a_cure_costs_nothing_or_more"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def promised_on(self) -> date:
        """The day named first: what was promised is kept by it, however often the day has moved since."""
        return date.fromisoformat(self.moves[0]["from"]) if self.moves else self.planned_on

    @property
    def moved(self) -> list[dict[str, Any]]:
        """Its moves with days as days."""
        return [{**one, **{name: date.fromisoformat(one[name]) for name in ("from", "to", "on")}} for one in self.moves]

    def is_late(self, on: date) -> bool:
        return self.accepted_on is None and self.planned_on < on
