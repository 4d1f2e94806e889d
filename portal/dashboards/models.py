"""What the dashboards count: one row a case and one row a kept or broken promise, worked out from the case itself.

Nothing here is the truth: every row can be thrown away and is worked out anew. No name, address or number of a person.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from applications.models import Application
from deadlines.choices import Party
from deadlines.models import Clock
from portal.dashboards.choices import Outcome, SupplyClass


class CaseFactQuerySet(models.QuerySet["CaseFact"]):
    def open(self) -> CaseFactQuerySet:
        return self.filter(outcome=Outcome.OPEN)

    def energised(self) -> CaseFactQuerySet:
        return self.filter(outcome=Outcome.ENERGISED)

    def ended_between(self, start: datetime, end: datetime) -> CaseFactQuerySet:
        return self.filter(ended_at__gte=start, ended_at__lt=end)

    def arrived_between(self, start: datetime, end: datetime) -> CaseFactQuerySet:
        return self.filter(arrived_at__gte=start, arrived_at__lt=end)


class CaseFact(models.Model):
    """A submitted case as figures. Days are workdays after the day of application, up to the end or the last count."""

    application = models.OneToOneField(Application, primary_key=True, on_delete=models.CASCADE, related_name="fact")
    seq = models.PositiveIntegerField()
    counted_at = models.DateTimeField()
    stage = models.CharField(max_length=30)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    supply_class = models.CharField(max_length=12, choices=SupplyClass.choices)
    town_code = models.CharField(max_length=9, blank=True)
    team = models.CharField(max_length=20, blank=True)
    turn = models.CharField(max_length=12, choices=Party.choices)
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    departments = ArrayField(models.CharField(max_length=12), default=list)

    arrived_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    # The soonest promise of the company that runs, and the authorities' one
    due_at = models.DateTimeField(null=True)
    amber_at = models.DateTimeField(null=True)
    due_kind = models.CharField(max_length=20, blank=True)
    gov_due_at = models.DateTimeField(null=True)
    gov_amber_at = models.DateTimeField(null=True)
    risk = models.FloatField(null=True)

    late_steps = models.PositiveSmallIntegerField(default=0)
    gov_late_steps = models.PositiveSmallIntegerField(default=0)
    company_days = models.PositiveSmallIntegerField(default=0)
    government_days = models.PositiveSmallIntegerField(default=0)
    customer_days = models.PositiveSmallIntegerField(default=0)
    interactions = models.PositiveSmallIntegerField(default=0)
    score = models.PositiveSmallIntegerField(null=True)

    objects = CaseFactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="open_facts_by_promise", condition=Q(outcome="OPEN")),
            models.Index(fields=["counted_at"], name="open_facts_by_count", condition=Q(outcome="OPEN")),
            models.Index(fields=["ended_at"], name="facts_by_end", condition=Q(ended_at__isnull=False)),
            models.Index(fields=["arrived_at"], name="facts_by_arrival"),
        ]

    def __str__(self) -> str:
        return f"figures of {self.application_id}"


class StepFactQuerySet(models.QuerySet["StepFact"]):
    def stopped_between(self, start: datetime, end: datetime) -> StepFactQuerySet:
        return self.filter(stopped_at__gte=start, stopped_at__lt=end)


class StepFact(models.Model):
    """One promise that is over. `used`: workdays without rests; `left_at`: from each stage on, how many were left."""

    clock = models.OneToOneField(Clock, primary_key=True, on_delete=models.CASCADE, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="step_facts")
    kind = models.CharField(max_length=20)
    owner = models.CharField(max_length=12, choices=Party.choices)
    supply_class = models.CharField(max_length=12, choices=SupplyClass.choices)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField()
    used = models.PositiveSmallIntegerField()
    limit = models.PositiveSmallIntegerField(null=True)
    is_on_time = models.BooleanField()
    left_at = models.JSONField(default=dict)

    objects = StepFactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["stopped_at", "kind"], name="steps_by_end")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.application_id}"


class Refresh(models.Model):
    """When something worked out here was last brought up to date, and what came of it."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
