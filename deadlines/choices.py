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


# Whose time it is while the company's clocks rest.
TURN_OF = {
    PauseReason.AWAIT_GOV_PERMIT: Party.GOVERNMENT,
    PauseReason.FORCE_MAJEURE: Party.CUSTOMER,
}
NEEDS_CHIEF = frozenset({PauseReason.THIRD_PARTY_ACCESS_DENIED})


class Light(TextChoices):
    GREEN = "GREEN", _("in time")
    AMBER = "AMBER", _("soon due")
    RED = "RED", _("overdue")


class AlertLevel(TextChoices):
    WARNING = "WARNING", _("soon due")
    BREACH = "BREACH", _("overdue")
    ESCALATION = "ESCALATION", _("one workday overdue")
