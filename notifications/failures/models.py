"""Each call or letter that took the place of a message that did not get through, and what was said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.crypto import EncryptedTextField


class Outcome(models.TextChoices):
    REACHED = "REACHED", _("The person knows now")
    NO_ANSWER = "NO_ANSWER", _("Nobody answered, I try again")
    ANOTHER_WAY = "ANOTHER_WAY", _("The number is wrong; told another way")
    LETTER = "LETTER", _("A letter was handed over or posted")


SETTLES = frozenset({Outcome.REACHED, Outcome.ANOTHER_WAY, Outcome.LETTER})
"""After these the message needs nobody any more."""


class Call(models.Model):
    """One telephone call, or a letter. Kept as it was noted."""

    delivery = models.ForeignKey("notifications.Delivery", on_delete=models.CASCADE, related_name="calls")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    said = EncryptedTextField(blank=True)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "notifications"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="a_call_ends_in_a_known_way"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.called_at:%F %T}"
