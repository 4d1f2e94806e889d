"""Closed lists of the outages room."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OutageStage(TextChoices):
    DETECTED = "DETECTED", _("Detected")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    DISPATCHED = "DISPATCHED", _("Crew on its way")
    ARRIVED = "ARRIVED", _("Crew on site")
    FAULT_FOUND = "FAULT_FOUND", _("Fault found")
    PARTLY_RESTORED = "PARTLY_RESTORED", _("Partly restored")
    RESTORED = "RESTORED", _("Restored")
    VERIFIED = "VERIFIED", _("Restoration verified")
    REVIEWED = "REVIEWED", _("Reviewed")
    CLOSED = "CLOSED", _("Closed")
    FALSE_ALARM = "FALSE_ALARM", _("False alarm")
    MERGED = "MERGED", _("Merged into another")
    USER_SIDE = "USER_SIDE", _("In the customer's own equipment")
    UPGRADED = "UPGRADED", _("Part of a major event")


S = OutageStage
FAULT_BEFORE_CREW = (S.DETECTED, S.CONFIRMED)
DARK = (S.DETECTED, S.CONFIRMED, S.DISPATCHED, S.ARRIVED, S.FAULT_FOUND, S.PARTLY_RESTORED)
"""Somebody is without power, and what belongs to it may still be taken in."""
VOID = (S.FALSE_ALARM, S.MERGED, S.USER_SIDE, S.UPGRADED)
"""Ended without having been an outage of the network of its own."""
OVER = (S.CLOSED, *VOID)


class Source(TextChoices):
    TELEMETRY = "TELEMETRY", _("Telemetry")
    CUSTOMER = "CUSTOMER", _("Customer")
    HOTLINE = "HOTLINE", _("95598 hotline")
    OFFICER = "OFFICER", _("Officer")


class Cause(TextChoices):
    UNKNOWN = "UNKNOWN", _("not known yet")
    EQUIPMENT = "EQUIPMENT", _("equipment failed")
    WEATHER = "WEATHER", _("weather")
    OUTSIDE_DAMAGE = "OUTSIDE_DAMAGE", _("damage by others")
    TREES = "TREES", _("trees or animals")
    OVERLOAD = "OVERLOAD", _("overload")
    CUSTOMER_EQUIPMENT = "CUSTOMER_EQUIPMENT", _("a customer's equipment")
    WORK = "WORK", _("work on the network")


class Verdict(TextChoices):
    """What a report turned out to be."""

    OPEN = "OPEN", _("being looked at")
    PART_OF = "PART_OF", _("part of a known outage")
    USER_SIDE = "USER_SIDE", _("in the customer's own equipment")
    FALSE_ALARM = "FALSE_ALARM", _("false alarm")
