"""Tables of an undertaking in place of permits: what was signed and filed, its receipt, and what is missing."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from approvals.choices import FilingStage
from approvals.machines import FilingMachine
from approvals.models import Round
from approvals.rules import ExemptionBasis
from deadlines.models import Timeline


class FilingQuerySet(models.QuerySet["Filing"]):
    def locked(self, pk: int) -> Filing:
        return self.select_for_update().get(pk=pk)

    def drafts(self) -> FilingQuerySet:
        return self.filter(stage=FilingStage.FILING_DRAFT)

    def without_receipt(self) -> FilingQuerySet:
        return self.filter(stage=FilingStage.FILED, receipt_no="")

    def to_restore(self) -> FilingQuerySet:
        return self.filter(stage=FilingStage.FILED).exclude(receipt_no="")

    def unfinished(self) -> FilingQuerySet:
        return self.filter(stage__in=[FilingStage.FILING_DRAFT, FilingStage.FILED])


class SignedHow(models.TextChoices):
    """How the customer's yes was given."""

    CODE = "code", _("Signed with a one-time code")
    ON_SITE = "on-site", _("Signed on site with a one-time code")
    ACCOUNT = "account", _("Signed online, signed in by a one-time code")


class Filing(FilingMachine):
    """A signed undertaking in place of permits, allowed only on the government paper named here.

    `seal` is the portal's signature (base64) over the letter, `sealed_with` its algorithm, `sealed_by` the public key.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="filings")
    timeline = models.ForeignKey(Timeline, on_delete=models.PROTECT, related_name="filings")
    package = models.JSONField(default=dict)
    basis_document = models.CharField(max_length=200)
    basis_issuer = models.CharField(max_length=120)
    basis_from = models.DateField()
    basis_until = models.DateField(null=True, blank=True)
    text_version = models.CharField(max_length=40, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_how = models.CharField(max_length=12, choices=SignedHow.choices, blank=True)
    letter = models.FileField(upload_to="approvals/undertakings/%Y/", blank=True)
    letter_sha256 = models.CharField(max_length=64, blank=True)
    seal = models.CharField(max_length=200, blank=True)
    sealed_with = models.CharField(max_length=20, blank=True)
    sealed_by = models.CharField(max_length=200, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    receipt_no = models.CharField(max_length=80, blank=True)
    receipt_at = models.DateTimeField(null=True, blank=True)
    restoration_photo = models.FileField(upload_to="approvals/restoration/%Y/", blank=True)
    restoration_sha256 = models.CharField(max_length=64, blank=True)
    restoration_taken_at = models.DateTimeField(null=True, blank=True)
    restored_at = models.DateTimeField(null=True, blank=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        app_label = "approvals"
        constraints = [
            models.UniqueConstraint(fields=["round"], name="a_round_files_once"),
            models.CheckConstraint(condition=Q(stage__in=FilingStage.values), name="a_filing_is_at_a_known_stage"),
            models.CheckConstraint(
                condition=~Q(basis_document="") & ~Q(basis_issuer=""), name="no_filing_without_a_government_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"Filing of round {self.round_id}, {self.stage}"

    def is_basis_in_force(self) -> bool:
        """Whether the paper is in force on the day of signing."""
        return self.signed_at is not None and self.is_basis_in_force_on(localdate(self.signed_at))

    def is_basis_in_force_on(self, day: date) -> bool:
        basis = ExemptionBasis(self.basis_document, self.basis_issuer, self.basis_from, self.basis_until)
        return basis.is_in_force(day)


class Gap(models.TextChoices):
    """What is missing of a filing. Each is told once."""

    UNSIGNED = "UNSIGNED", _("The undertaking has not been signed")
    PAPER_ENDED = "PAPER_ENDED", _("The government paper behind it is no longer in force")
    NO_RECEIPT = "NO_RECEIPT", _("The platform has not acknowledged the filing")
    NOT_RESTORED = "NOT_RESTORED", _("No photo of the restored ground")


class FilingAlarmQuerySet(models.QuerySet["FilingAlarm"]):
    def open(self) -> FilingAlarmQuerySet:
        return self.filter(cleared_at=None)


class FilingAlarm(models.Model):
    """A filing is missing, or a part of it: raised once for each gap, cleared when the gap is closed."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="alarms")
    gap = models.CharField(max_length=12, choices=Gap.choices)
    have_works_begun = models.BooleanField(default=False)
    raised_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True, blank=True)

    objects = FilingAlarmQuerySet.as_manager()

    class Meta:
        app_label = "approvals"
        constraints = [
            models.UniqueConstraint(fields=["filing", "gap"], name="a_gap_of_a_filing_is_told_once"),
            models.CheckConstraint(condition=Q(gap__in=Gap.values), name="a_gap_is_of_a_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.gap} of {self.filing_id}"
