"""Tables of the talk with outside systems: what was asked, what was handed over, what came in, who is unwell."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F

from connectors.choices import Outcome


class ConnectorCall(models.Model):
    """One call that went out. No address of a person, no body: only that it happened and how it ended."""

    system = models.CharField(max_length=30)
    purpose = models.CharField(max_length=60)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reason = models.CharField(max_length=40, blank=True)
    status = models.PositiveSmallIntegerField(null=True)
    took_ms = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["system", "-at"], name="calls_of_a_system_newest_first")]

    def __str__(self) -> str:
        return f"{self.system} {self.purpose} {self.outcome}"


class ShareLog(models.Model):
    """Personal data handed to somebody else: which fields, about which case, on what ground. Never the values."""

    recipient = models.CharField(max_length=30)
    purpose = models.CharField(max_length=60)
    fields = ArrayField(models.CharField(max_length=40))
    subject = models.CharField(max_length=80)
    basis = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "-at"], name="shares_about_a_subject")]

    def __str__(self) -> str:
        return f"{self.recipient} {self.purpose} {self.subject}"


class InboxQuerySet(models.QuerySet["Inbox"]):
    def remember(self, source: str, message_id: str, *, at: datetime) -> bool:
        """True the first time this id comes from this source, False ever after; safe under concurrency."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO connectors_inbox (source, message_id, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [source, message_id, at],
            )
            return bool(cursor.rowcount)

    def nonces(self) -> InboxQuerySet:
        return self.filter(source__startswith="nonce:")

    def older_than(self, moment: datetime) -> InboxQuerySet:
        return self.filter(at__lt=moment)


class Inbox(models.Model):
    """What outside systems have told us, once each: callbacks by their id and the nonces of their signatures."""

    source = models.CharField(max_length=40)
    message_id = models.CharField(max_length=80)
    at = models.DateTimeField()

    objects = InboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "message_id"], name="the_same_news_arrives_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.message_id}"


class BreakerQuerySet(models.QuerySet["Breaker"]):
    def failed(self, system: str, *, limit: int, until: datetime) -> None:
        """Count one more failure; from the limit on, the system is left alone until `until`."""
        self.bulk_create([Breaker(system=system)], ignore_conflicts=True)
        self.filter(system=system).update(failures=F("failures") + 1)
        self.filter(system=system, failures__gte=limit).update(open_until=until)

    def healed(self, system: str) -> None:
        self.filter(system=system, failures__gt=0).update(failures=0, open_until=None)

    def may_probe(self, system: str, *, at: datetime, until: datetime) -> bool:
        """After the rest, exactly one caller is let through to try; the others wait for its result."""
        return self.filter(system=system, open_until__lte=at).update(open_until=until) == 1


class Breaker(models.Model):
    """The health of one outside system as its callers see it; lives in the database, so all processes agree."""

    system = models.CharField(max_length=30, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True)

    objects = BreakerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.system}: {self.failures} failures"
