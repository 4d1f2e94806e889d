"""What the indices are counted from: who was without supply from when to when, and how many are served."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from deadlines.models import Timeline
from gridhealth.models import TransformerArea


class Interruption(models.Model):
    """One transformer area in the dark. An outage restored step by step has one row an area, each with its own end."""

    timeline = models.ForeignKey(
        Timeline, null=True, blank=True, on_delete=models.PROTECT, related_name="interruptions"
    )
    area = models.ForeignKey(TransformerArea, on_delete=models.PROTECT, related_name="interruptions")
    customers = models.PositiveIntegerField()
    off_at = models.DateTimeField()
    on_at = models.DateTimeField(null=True, blank=True)
    is_planned = models.BooleanField(default=False)
    is_external = models.BooleanField(default=False)
    is_rationing = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(on_at=None) | Q(on_at__gte=F("off_at")), name="power_comes_back_after_it_went"
            ),
            models.UniqueConstraint(fields=["timeline", "area", "off_at"], name="an_area_goes_dark_once_at_a_time"),
        ]
        indexes = [models.Index(fields=["area", "off_at"], name="interruption_by_area")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.off_at:%F %R}"


class AreaCensus(models.Model):
    """How many customers a transformer serves: the denominator of every index that counts customers."""

    area = models.OneToOneField(TransformerArea, on_delete=models.PROTECT, related_name="census")
    customers = models.PositiveIntegerField()
    counted_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.area_id}: {self.customers}"
