"""Tables of news to programs. A push holds a number, a stage and a moment, and nobody's data."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.crypto import EncryptedTextField
from accounts.models import User
from notifications.webhooks.choices import WHY, PushState, Topic


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def standing(self) -> WebhookQuerySet:
        return self.filter(ended_at=None, owner__is_active=True)

    def about(self, topic: str) -> WebhookQuerySet:
        return self.standing().filter(topics__contains=[topic])


class Webhook(models.Model):
    """An address of somebody's program that wants to hear."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="webhooks")
    url = models.CharField(max_length=300)
    secret = EncryptedTextField()
    topics = models.JSONField()
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner"], condition=Q(ended_at=None), name="webhooks_of_a_person")]

    def __str__(self) -> str:
        return f"webhook {self.pk}"

    @property
    def topics_told(self) -> list[str]:
        return [str(Topic(topic).label) for topic in self.topics]


class PushQuerySet(models.QuerySet["Push"]):
    def ready(self, *, at: datetime) -> PushQuerySet:
        waiting = self.filter(state=PushState.WAITING, next_at__lte=at, webhook__ended_at=None)
        return waiting.order_by("next_at", "id")


class Push(models.Model):
    """One piece of news on its way to one address. `next_at` of a claimed one is the end of its lease."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="pushes")
    topic = models.CharField(max_length=20)
    payload = models.JSONField()
    key = models.CharField(max_length=160)
    state = models.CharField(max_length=8, choices=PushState.choices, default=PushState.WAITING)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.JSONField(default=list)
    settled_at = models.DateTimeField(null=True)

    objects = PushQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "pushes"
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(state=PushState.WAITING), name="pushes_to_see_to"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "key"], name="news_is_pushed_once_to_an_address"),
            models.CheckConstraint(
                condition=Q(state__in=PushState.values), name="a_push_is_in_one_of_the_known_states"
            ),
        ]

    def __str__(self) -> str:
        return f"push {self.pk} {self.state}"

    @property
    def attempts_told(self) -> list[tuple[object, int]]:
        """Each attempt in words: the status or why there was none, and how long it took in ms."""
        return [(one["status"] or WHY.get(one["reason"], one["reason"]), one["took_ms"]) for one in self.tries]

    @property
    def reference(self) -> str:
        """The same at every attempt, so that the receiver can see what he has had."""
        return f"msg_{self.pk}"
