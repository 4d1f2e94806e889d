"""Generation in the network: filed, connected, with its storage."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

__all__ = ["Generator"]


class Generator(models.Model):
    """One plant, mostly a roof of panels: where it feeds in, how large, and how far it is."""

    mrid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True)
    feeder = models.ForeignKey("gridhealth.Feeder", on_delete=models.PROTECT, related_name="generators")
    area = models.ForeignKey(
        "gridhealth.TransformerArea", null=True, on_delete=models.PROTECT, related_name="generators"
    )
    rated_kw = models.DecimalField(max_digits=12, decimal_places=2)
    storage_kw = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    filed_on = models.DateField()
    connected_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rated_kw__gt=0, storage_kw__gte=0), name="a_generator_has_a_rating"),
        ]

    def __str__(self) -> str:
        return self.code
