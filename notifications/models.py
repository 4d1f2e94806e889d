"""Tables of the outbox: what was written to whom, and how far each delivery has come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User
from notifications.choices import LOST, OPEN, Basis, Channel, DeliveryState, Purpose
from notifications.precedence import rank_of
from notifications.templates import Template


class MessageQuerySet(models.QuerySet["Message"]):
    def once(self, kind: Template, *, dedup: str, at: datetime, **facts: Any) -> Message:
        """The message under this `dedup`: written now, or by whoever came first, even at the same moment.

        Of one that was there already only the key is sure.
        """
        told = {"template": kind.key, "version": kind.version, "purpose": kind.purpose, "basis": kind.basis}
        row = Message(dedup=dedup, created_at=at, **told, **facts)
        self.bulk_create([row], update_conflicts=True, unique_fields=["dedup"], update_fields=["dedup"])
        return row

    def visible_to(self, user: User | AnonymousUser) -> MessageQuerySet:
        """A person's inbox; messages that only went to a phone are not in it."""
        if user.is_anonymous:
            return self.none()
        return self.filter(recipient_id=user.pk, deliveries__channel=Channel.INBOX)

    def unread(self) -> MessageQuerySet:
        return self.filter(read_at=None)

    def newest_first(self) -> MessageQuerySet:
        return self.order_by("-created_at", "-id")

    def older_than(self, pk: int) -> MessageQuerySet:
        """Those after it when the newest come first; of one that is not among them, all."""
        mark = self.filter(pk=pk).values_list("created_at", "pk").first()
        return self.filter(Q(created_at__lt=mark[0]) | Q(created_at=mark[0], pk__lt=mark[1])) if mark else self


class Message(models.Model):
    """One thing told to one person. Holds facts, not sentences, and no personal data."""

    template = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    basis = models.CharField(max_length=8, choices=Basis.choices)
    context = models.JSONField(default=dict)
    # Nobody is named for a one-time code: its number may not belong to anybody we know.
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="notices")
    about = models.CharField(max_length=60, blank=True)
    url = models.CharField(max_length=200, blank=True)
    dedup = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="messages_of_a_person_by_time"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="unread_of_a_person"),
            models.Index(fields=["about"], name="messages_about_a_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="a_message_has_one_of_the_known_purposes"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="a_message_stands_on_a_known_ground"),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex=r"^/([^/\\].*)?$"), name="a_message_leads_nowhere_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.about}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def open(self) -> DeliveryQuerySet:
        """What the relay still has to see to; a delivery without `next_at` is never sent by itself."""
        return self.filter(state__in=OPEN, next_at__isnull=False)

    def ready(self, *, at: datetime) -> DeliveryQuerySet:
        return self.open().filter(next_at__lte=at).order_by("next_at", "id")

    def overdue(self, *, at: datetime, by: timedelta = timedelta(minutes=5)) -> DeliveryQuerySet:
        """Should have gone by now: the relay is down, or too slow."""
        return self.open().filter(next_at__lt=at - by)

    def dead(self) -> DeliveryQuerySet:
        """Given up, and nobody has seen to it yet."""
        return self.failures().filter(state=DeliveryState.DEAD)

    def undelivered(self) -> DeliveryQuerySet:
        """A person has to reach these people some other way: nothing that rings got through, or is still trying."""
        return self.filter(_lost())

    def failures(self) -> DeliveryQuerySet:
        """Nobody has seen to these yet. Codes are left out: they are worth nothing an hour later."""
        return self.undelivered().filter(called_at=None, message__recipient__isnull=False)

    def to_see_to(self) -> DeliveryQuerySet:
        """People one of us has to reach: what did not get through, and who asked to be called; each message once."""
        is_called_anyway = models.Exists(_beside(Channel.CALL))
        return self.filter(
            Q(channel=Channel.CALL, state=DeliveryState.PENDING) | (_lost() & ~is_called_anyway),
            called_at=None, message__recipient__isnull=False,
        )  # fmt: skip

    def to_call(self) -> DeliveryQuerySet:
        """Those on whom most depends first, then who has waited longest. Adds `rank` and `tries`."""
        ranked = self.to_see_to().annotate(rank=rank_of("message__recipient"), tries=models.Count("calls"))
        return ranked.order_by("rank", "settled_at", "id")

    def next_ready(self, *, at: datetime) -> Delivery | None:
        """The next one nobody else is holding, locked. `next_at` of a leased one is the end of its lease."""
        rows = self.ready(at=at).select_related("message__recipient")
        return rows.select_for_update(skip_locked=True, of=("self",)).first()

    def told_by_wechat(self, provider_ref: str) -> DeliveryQuerySet:
        rows = self.filter(channel=Channel.WECHAT, provider_ref=provider_ref).exclude(provider_ref="")
        return rows.order_by("pk")

    def locked(self, reference: str) -> Delivery | None:
        return self.select_for_update().filter(reference=reference).first()


def _beside(channel: Channel) -> models.QuerySet[Delivery]:
    """The same message on another way."""
    return Delivery.objects.filter(message=models.OuterRef("message"), channel=channel)


def _lost() -> Q:
    """WeChat that failed is nothing lost where an SMS was tried after it."""
    return Q(state__in=LOST) & ~(Q(channel=Channel.WECHAT) & models.Exists(_beside(Channel.SMS)))


class Delivery(models.Model):
    """One message on its way through one channel."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.PENDING)
    next_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    waits = models.PositiveSmallIntegerField(default=0)
    reference = models.CharField(max_length=40, unique=True)
    provider_ref = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    parts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    # It did not get through, and one of us told the person by telephone; each call and its words: `calls`.
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["next_at", "id"], condition=Q(state__in=OPEN), name="deliveries_to_see_to"),
            models.Index(
                fields=["state"],
                condition=Q(state__in=[DeliveryState.DEAD, DeliveryState.FAILED]),
                name="deliveries_a_person_mends",
            ),
            models.Index(
                fields=["channel"],
                condition=Q(channel=Channel.CALL, state=DeliveryState.PENDING),
                name="calls_that_were_asked_for",
            ),
            models.Index(
                fields=["provider_ref"], condition=Q(channel=Channel.WECHAT), name="wechat_deliveries_by_number"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["message", "channel"], name="a_message_goes_once_through_a_channel"),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="a_delivery_is_in_one_of_the_known_states"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state} {self.reference}"


class Muted(models.Model):
    """A topic this person does not want on this channel. No row: wanted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    channel = models.CharField(max_length=10, choices=Channel.choices)

    class Meta:
        verbose_name_plural = "muted"
        constraints = [models.UniqueConstraint(fields=["user", "purpose", "channel"], name="a_topic_is_muted_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.purpose} {self.channel}"


class CallWish(models.Model):
    """This person is to be called as well: by one of us, about the own applications and about power cuts."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name_plural = "call wishes"

    def __str__(self) -> str:
        return str(self.user_id)


from notifications.failures.models import Call  # noqa: E402, F401 - they point at deliveries, which are above
from notifications.webhooks.models import Push, Webhook  # noqa: E402, F401
from notifications.wechat.models import WechatContact  # noqa: E402, F401
