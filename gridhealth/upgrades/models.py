"""Tables of upgrades: what makes room where there is none, who waits to be told, and where something opened."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

__all__ = ["Opening", "Upgrade", "Watch"]


class Upgrade(models.Model):
    """Works on one full object of the network: who answers for them, and from when on there is room."""

    feeder = models.ForeignKey("gridhealth.Feeder", null=True, on_delete=models.PROTECT, related_name="upgrades")
    area = models.ForeignKey("gridhealth.TransformerArea", null=True, on_delete=models.PROTECT, related_name="upgrades")
    main_transformer = models.ForeignKey(
        "gridhealth.MainTransformer", null=True, on_delete=models.PROTECT, related_name="upgrades"
    )
    what = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    planned_on = models.DateField()
    opened_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(feeder__isnull=False, area=None, main_transformer=None)
                | Q(feeder=None, area__isnull=False, main_transformer=None)
                | Q(feeder=None, area=None, main_transformer__isnull=False),
                name="an_upgrade_is_of_one_object",
            ),
            models.UniqueConstraint(
                fields=["feeder", "area", "main_transformer"], condition=Q(done_on=None), nulls_distinct=False,
                name="an_object_has_one_upgrade_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.what}: {self.target}"

    @property
    def kind(self) -> str:
        return "area" if self.area_id else "feeder" if self.feeder_id else "main-transformer"

    @property
    def target(self) -> models.Model:
        return getattr(self, self.kind.replace("-", "_"))

    def is_late(self, on: date) -> bool:
        return self.done_on is None and self.planned_on < on


class Watch(models.Model):
    """Somebody wants to be told when so much is open at an object, or anywhere in a township."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    feeder = models.ForeignKey("gridhealth.Feeder", null=True, on_delete=models.CASCADE, related_name="+")
    area = models.ForeignKey("gridhealth.TransformerArea", null=True, on_delete=models.CASCADE, related_name="+")
    township_code = models.CharField(max_length=9, blank=True)
    kva = models.DecimalField(max_digits=12, decimal_places=2)
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(feeder__isnull=False, area=None, township_code="")
                | Q(feeder=None, area__isnull=False, township_code="")
                | (Q(feeder=None, area=None) & ~Q(township_code="")),
                name="a_watch_is_on_one_thing",
            ),
            models.UniqueConstraint(
                fields=["user", "feeder", "area", "township_code", "kva"], condition=Q(told_at=None),
                nulls_distinct=False, name="a_watch_is_kept_once",
            ),
            models.CheckConstraint(condition=Q(kva__gt=0), name="a_watch_is_for_some_capacity"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["id"], condition=Q(told_at=None), name="watches_still_waiting")]

    def __str__(self) -> str:
        return f"{self.kva} kVA at {self.area or self.feeder or self.township_code}"


class Opening(models.Model):
    """Under this main transformer something may have opened since anybody looked. Read once, then gone."""

    main_transformer = models.OneToOneField(
        "gridhealth.MainTransformer", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.main_transformer_id} {self.at}"
