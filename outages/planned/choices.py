"""Closed lists of planned work: what it is, how it is done, where it stands, what is announced."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WorkKind(TextChoices):
    MAINTENANCE = "MAINTENANCE", _("Maintenance")
    DEFECT = "DEFECT", _("Mending a defect")
    CONNECTION = "CONNECTION", _("Connecting a customer")


class LiveMethod(TextChoices):
    """How work is done without switching anybody off."""

    INSULATED_STICK = "INSULATED_STICK", _("Insulated stick")
    INSULATED_GLOVE = "INSULATED_GLOVE", _("Insulating gloves")
    BYPASS = "BYPASS", _("Bypass cable")
    GENERATOR = "GENERATOR", _("Generator car")


class NoticeClass(TextChoices):
    PLANNED = "PLANNED", _("Planned, seven days' notice")
    TEMPORARY = "TEMPORARY", _("Temporary, one day's notice")


class PlannedStage(TextChoices):
    DRAFT = "DRAFT", _("Live-work review")
    LIVE = "LIVE", _("To be done live")
    LIVE_DONE = "LIVE_DONE", _("Done live")
    OUTAGE_REQUEST = "OUTAGE_REQUEST", _("Outage asked for")
    APPROVED = "APPROVED", _("Approved")
    REFUSED = "REFUSED", _("Not approved")
    NOTIFIED = "NOTIFIED", _("Announced")
    STARTED = "STARTED", _("Switched off")
    RESTORED = "RESTORED", _("Power is back")
    REVIEWED = "REVIEWED", _("Reviewed")
    CANCELLED = "CANCELLED", _("Cancelled")


S = PlannedStage
ANNOUNCED = (S.NOTIFIED, S.STARTED, S.RESTORED, S.REVIEWED)
SWITCHING_OFF = (S.OUTAGE_REQUEST, S.APPROVED, S.NOTIFIED, S.STARTED)
UNDECIDED = (S.DRAFT, S.OUTAGE_REQUEST)
OVER = (S.LIVE_DONE, S.REFUSED, S.REVIEWED, S.CANCELLED)


class AnnouncementKind(TextChoices):
    NOTICE = "NOTICE", _("Planned outage")
    CHANGE = "CHANGE", _("New time")
    DELAY = "DELAY", _("Starts later")
    EXTENSION = "EXTENSION", _("Takes longer")
    RESTORATION = "RESTORATION", _("Power is back")
    EARLY = "EARLY", _("Power is back early")
    CANCELLATION = "CANCELLATION", _("Cancelled: the power stays on")
