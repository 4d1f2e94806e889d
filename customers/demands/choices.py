"""Closed lists about what customers demand: kinds, sources, the ladder, and how far an answer has come."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class DemandKind(TextChoices):
    DEMAND = "DEMAND", _("Request")
    COMPLAINT = "COMPLAINT", _("Complaint")
    APPEAL = "APPEAL", _("Appeal against a decision")


class Source(TextChoices):
    PORTAL = "PORTAL", _("Written here")
    STAFF = "STAFF", _("Taken down by an officer")
    HOTLINE = "HOTLINE", _("Through 95598")


class Rung(IntegerChoices):
    """The ladder, from the one who knows the case to the one who watches over all of us."""

    MANAGER = 1, _("Account manager")
    CHIEF = 2, _("Chief service officer")
    HOTLINE = 3, "95598"
    REGULATOR = 4, "12398"


class DemandStage(TextChoices):
    OPENED = "OPENED", _("Received")
    CONTACTED = "CONTACTED", _("Being seen to")
    ANSWERED = "ANSWERED", _("Answered")
    WITH_CHIEF = "WITH_CHIEF", _("With the chief service officer")
    WITH_95598 = "WITH_95598", _("With 95598")
    WITH_12398 = "WITH_12398", _("With 12398")
    SETTLED = "SETTLED", _("Settled")
    WITHDRAWN = "WITHDRAWN", _("Taken back")


OVER = frozenset({DemandStage.SETTLED, DemandStage.WITHDRAWN})
OPEN = frozenset(DemandStage) - OVER
UNANSWERED = OPEN - {DemandStage.ANSWERED}

CONTACT, ANSWER = "D-CONTACT", "D-ANSWER"
CLOCK_NAMES = {CONTACT: _("We call you"), ANSWER: _("We answer")}
CONTACT_HOURS = 24
# Workdays for an answer on each rung. How long the supervision takes is not ours to promise.
ANSWER_WORKDAYS: dict[int, int | None] = {Rung.MANAGER: 5, Rung.CHIEF: 3, Rung.HOTLINE: 5, Rung.REGULATOR: None}
MOST_HAND_OVERS = 2
QUIET_DAYS = 15
