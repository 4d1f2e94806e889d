"""Who has taken which case at which desk, and what officers write on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.roles import Role


class Assignment(models.Model):
    """A case taken by an officer for one desk, or given to him, until it is released or the desk's work is done."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="assignments")
    desk = models.CharField(max_length=20, choices=Role.choices)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    taken_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "applications"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "desk"], condition=Q(released_at=None), name="one_officer_has_a_case_at_a_desk"
            )
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.officer_id} on {self.application_id}"


class SavedView(models.Model):
    """A way of looking at the queue that an officer keeps under a name. Its address works for every colleague."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=30)
    place = models.CharField(max_length=10)
    query = models.CharField(max_length=500, blank=True)

    class Meta:
        app_label = "applications"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="views_of_an_officer_have_different_names")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse(f"room:{self.place}") + (f"?{self.query}" if self.query else "")


class Note(models.Model):
    """A remark on a case; the customer sees only those meant for them. The database refuses to change or delete it."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField()
    is_for_customer = models.BooleanField(default=False)
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="mentioned_in", blank=True)

    class Meta:
        app_label = "applications"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"note {self.pk}"
