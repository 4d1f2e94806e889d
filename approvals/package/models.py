"""Tables of what was sent to an authority: the package as it was each time, and the papers handed in with it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from approvals.models import Permit


class Snapshot(models.Model):
    """One sending: version 0 is the first, 1 the answer to the one question. Never changed."""

    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, related_name="snapshots")
    version = models.PositiveSmallIntegerField()
    package = models.JSONField()
    sha256 = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        app_label = "approvals"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["permit", "version"], name="a_package_is_sent_once_a_version")]

    def __str__(self) -> str:
        return f"version {self.version} of permit {self.permit_id}"


class PermitPaper(models.Model):
    """A drawing or scan handed in with an answer; the hash proves that it is the one that was sent."""

    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="approvals/papers/%Y/")
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        app_label = "approvals"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
