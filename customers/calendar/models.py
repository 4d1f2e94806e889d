"""The hours an employee has promised to be somewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from customers.choices import Errand
from deadlines.models import Timeline


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def standing(self) -> AppointmentQuerySet:
        return self.filter(released_at=None)

    def of(self, officer: Any) -> AppointmentQuerySet:
        return self.filter(officer=officer)

    def upcoming(self, at: datetime) -> AppointmentQuerySet:
        return self.standing().filter(during__endswith__gt=at).order_by("during")


class Appointment(models.Model):
    """Hours kept free for one errand of one case. The database refuses two at the same hour, whoever asks."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    timeline = models.ForeignKey(Timeline, on_delete=models.PROTECT, related_name="appointments")
    errand = models.CharField(max_length=10, choices=Errand.choices)
    during = DateTimeRangeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        app_label = "customers"
        constraints = [
            ExclusionConstraint(
                name="nobody_is_in_two_places_at_once",
                expressions=[("officer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(released_at=None),
            ),
            models.UniqueConstraint(
                fields=["timeline", "errand"], condition=Q(released_at=None), name="an_errand_has_one_appointment"
            ),
            models.CheckConstraint(condition=Q(during__isempty=False), name="an_appointment_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.errand} of {self.timeline_id}"
