"""Later days: how many, why, on what paper, who asked and who confirmed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from deadlines.choices import ExtensionReason

STANDS_FOR = timedelta(hours=24)
"""A second person who has not spoken by then was not asked in earnest: it is asked anew."""


class ExtensionQuerySet(models.QuerySet["Extension"]):
    def undecided(self) -> ExtensionQuerySet:
        return self.filter(decided_at=None)

    def waiting(self, *, at: datetime) -> ExtensionQuerySet:
        """A second person can still confirm it."""
        return self.undecided().filter(proposed_at__gte=at - STANDS_FOR)

    def confirmed(self) -> ExtensionQuerySet:
        return self.filter(is_confirmed=True)


class Extension(models.Model):
    """One later day for one clock. `old_due_on`, `new_due_on` are what the screen showed, then what was carried out.

    Nobody in `decided_by` of a decided row: no second person spoke in time, so nothing moved.
    """

    timeline = models.ForeignKey("deadlines.Timeline", on_delete=models.PROTECT, related_name="extensions")
    clock = models.ForeignKey("deadlines.Clock", on_delete=models.PROTECT, related_name="extensions")
    workdays = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=40, choices=ExtensionReason.choices)
    evidence = models.TextField()
    old_due_on = models.DateField(null=True)
    new_due_on = models.DateField(null=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_confirmed = models.BooleanField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(is_confirmed=True) | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="nobody_confirms_a_later_day_he_asked_for",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_confirmed=None, decided_by=None)
                | Q(decided_at__isnull=False, is_confirmed__isnull=False),
                name="a_later_day_is_decided_or_not",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=ExtensionReason.values) & ~Q(evidence="") & Q(workdays__gte=1),
                name="a_later_day_has_a_listed_reason_and_a_paper",
            ),
            models.UniqueConstraint(
                fields=["clock"], condition=Q(decided_at=None), name="one_later_day_at_a_time_of_a_clock"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workdays} more of {self.clock_id}"
