"""Closed lists of the deadlines room: whose turn, why a clock may rest, how a promise stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Party(TextChoices):
    COMPANY = "COMPANY", _("Company")
    GOVERNMENT = "GOVERNMENT", _("Government")
    CUSTOMER = "CUSTOMER", _("Customer")


class PauseReason(TextChoices):
    """The only reasons for which a clock may rest. Material, staff, reviews and outage windows are none."""

    AWAIT_CUSTOMER_CORRECTION = "AWAIT_CUSTOMER_CORRECTION", _("waiting for the customer's answer")
    AWAIT_CUSTOMER_WORKS = "AWAIT_CUSTOMER_WORKS", _("waiting for the customer's own works")
    AWAIT_CUSTOMER_CONFIRM = "AWAIT_CUSTOMER_CONFIRM", _("waiting for the customer's confirmation")
    CUSTOMER_REQUESTED = "CUSTOMER_REQUESTED", _("the customer asked for it")
    AWAIT_GOV_PERMIT = "AWAIT_GOV_PERMIT", _("waiting for the authorities' permits")
    FORCE_MAJEURE = "FORCE_MAJEURE", _("force majeure, officially declared")
    THIRD_PARTY_ACCESS_DENIED = "THIRD_PARTY_ACCESS_DENIED", _("others deny access to the land")
    CUSTOMER_COMMISSIONED_ACCESS_STUDY = "CUSTOMER_COMMISSIONED_ACCESS_STUDY", _("the customer's own grid study")


P = PauseReason
OURS = frozenset({Party.COMPANY})
SERVED = frozenset({Party.COMPANY, Party.GOVERNMENT})
EVERYBODY = frozenset(Party)

# Whose clocks may rest for a reason. Waiting for an authority never excuses the authority itself.
RESTS: dict[PauseReason, frozenset[Party]] = {
    P.AWAIT_CUSTOMER_CORRECTION: SERVED,
    P.AWAIT_CUSTOMER_WORKS: SERVED,
    P.AWAIT_CUSTOMER_CONFIRM: SERVED,
    P.CUSTOMER_REQUESTED: EVERYBODY,
    P.AWAIT_GOV_PERMIT: OURS,
    P.FORCE_MAJEURE: EVERYBODY,
    P.THIRD_PARTY_ACCESS_DENIED: OURS,
    P.CUSTOMER_COMMISSIONED_ACCESS_STUDY: OURS,
}
# Whose time the rest is. What nobody in the case brought about is nobody's.
TURN_OF: dict[PauseReason, Party | None] = {
    P.AWAIT_CUSTOMER_CORRECTION: Party.CUSTOMER,
    P.AWAIT_CUSTOMER_WORKS: Party.CUSTOMER,
    P.AWAIT_CUSTOMER_CONFIRM: Party.CUSTOMER,
    P.CUSTOMER_REQUESTED: Party.CUSTOMER,
    P.AWAIT_GOV_PERMIT: Party.GOVERNMENT,
    P.FORCE_MAJEURE: None,
    P.THIRD_PARTY_ACCESS_DENIED: None,
    P.CUSTOMER_COMMISSIONED_ACCESS_STUDY: Party.CUSTOMER,
}
# Why our own works may rest, at the word of those who build.
WORKS_PAUSES = (P.CUSTOMER_REQUESTED, P.FORCE_MAJEURE, P.THIRD_PARTY_ACCESS_DENIED)
# Whoever else puts a case to rest, does so for one whole workday at most; for these not even that.
NEEDS_CHIEF = frozenset({P.THIRD_PARTY_ACCESS_DENIED})
# Without a paper these are only somebody's word. For the others the event that began the rest is the evidence.
NEEDS_EVIDENCE = frozenset({P.FORCE_MAJEURE, P.THIRD_PARTY_ACCESS_DENIED, P.CUSTOMER_COMMISSIONED_ACCESS_STUDY})


class ExtensionReason(TextChoices):
    """The only reasons for a later day. Material, staff, reviews, outage windows and ordinary weather are none."""

    FOUND_ON_SITE = "FOUND_ON_SITE", _("something in the ground or on the route that no survey could show")
    ROUTE_CHANGED = "ROUTE_CHANGED", _("the route or the connection point had to be changed")
    CUSTOMER_CHANGED = "CUSTOMER_CHANGED", _("the customer changed what is to be built")
    ORDERED_STOP = "ORDERED_STOP", _("an authority ordered the work to stop")


class Light(TextChoices):
    GREEN = "GREEN", _("On time")
    AMBER = "AMBER", _("Due soon")
    RED = "RED", _("Overdue")


class AlertLevel(TextChoices):
    """The ladder, lowest step first."""

    WARNING = "WARNING", _("soon due")
    BREACH = "BREACH", _("overdue")
    ESCALATION = "ESCALATION", _("one workday overdue")
