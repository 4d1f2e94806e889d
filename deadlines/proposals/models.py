"""A change of dated data that takes two people: what it is, what it would change, who proposed and who decided."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ProposalKind(models.TextChoices):
    CALENDAR = "CALENDAR", _("Workday calendar")
    RULE_SET = "RULE_SET", _("Rule set")


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> ProposalQuerySet:
        return self.filter(decided_at=None)

    def decided(self) -> ProposalQuerySet:
        return self.exclude(decided_at=None)


class Proposal(models.Model):
    """`content` is applied as it stands here; `findings` is what the look before it found."""

    kind = models.CharField(max_length=12, choices=ProposalKind.choices)
    title = models.CharField(max_length=100)
    source = models.CharField(max_length=200)
    content: Any = models.JSONField()
    findings: Any = models.JSONField(default=list)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="nobody_decides_what_he_proposed"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, is_accepted=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_accepted__isnull=False),
                name="a_decision_has_somebody_and_a_moment",
            ),
            models.UniqueConstraint(
                fields=["kind", "title"], condition=Q(decided_at=None), name="one_open_proposal_of_a_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"
