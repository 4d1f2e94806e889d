"""The visit, its photos, and the supply plan that answers the customer."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Survey(models.Model):
    """One visit: booked for a time, then measured. Coordinates are CGCS2000 degrees, lengths horizontal metres.

    `given_crs` is the datum they came in. `permits_derived` is what the zones on file asked for, `permits_reason` why
    the surveyor saw it otherwise.
    """

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="surveys")
    booked_from = models.DateTimeField()
    booked_until = models.DateTimeField()
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    surveyors = models.JSONField(default=list)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    route = models.JSONField(default=list)
    crs = models.CharField(max_length=12, default="EPSG:4490")
    given_crs = models.CharField(max_length=12, blank=True)
    permits_derived = models.JSONField(default=list, blank=True)
    permits_reason = models.TextField(blank=True)
    route_length_m = models.DecimalField(max_digits=10, decimal_places=3, null=True, blank=True)
    method = models.CharField(max_length=12, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    area = models.ForeignKey("gridhealth.TransformerArea", null=True, blank=True, on_delete=models.PROTECT)
    feeder = models.ForeignKey("gridhealth.Feeder", null=True, blank=True, on_delete=models.PROTECT)
    is_constrained = models.BooleanField(default=False)
    firm_kva = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    remark = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "applications"
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(recorded_at=None, cancelled_at=None),
                name="one_booked_survey_per_application",
            ),
            models.CheckConstraint(
                condition=Q(booked_until__gt=models.F("booked_from")), name="a_visit_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"survey {self.pk} of {self.application_id}"


class Photo(models.Model):
    """A picture with place and time; the hash proves that it is the one that was taken."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="photos")
    file = models.FileField(upload_to="photos/")
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        app_label = "applications"

    def __str__(self) -> str:
        return f"photo {self.pk}"


class Plan(models.Model):
    """One version of the written supply plan and its signatures. A plan mode of NONE stores a technical decision."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="plans")
    version = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10)
    terms = models.JSONField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    replied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    extend_by = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    letter = models.FileField(upload_to="letters/", blank=True)
    letter_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "applications"
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="one_plan_of_a_version_per_application")
        ]

    def __str__(self) -> str:
        return f"plan {self.version} of {self.application_id}"
