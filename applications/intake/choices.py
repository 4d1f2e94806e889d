"""Kinds and states of what is fetched instead of being asked for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentKind(TextChoices):
    CITIZEN_ID = "CITIZEN_ID", _("Identity card")
    REAL_ESTATE = "REAL_ESTATE", _("Property certificate")
    BUSINESS_LICENCE = "BUSINESS_LICENCE", _("Business licence")


class DocumentState(TextChoices):
    TO_BE_FETCHED = "TO_BE_FETCHED", _("To be fetched")
    FETCHED = "FETCHED", _("Fetched")
    NOT_FOUND = "NOT_FOUND", _("Not on record")
    UNUSABLE = "UNUSABLE", _("Found, but cannot be used")
    DISPUTED = "DISPUTED", _("You said this is wrong")
    UPLOADED = "UPLOADED", _("Uploaded")
    ACCEPTED_LATER = "ACCEPTED_LATER", _("May follow later")


# What an officer or the customer still has to look at; everything else is settled.
UNSETTLED = frozenset({DocumentState.UNUSABLE, DocumentState.DISPUTED})
WAITING = frozenset({DocumentState.TO_BE_FETCHED})
