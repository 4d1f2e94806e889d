"""Contract, meter, and the moment the power comes on."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from applications.choices import FaultOwner


class Contract(models.Model):
    """The supply contract: offered by the contract officer, signed by the customer before any supply."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="contracts")
    terms = models.JSONField()
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True, blank=True)
    letter = models.FileField(upload_to="letters/", blank=True)
    letter_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "applications"

    def __str__(self) -> str:
        return f"contract of {self.application_id}"


class Meter(models.Model):
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="meters")
    asset_no = models.CharField(max_length=22, unique=True)
    first_reading_kwh = models.DecimalField(max_digits=12, decimal_places=2)
    installed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    installed_at = models.DateTimeField()

    class Meta:
        app_label = "applications"

    def __str__(self) -> str:
        return self.asset_no


class Energising(models.Model):
    """One attempt to switch on; that the safety checks came before it stands in the event."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="energisings")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    has_succeeded = models.BooleanField()
    fault_owner = models.CharField(max_length=10, choices=FaultOwner.choices, blank=True)
    remark = models.TextField(blank=True)

    class Meta:
        app_label = "applications"

    def __str__(self) -> str:
        return f"energising of {self.application_id}"
