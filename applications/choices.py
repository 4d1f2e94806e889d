"""Closed lists that the chapters share."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Refusal(TextChoices):
    """The only grounds for not accepting an application. Lack of capacity is none of them."""

    OUTSIDE_AREA = "OUTSIDE_AREA", _("The site lies outside our supply area")
    ILLEGAL_STRUCTURE = "ILLEGAL_STRUCTURE", _("The authorities have declared the building illegal")
    NO_RIGHT_TO_SITE = "NO_RIGHT_TO_SITE", _("No right to use the site could be shown")
    DUPLICATE = "DUPLICATE", _("There is already an open application for this site")


class TerminationGround(TextChoices):
    COURT_ORDER = "COURT_ORDER", _("Order of a court or an authority")
    SITE_GONE = "SITE_GONE", _("The site no longer exists")
    FALSE_STATEMENT = "FALSE_STATEMENT", _("False statements in the application, established in writing")
    UNSAFE = "UNSAFE", _("Connecting would endanger people, established in writing")


class SuspensionReason(TextChoices):
    CUSTOMER_REQUESTED = "CUSTOMER_REQUESTED", _("The customer asked for it")
    FORCE_MAJEURE = "FORCE_MAJEURE", _("Force majeure, with an official notice")


class FaultOwner(TextChoices):
    COMPANY = "COMPANY", _("Ours: meter, wiring or grid")
    CUSTOMER = "CUSTOMER", _("The customer's installation")


class NotOnSpot(TextChoices):
    """Why a reply that could be given at the survey was not."""

    CUSTOMER_ABSENT = "CUSTOMER_ABSENT", _("The customer could not be there")
    ROUTE_UNCLEAR = "ROUTE_UNCLEAR", _("The route needs another look")
    EQUIPMENT_UNCLEAR = "EQUIPMENT_UNCLEAR", _("The customer's equipment list is not settled")
