"""Every stage of an application: its name, who owns it, whose turn it is."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from deadlines.choices import Party


class Stage(TextChoices):
    LEAD = "LEAD", _("Lead")
    DRAFT = "DRAFT", _("Draft")
    SUBMITTED = "SUBMITTED", _("Submitted")
    PRECHECK = "PRECHECK", _("Being checked")
    CORRECTION = "CORRECTION", _("Something is missing")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("Not accepted")
    CLOSED_NO_RESPONSE = "CLOSED_NO_RESPONSE", _("Closed, no reply")
    ACCEPTED = "ACCEPTED", _("Accepted")
    SURVEY_BOOKED = "SURVEY_BOOKED", _("Survey booked")
    SURVEYED = "SURVEYED", _("Surveyed")
    ESCALATED = "ESCALATED", _("With the city or province")
    PLAN_DRAFTED = "PLAN_DRAFTED", _("Supply plan drafted")
    PLAN_REPLIED = "PLAN_REPLIED", _("Supply plan offered")
    PLAN_DISPUTED = "PLAN_DISPUTED", _("Supply plan disputed")
    CHIEF_REVIEW = "CHIEF_REVIEW", _("With the chief service officer")
    PLAN_EXPIRED = "PLAN_EXPIRED", _("Supply plan expired")
    PLAN_CONFIRMED = "PLAN_CONFIRMED", _("Supply plan confirmed")
    WORKS = "WORKS", _("Works under way")
    READY = "READY", _("Ready for the contract")
    CONTRACT_SIGNED = "CONTRACT_SIGNED", _("Contract signed")
    METERED = "METERED", _("Meter installed")
    ENERGISE_FAILED = "ENERGISE_FAILED", _("Switch-on failed")
    ENERGISED = "ENERGISED", _("Energised")
    VISITED = "VISITED", _("Visited")
    ARCHIVED = "ARCHIVED", _("Archived")
    SUSPENDED = "SUSPENDED", _("Suspended")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    TERMINATED = "TERMINATED", _("Terminated")
    CLOSED = "CLOSED", _("Closed")


S = Stage

FINAL = frozenset({S.NOT_ACCEPTED, S.ARCHIVED, S.WITHDRAWN, S.TERMINATED, S.CLOSED})
CLOSED = FINAL | {S.CLOSED_NO_RESPONSE}
OPEN = frozenset(S) - CLOSED
# Promises run only between these two: the time the customer waits for power.
SUPPLIED = frozenset({S.ENERGISED, S.VISITED, S.ARCHIVED})
BEFORE_ENERGISING = OPEN - SUPPLIED
UNDER_WAY = BEFORE_ENERGISING - {S.LEAD, S.DRAFT, S.SUSPENDED}
ACCEPTED_ON = UNDER_WAY - {S.SUBMITTED, S.PRECHECK, S.CORRECTION}


class Owner(NamedTuple):
    """Who owns an open stage: the desks in whose queue it stands, and whose turn it is."""

    desks: tuple[Role, ...]
    turn: Party


# WORKS and READY have parallel parts: `room.rules.whose_turn` looks at their rows and refines this.
OWNERS: dict[Stage, Owner] = {
    S.LEAD: Owner((Role.MANAGER,), Party.CUSTOMER),
    S.DRAFT: Owner((Role.MANAGER,), Party.CUSTOMER),
    S.SUBMITTED: Owner((Role.INTAKE,), Party.COMPANY),
    S.PRECHECK: Owner((Role.INTAKE,), Party.COMPANY),
    S.CORRECTION: Owner((Role.INTAKE,), Party.CUSTOMER),
    S.ACCEPTED: Owner((Role.MANAGER,), Party.COMPANY),
    S.SURVEY_BOOKED: Owner((Role.MANAGER,), Party.COMPANY),
    S.SURVEYED: Owner((Role.MANAGER, Role.PLANNER), Party.COMPANY),
    S.ESCALATED: Owner((Role.PLANNER,), Party.COMPANY),
    S.PLAN_DRAFTED: Owner((Role.REVIEWER,), Party.COMPANY),
    S.PLAN_REPLIED: Owner((Role.MANAGER,), Party.CUSTOMER),
    S.PLAN_DISPUTED: Owner((Role.PLANNER, Role.MANAGER), Party.COMPANY),
    S.CHIEF_REVIEW: Owner((Role.CHIEF,), Party.COMPANY),
    S.PLAN_EXPIRED: Owner((Role.MANAGER,), Party.CUSTOMER),
    S.PLAN_CONFIRMED: Owner((Role.WORKS,), Party.COMPANY),
    S.WORKS: Owner((Role.WORKS,), Party.COMPANY),
    S.READY: Owner((Role.CONTRACT,), Party.COMPANY),
    S.CONTRACT_SIGNED: Owner((Role.METER,), Party.COMPANY),
    S.METERED: Owner((Role.DISPATCH,), Party.COMPANY),
    S.ENERGISE_FAILED: Owner((Role.METER,), Party.COMPANY),
    S.ENERGISED: Owner((Role.MANAGER,), Party.COMPANY),
    S.VISITED: Owner((Role.INTAKE,), Party.COMPANY),
    S.SUSPENDED: Owner((Role.CHIEF,), Party.CUSTOMER),
}
