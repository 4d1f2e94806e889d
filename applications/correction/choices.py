"""The closed list of what can be missing, and which of it is a paper."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Missing(TextChoices):
    """A paper that is fetched as a rule has the value of its `DocumentKind`."""

    NAME = "NAME", _("Name, as on the card or the licence")
    NUMBER = "NUMBER", _("Identity number or credit code")
    ADDRESS = "ADDRESS", _("Address of the place")
    PLACE = "PLACE", _("Where exactly: building, floor, plot")
    CAPACITY = "CAPACITY", _("How much power is needed")
    USE = "USE", _("What the power is for")
    EQUIPMENT = "EQUIPMENT", _("List of the large devices")
    CITIZEN_ID = "CITIZEN_ID", _("Identity card")
    REAL_ESTATE = "REAL_ESTATE", _("Property certificate, or another paper on the right to the place")
    BUSINESS_LICENCE = "BUSINESS_LICENCE", _("Business licence")
    AUTHORISATION = "AUTHORISATION", _("Authorisation of whoever applies for somebody else")
    OWNER_CONSENT = "OWNER_CONSENT", _("The owner's consent")
    PROJECT_APPROVAL = "PROJECT_APPROVAL", _("Approval or record of the project")
    SITE_PLAN = "SITE_PLAN", _("Plan or sketch of the place")
    OTHER_PAPER = "OTHER_PAPER", _("Another paper")
    OTHER = "OTHER", _("Something else")


M = Missing
PAPERS = frozenset({
    M.CITIZEN_ID, M.REAL_ESTATE, M.BUSINESS_LICENCE, M.AUTHORISATION, M.OWNER_CONSENT, M.PROJECT_APPROVAL,
    M.SITE_PLAN, M.OTHER_PAPER,
})  # fmt: skip
NEEDS_WORDS = frozenset({M.OTHER, M.OTHER_PAPER})
"""These say nothing by themselves: the officer writes what is meant."""
