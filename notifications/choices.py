"""Words of the outbox: ways to reach a person, purposes, and how far a delivery has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    INBOX = "INBOX", _("inbox")
    SMS = "SMS", _("SMS")
    WECHAT = "WECHAT", _("WeChat")
    CALL = "CALL", _("a call by one of us")


CHAIN = (Channel.WECHAT, Channel.SMS)
"""What rings, in this order: the next is tried when the one before did not get through; then a person calls."""


class Purpose(models.TextChoices):
    """Why we write. None of them is advertising: that needs a consent of its own and has no place here."""

    CASE = "CASE", _("about your application")
    WORK = "WORK", _("work to do")
    OUTAGE = "OUTAGE", _("outage")
    SAFETY = "SAFETY", _("safety")
    REQUESTED = "REQUESTED", _("what you asked for")


class Basis(models.TextChoices):
    """On what ground somebody is written to at all."""

    CONTRACT = "CONTRACT", _("the application or the supply")
    DUTY = "DUTY", _("the person's work")
    NOTICE = "NOTICE", _("our duty to warn whom it concerns")
    REQUEST = "REQUEST", _("asked for by the person")


BASIS = {
    Purpose.CASE: Basis.CONTRACT,
    Purpose.WORK: Basis.DUTY,
    Purpose.OUTAGE: Basis.NOTICE,
    Purpose.SAFETY: Basis.NOTICE,
    Purpose.REQUESTED: Basis.REQUEST,
}


URGENT = frozenset({Purpose.OUTAGE, Purpose.SAFETY, Purpose.REQUESTED})
"""These may ring at night."""


SWITCHABLE = (Purpose.CASE, Purpose.WORK, Purpose.OUTAGE)
"""A person may do without an SMS for these; never without a warning of danger or a code of their own asking."""


CALLED = (Purpose.CASE, Purpose.OUTAGE)
"""About these one of us also calls whoever asked for it."""


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

LOST = (DeliveryState.FAILED, DeliveryState.DEAD)
"""It did not get through this way."""
