"""Who would like to hear of energy services, and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent

__all__ = ["ServiceWish"]


class Topic(models.TextChoices):
    SOLAR = "SOLAR", _("Solar power on the roof")
    STORAGE = "STORAGE", _("Storage")
    CHARGING = "CHARGING", _("Charging of vehicles")
    SAVING = "SAVING", _("Saving energy in use")
    GREEN = "GREEN", _("Green power and certificates")


class ServiceWishQuerySet(models.QuerySet["ServiceWish"]):
    def standing(self) -> ServiceWishQuerySet:
        """Neither taken back, here or under My data, nor answered."""
        return self.filter(withdrawn_at=None, consent__withdrawn_at=None, contacted_at=None)

    def of(self, user: object) -> ServiceWishQuerySet:
        return self.filter(user=user).order_by("-asked_at")


class ServiceWish(models.Model):
    """One wish of one person. It rests on a consent of its own and hangs on no application."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="service_wishes")
    topics = ArrayField(models.CharField(max_length=10, choices=Topic.choices))
    words = models.CharField(max_length=500, blank=True)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    contacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=500, blank=True)

    objects = ServiceWishQuerySet.as_manager()

    class Meta:
        app_label = "customers"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(withdrawn_at=None, contacted_at=None), name="one_open_wish_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"

    @property
    def is_standing(self) -> bool:
        """As `standing()` says it of many."""
        return self.withdrawn_at is None and self.contacted_at is None and self.consent.withdrawn_at is None

    @property
    def topic_labels(self) -> list[str]:
        return [str(Topic(topic).label) for topic in self.topics]
