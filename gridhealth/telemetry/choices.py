"""Closed lists of telemetry."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PowerKind(TextChoices):
    OFF = "OFF", _("Power lost")
    ON = "ON", _("Power back")


class DropReason(TextChoices):
    UNREADABLE = "UNREADABLE", _("Not readable")
    UNKNOWN_TERMINAL = "UNKNOWN_TERMINAL", _("From an unknown terminal")
    FROM_THE_FUTURE = "FROM_THE_FUTURE", _("Dated in the future")
    TOO_OLD = "TOO_OLD", _("Older than what is kept")
