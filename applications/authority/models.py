"""What was laid before the city or the province, and what they answered."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from applications.authority.choices import Level


class Escalation(models.Model):
    """One case with a level above. The customer deals with the county desk all the while."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="escalations")
    level = models.CharField(max_length=10, choices=Level.choices)
    reason = models.TextField()
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    document_no = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        app_label = "applications"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(answered_at=None), name="a_case_is_with_one_level_at_a_time"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="above_the_county_are_two_levels"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("handed_at")),
                name="a_level_answers_after_it_was_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.application_id}"
