"""Words of the outbox: ways to reach a person, purposes, and how far a delivery has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    INBOX = "INBOX", _("inbox")
    SMS = "SMS", _("SMS")


class Purpose(models.TextChoices):
    """Why we write. None of them is advertising: that needs a consent of its own and has no place here."""

    CASE = "CASE", _("about your application")
    WORK = "WORK", _("work to do")
    OUTAGE = "OUTAGE", _("outage")
    SAFETY = "SAFETY", _("safety")
    REQUESTED = "REQUESTED", _("what you asked for")


URGENT = frozenset({Purpose.OUTAGE, Purpose.SAFETY, Purpose.REQUESTED})
"""These may ring at night."""


SWITCHABLE = (Purpose.CASE, Purpose.WORK, Purpose.OUTAGE)
"""A person may do without an SMS for these; never without a warning of danger or a code of their own asking."""


class DeliveryState(models.TextChoices):
    PENDING = "PENDING", _("waiting to be sent")
    LEASED = "LEASED", _("being sent")
    UNKNOWN = "UNKNOWN", _("perhaps sent, being checked")
    SENT = "SENT", _("handed to the operator")
    DELIVERED = "DELIVERED", _("delivered")
    FAILED = "FAILED", _("not deliverable")
    DEAD = "DEAD", _("given up, needs a person")


OPEN = (DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.UNKNOWN)
"""The relay still has something to do with these."""
