"""Tables of visits: what is planned, who was there, and the customer's word about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.crypto import EncryptedTextField
from customers.choices import Score, VisitKind
from customers.serving.models import Visit
from customers.visits.choices import OPEN, SEE, Part, PlanStage

PLANNABLE = [VisitKind.PLANNED, VisitKind.AD_HOC, VisitKind.TRIPARTITE]


class VisitPlanQuerySet(models.QuerySet["VisitPlan"]):
    def visible_to(self, user: Any) -> VisitPlanQuerySet:
        return self if user.is_staff and user.roles & SEE else self.none()

    def open(self) -> VisitPlanQuerySet:
        return self.filter(stage__in=OPEN)

    def due_by(self, day: date) -> VisitPlanQuerySet:
        return self.open().filter(due_on__lte=day)

    def locked(self, pk: int) -> VisitPlan:
        return self.select_for_update(of=("self",)).select_related("customer").get(pk=pk)


class VisitPlan(models.Model):
    """A visit that is to be made, by when, and who sees to it. A joint one stays open until all three were there."""

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="visit_plans")
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in PLANNABLE])
    about = EncryptedTextField()
    due_on = models.DateField()
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visit_plans")
    stage = models.CharField(max_length=10, choices=PlanStage.choices, default=PlanStage.PLANNED)
    reason = models.CharField(max_length=200, blank=True)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    objects = VisitPlanQuerySet.as_manager()

    class Meta:
        app_label = "customers"
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=PlanStage.values), name="a_visit_plan_is_at_a_known_stage"),
            models.CheckConstraint(condition=Q(kind__in=PLANNABLE), name="a_visit_plan_is_of_a_known_kind"),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(stage__in=sorted(OPEN)), name="visits_to_make")]

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_on:%F}"


class PlannedVisit(models.Model):
    """Which visit was made for which plan. A joint visit may take several until all three have been there at once."""

    plan = models.ForeignKey(VisitPlan, on_delete=models.PROTECT, related_name="visits")
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="planned")
    is_complete = models.BooleanField()

    class Meta:
        app_label = "customers"

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.visit_id}"


class Attendance(models.Model):
    """Who was there, in which part."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="attendances")
    part = models.CharField(max_length=12, choices=Part.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "customers"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "part"], name="a_part_is_taken_once_a_visit"),
            models.UniqueConstraint(fields=["visit", "user"], name="nobody_takes_two_parts_of_a_visit"),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="a_part_is_one_of_the_three"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of {self.visit_id}"


class VisitWord(models.Model):
    """What the customer said about a visit. The database refuses to change or delete it, whoever asks."""

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="word")
    score = models.PositiveSmallIntegerField(choices=Score.choices)
    words = EncryptedTextField(blank=True)
    # Empty: the customer gave it here. Else who of us wrote down what was said.
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        app_label = "customers"
        constraints = [
            models.CheckConstraint(condition=Q(score__in=Score.values), name="a_word_on_a_visit_is_one_to_five"),
        ]

    def __str__(self) -> str:
        return f"word on {self.visit_id}"
