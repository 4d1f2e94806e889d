"""The doors to the queue: all of it, and the parts that crews and account managers open by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from applications.stages import Stage


@dataclass(frozen=True)
class Place:
    """One page over the queue: its words, and which cases it holds."""

    title: Any
    lead: Any
    url: str
    holds: Q = Q()


PLACES = {
    place.url: place
    for place in (
        Place(_("Queue"), _("Every open case at your desks, the soonest promise first."), "queue"),
        Place(
            _("Works"), _("Works to build, to inspect and to accept, the soonest promise first."), "works",
            Q(desks__overlap=[Role.WORKS, Role.INSPECTOR]),
        ),
        Place(
            _("Meters"), _("Meters to put in and supplies to switch on, the soonest promise first."), "meters",
            Q(desks__overlap=[Role.METER, Role.DISPATCH]),
        ),
        Place(
            _("Green channel"), _("Key projects from application to power, and the day each is wanted on."), "green",
            Q(is_key=True),
        ),
        Place(
            _("Visits in applications"), _("Surveys to agree on and to make, and the visits after power is on."),
            "visits",
            Q(stage__in=[Stage.ACCEPTED, Stage.SURVEY_BOOKED, Stage.ENERGISED]),
        ),
    )
}  # fmt: skip
