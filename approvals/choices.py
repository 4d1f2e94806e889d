"""Closed lists of the government side: what is asked, of whom, and where it stands."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PermitKind(TextChoices):
    PLANNING = "PLANNING", _("Planning permit")
    GREENING = "GREENING", _("Permit to work on public green")
    ROAD_ADMINISTRATION = "ROAD_ADMINISTRATION", _("Road administration permit")
    ROAD_OCCUPATION = "ROAD_OCCUPATION", _("Permit to occupy and open the road")


class Department(TextChoices):
    """The desks of the authorities, as their officers' roles name them."""

    PLANNING = "planning", _("Natural resources and planning")
    GREENING = "greening", _("Urban management, greening")
    ROAD = "road", _("Highway administration")
    EXCAVATION = "excavation", _("Urban management, roads")
    OFFICE = "office", _("Government office, business environment")


# The one that decides nothing and hears when the others keep silent.
OFFICE = Department.OFFICE


class RoundKind(TextChoices):
    NONE = "NONE", _("No permit needed")
    FILING = "FILING", _("Signed undertaking and filing")
    PARALLEL = "PARALLEL", _("Parallel permits")


class RoundStage(TextChoices):
    OPEN = "OPEN", _("Under way")
    CLOSED = "CLOSED", _("Done")
    REFUSED = "REFUSED", _("Refused")
    REROUTED = "REROUTED", _("Replaced by another route")
    CANCELLED = "CANCELLED", _("Cancelled")


class PermitStage(TextChoices):
    PACKAGE_DRAFT = "PACKAGE_DRAFT", _("Papers being prepared")
    SUBMITTED_TO_GOV = "SUBMITTED_TO_GOV", _("With the authority")
    GOV_CORRECTION = "GOV_CORRECTION", _("The authority asked for more")
    GRANTED = "GRANTED", _("Granted")
    GOV_REFUSED = "GOV_REFUSED", _("Refused by the authority")
    REROUTE = "REROUTE", _("Another route is sought")
    APPEAL = "APPEAL", _("Under appeal")
    CANCELLED = "CANCELLED", _("Cancelled")


class FilingStage(TextChoices):
    FILING_DRAFT = "FILING_DRAFT", _("Undertaking to be signed")
    FILED = "FILED", _("Filed")
    RESTORED = "RESTORED", _("Ground restored")
    CANCELLED = "CANCELLED", _("Cancelled")


# A permit that waits for us: its papers, our answer, or another route.
OURS_TO_ACT = (PermitStage.PACKAGE_DRAFT, PermitStage.GOV_CORRECTION, PermitStage.GOV_REFUSED)
# The clock that the authorities of one case share, and the rule behind it.
CLOCK, RULE = "C2", "R-02"
# A round that still stands in a case; a case has one at a time.
LIVE_ROUND = (RoundStage.OPEN, RoundStage.REFUSED)
# A permit on which the authority has not spoken its last word.
UNDECIDED = (PermitStage.PACKAGE_DRAFT, PermitStage.SUBMITTED_TO_GOV, PermitStage.GOV_CORRECTION, PermitStage.APPEAL)
