"""The table of prices: editions as they were loaded, each with the days it holds."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q


class TariffQuerySet(models.QuerySet["TariffEdition"]):
    def newest_first(self) -> TariffQuerySet:
        return self.order_by("-effective_from", "-pk")

    def on(self, day: date) -> TariffEdition | None:
        return self.filter(effective_from__lte=day).newest_first().first()


class TariffEdition(models.Model):
    """One file of prices and fees. A later one begins where it begins; none is ever changed or removed."""

    edition = models.CharField(max_length=60, unique=True)
    effective_from = models.DateField(unique=True)
    source = models.CharField(max_length=200)
    is_demonstration = models.BooleanField(default=False)
    told = models.JSONField()
    loaded_at = models.DateTimeField()

    objects = TariffQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(edition=""), name="an_edition_of_prices_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} from {self.effective_from}"
