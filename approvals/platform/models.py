"""Tables of the talk with the approval platform: what was handed over, and every word that came back."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from approvals.models import Filing, Permit


class Handover(models.Model):
    """How far the platform has taken something of ours: tries, rests, and when it last answered."""

    platform_no = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    reason = models.CharField(max_length=40, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def locked(self, pk: int) -> Submission:
        return self.select_for_update(of=["self"]).select_related("permit").get(pk=pk)

    def given_up(self) -> SubmissionQuerySet:
        return self.filter(given_up_at__isnull=False)

    def to_ask(self, *, before: datetime) -> SubmissionQuerySet:
        """Handed over, not decided, and not asked about since `before`."""
        rows = self.exclude(platform_no="").filter(permit__in=Permit.objects.undecided())
        return rows.filter(Q(verified_at=None) | Q(verified_at__lt=before))


class Submission(Handover):
    """One permit on the platform. `heard` numbers its last word that has been taken in."""

    permit = models.OneToOneField(Permit, on_delete=models.PROTECT, related_name="submission")
    version = models.SmallIntegerField(default=-1)
    heard = models.PositiveSmallIntegerField(default=0)

    objects = SubmissionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"permit {self.permit_id} on the platform"

    @property
    def reference(self) -> str:
        return f"permit-{self.permit_id}"


class FilingHandoverQuerySet(models.QuerySet["FilingHandover"]):
    def locked(self, pk: int) -> FilingHandover:
        return self.select_for_update(of=["self"]).select_related("filing").get(pk=pk)

    def given_up(self) -> FilingHandoverQuerySet:
        return self.filter(given_up_at__isnull=False)

    def to_ask(self, *, before: datetime) -> FilingHandoverQuerySet:
        """Handed over, not acknowledged, and not asked about since `before`."""
        rows = self.exclude(platform_no="").filter(filing__in=Filing.objects.without_receipt())
        return rows.filter(Q(verified_at=None) | Q(verified_at__lt=before))


class FilingHandover(Handover):
    """One signed undertaking on the platform, until its receipt is there."""

    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="handover")

    objects = FilingHandoverQuerySet.as_manager()

    def __str__(self) -> str:
        return f"filing {self.filing_id} on the platform"

    @property
    def reference(self) -> str:
        return f"filing-{self.filing_id}"


class Fate(models.TextChoices):
    WAITING = "WAITING", _("Waiting for what comes before it")
    TAKEN = "TAKEN", _("Taken in")
    PASSED_OVER = "PASSED_OVER", _("Came too late")


class PlatformNewsQuerySet(models.QuerySet["PlatformNews"]):
    def next_for(self, submission: Submission) -> PlatformNews | None:
        return self.filter(submission=submission, seq=submission.heard + 1).first()

    def passed_over(self) -> PlatformNewsQuerySet:
        return self.filter(fate=Fate.PASSED_OVER)

    def waiting(self) -> PlatformNewsQuerySet:
        return self.filter(fate=Fate.WAITING, seq=F("submission__heard") + 1)


class PlatformNews(models.Model):
    """One word of an authority as the platform told it, kept whatever became of it."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="news")
    seq = models.PositiveSmallIntegerField()
    word = models.CharField(max_length=12)
    document_no = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)
    received_at = models.DateTimeField()
    fate = models.CharField(max_length=12, choices=Fate.choices, default=Fate.WAITING)
    reason = models.CharField(max_length=40, blank=True)

    objects = PlatformNewsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "seq"], name="the_platform_says_a_thing_once"),
            models.CheckConstraint(condition=Q(fate__in=Fate.values), name="news_has_a_known_fate"),
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.seq} on {self.submission_id}"
