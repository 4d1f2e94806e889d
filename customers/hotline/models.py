"""Tables of the talk: every word heard about a ticket, what came of an intake, what is still to be handed over."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.crypto import EncryptedTextField
from customers.hotline.choices import Line, Publication, Word


class TicketNewsQuerySet(models.QuerySet["TicketNews"]):
    def next_of(self, ticket: str) -> TicketNews | None:
        """The word whose turn it is; None while one before it has not arrived yet."""
        rows = self.select_for_update().filter(ticket=ticket)
        done = rows.filter(taken_at__isnull=False).count()
        return rows.filter(seq=done + 1, taken_at=None).first()


class TicketNews(models.Model):
    """One word of 95598 about one ticket, kept in the order it was said whatever order it arrived in."""

    ticket = models.CharField(max_length=80)
    seq = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=10, choices=Word.choices)
    facts_json = EncryptedTextField(blank=True)
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)

    objects = TicketNewsQuerySet.as_manager()

    class Meta:
        app_label = "customers"
        verbose_name_plural = "ticket news"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "seq"], name="95598_says_a_thing_once"),
            models.CheckConstraint(condition=Q(word__in=Word.values), name="95598_says_what_we_know"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} {self.seq} {self.word}"


class Intake(models.Model):
    """An application that began in the app: its number there, and the number of the case it became here."""

    intake_no = models.CharField(max_length=80, unique=True)
    case_no = models.CharField(max_length=20, unique=True)
    received_at = models.DateTimeField()

    class Meta:
        app_label = "customers"

    def __str__(self) -> str:
        return self.intake_no


class PostingQuerySet(models.QuerySet["Posting"]):
    def to_send(self) -> PostingQuerySet:
        return self.filter(sent_at=None)

    def ready(self, *, at: datetime) -> PostingQuerySet:
        return self.to_send().filter(next_at__lte=at).order_by("next_at", "pk")


class Posting(models.Model):
    """Something that 95598 or the app has to hear of. It holds no words: those are read when it is handed over."""

    line = models.CharField(max_length=8, choices=Line.choices)
    kind = models.CharField(max_length=8, choices=Publication.choices)
    subject = models.CharField(max_length=40)
    queued_at = models.DateTimeField()
    next_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        app_label = "customers"
        indexes = [models.Index(fields=["next_at"], condition=Q(sent_at=None), name="postings_to_hand_over")]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "kind", "subject"], condition=Q(sent_at=None, attempts=0), name="a_posting_waits_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.kind} {self.subject}"
