"""Tables of published outages: the warnings that went out, and who wants to hear of an area."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class CapMessage(models.Model):
    """One warning as it was issued. Never changed: whoever read it may refer to it."""

    number = models.CharField(max_length=40)
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in ("Alert", "Update", "Cancel")])
    content = models.CharField(max_length=64)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["number", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["number", "revision"], name="a_warning_is_issued_once_a_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.number}.{self.revision} {self.kind}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def standing(self) -> SubscriptionQuerySet:
        return self.filter(ended_at=None)


class Subscription(models.Model):
    """Somebody wants to be told of outages in a township. No account is needed: the number was proved by a code."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    township_code = models.CharField(max_length=9)
    token = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "township_code"], condition=Q(ended_at=None), name="a_township_is_subscribed_to_once"
            ),
        ]
        indexes = [
            models.Index(fields=["township_code"], condition=Q(ended_at=None), name="who_hears_of_a_township"),
        ]

    def __str__(self) -> str:
        return f"{self.township_code} since {self.since:%F}"
