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
    DISPUTED = "DISPUTED", _("Said to be wrong")
    UPLOADED = "UPLOADED", _("Handed in")
    CHECKED = "CHECKED", _("Checked by us")
    ACCEPTED_LATER = "ACCEPTED_LATER", _("May follow later")


class Finding(TextChoices):
    """What an officer makes of a document that did not speak for itself."""

    CHECKED = DocumentState.CHECKED.value, _("It is in order")
    ACCEPTED_LATER = DocumentState.ACCEPTED_LATER.value, _("It may follow later; the case goes on")


D = DocumentState
# An officer still has to look at these.
UNSETTLED = frozenset({D.UNUSABLE, D.DISPUTED, D.UPLOADED})
# Asked for again by itself: registers are down for an hour, and new certificates take a few days to get in.
WAITING = frozenset({D.TO_BE_FETCHED, D.NOT_FOUND})
# Here the customer may hand in the paper, as the last way.
MAY_BE_UPLOADED = frozenset({D.TO_BE_FETCHED, D.NOT_FOUND, D.UNUSABLE, D.DISPUTED, D.UPLOADED, D.ACCEPTED_LATER})
NO_CONSENT = "NO_CONSENT"
