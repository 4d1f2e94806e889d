"""Tables of the assessment: what a cell's team may use in a year, what is left out of it, and who disagrees."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gridhealth.models import GridCell, TransformerArea
from outages.assessment.choices import Exemption


class Budget(models.Model):
    """Customer-hours of one team in one year; every month has its twelfth."""

    cell = models.ForeignKey(GridCell, on_delete=models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField()
    customer_hours = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cell", "year"], name="a_team_has_one_budget_a_year"),
            models.CheckConstraint(condition=Q(customer_hours__gte=0), name="a_budget_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.cell_id}/{self.year}: {self.customer_hours}"


class Reclassification(models.Model):
    """An interruption that somebody holds exempt, on evidence; it counts until another person agrees."""

    area = models.ForeignKey(TransformerArea, on_delete=models.PROTECT, related_name="+")
    off_at = models.DateTimeField()
    exemption = models.CharField(max_length=20, choices=Exemption.choices)
    evidence = models.CharField(max_length=300)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "off_at"], name="an_interruption_is_reclassified_once"),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("asked_by")),
                name="nobody_confirms_his_own_reclassification",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.exemption}"


class Appeal(models.Model):
    """A team disagrees with its figures; it is answered within five workdays, by somebody else."""

    cell = models.ForeignKey(GridCell, on_delete=models.PROTECT, related_name="appeals")
    year = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    due_on = models.DateField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("by")), name="nobody_answers_his_own_appeal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cell_id}/{self.year}"
