"""Table of the zones in which a route needs somebody's permit, by layer and by date."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from approvals.choices import PermitKind


class ZoneQuerySet(models.QuerySet["Zone"]):
    def in_force(self, day: date) -> ZoneQuerySet:
        return self.filter(Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day)

    def near(self, west: float, south: float, east: float, north: float) -> ZoneQuerySet:
        return self.filter(west__lte=east, east__gte=west, south__lte=north, north__gte=south)


class Zone(models.Model):
    """One area or one road of a layer: whoever opens the ground in it asks for the permit `kind`. CGCS2000."""

    kind = models.CharField(max_length=24, choices=PermitKind.choices)
    name = models.CharField(max_length=120)
    source = models.CharField(max_length=200)
    geometry = models.JSONField()
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)

    objects = ZoneQuerySet.as_manager()

    class Meta:
        app_label = "approvals"
        indexes = [models.Index(fields=["kind", "effective_from"], name="zones_of_a_layer_by_date")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PermitKind.values), name="a_zone_is_of_a_known_permit"),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="a_zone_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name
