"""Stages of the two kinds of works that run beside each other."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GridStage(TextChoices):
    PENDING = "PENDING", _("Not started")
    STARTED = "STARTED", _("Under way")
    PAUSED = "PAUSED", _("Paused")
    DONE = "DONE", _("Built, to be accepted")
    ACCEPTED = "ACCEPTED", _("Accepted")
    CANCELLED = "CANCELLED", _("Cancelled")


class CustomerStage(TextChoices):
    DESIGNING = "DESIGNING", _("Being designed")
    DESIGN_SUBMITTED = "DESIGN_SUBMITTED", _("Drawings under review")
    DESIGN_RETURNED = "DESIGN_RETURNED", _("Drawings returned")
    DESIGN_OK = "DESIGN_OK", _("Drawings approved, may be built")
    BUILDING = "BUILDING", _("Being built")
    MID_REQUESTED = "MID_REQUESTED", _("Hidden works to be inspected")
    MID_OK = "MID_OK", _("Hidden works found right")
    MID_FAILED = "MID_FAILED", _("Hidden works to be mended")
    REPORTED_COMPLETE = "REPORTED_COMPLETE", _("To be inspected")
    INSPECT_FAILED = "INSPECT_FAILED", _("Inspection found defects")
    RECTIFYING = "RECTIFYING", _("Defects being mended")
    INSPECT_PASSED = "INSPECT_PASSED", _("Inspection passed")
    CANCELLED = "CANCELLED", _("Cancelled")


GRID_OVER = frozenset({GridStage.ACCEPTED, GridStage.CANCELLED})
CUSTOMER_OVER = frozenset({CustomerStage.INSPECT_PASSED, CustomerStage.CANCELLED})
UNREPORTED = frozenset(CustomerStage) - CUSTOMER_OVER - {CustomerStage.REPORTED_COMPLETE}
# Here the company's inspector is asked for; everywhere else the customer is building.
WITH_INSPECTOR = frozenset(
    {CustomerStage.DESIGN_SUBMITTED, CustomerStage.MID_REQUESTED, CustomerStage.REPORTED_COMPLETE}
)
