"""Who goes out for a fault, and by when they are there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.refusals import NotAllowed, WrongStage
from deadlines import actions as deadlines
from gridhealth.models import GridCell
from notifications.actions import queue
from outages import moving
from outages.choices import OutageStage
from outages.faults import pushing, rules
from outages.models import Crew, Outage

S = OutageStage
ARRIVAL_CLOCK = "O1"


@transaction.atomic
def dispatch(outage_id: int, *, by: Any, at: datetime, crew: User | None = None) -> Outage:
    """Send a crew: the one named, or that of the cell."""
    outage = Outage.objects.locked(outage_id)
    hand_to(outage, crew or outage.crew)
    outage.dispatched_at = at
    moving.move(outage, "dispatch", by=by, at=at, data={"crew": outage.crew_id})
    assert outage.crew is not None
    queue(
        "fault-for-crew", to=outage.crew, about=outage.number, url=f"/outages/{outage.number}/", at=at,
        context=pushing.facts(outage), dedup=f"{outage.number}:crew:{outage.crew_id}",
    )  # fmt: skip
    return outage


def hand_to(outage: Outage, crew: User | None) -> None:
    """Who goes answers for the arrival."""
    deadlines.hand_on(outage.timeline, was=outage.crew_id, now=crew.pk if crew else None)
    outage.crew = crew


@transaction.atomic
def accept(outage_id: int, *, by: Any, at: datetime) -> Outage:
    """The crew says that it is on its way."""
    outage = Outage.objects.locked(outage_id)
    if outage.stage != S.DISPATCHED:
        raise WrongStage
    if outage.crew_id != by.pk:
        raise NotAllowed
    if outage.accepted_at is None:
        outage.accepted_at = at
        outage.save(update_fields=["accepted_at"])
        moving.record(outage, "accept", outage.stage, by=by, at=at)
    return outage


@transaction.atomic
def arrive(
    outage_id: int, *, by: Any, at: datetime, longitude: Decimal | None = None, latitude: Decimal | None = None
) -> Outage:  # fmt: skip
    """The crew is on site; where its phone stood is kept beside its word."""
    outage = Outage.objects.locked(outage_id)
    outage.arrived_at = at
    if longitude is not None and latitude is not None:
        outage.arrived_longitude, outage.arrived_latitude = longitude, latitude
    moving.move(outage, "arrive", by=by, at=at)
    deadlines.stop(outage.timeline, ARRIVAL_CLOCK, at=at)
    return outage


def crew_of(cell: GridCell) -> User | None:
    """Who goes out for a cell, if it has anybody."""
    found = Crew.objects.filter(cell=cell).select_related("user").first()
    return found.user if found else None


def heard_since(outage: Outage, heard_at: datetime | None, promise: rules.Arrival, *, at: datetime) -> None:
    """It was heard of before we knew: the promise runs from the earliest word, and a merge never starts it anew."""
    was = (outage.detected_at, outage.arrive_by_at, outage.legal_arrive_by_at)
    now = tuple(min(filter(None, pair)) for pair in zip(was, (heard_at or at, *promise), strict=True))
    if now == was:
        return
    outage.detected_at, outage.arrive_by_at, outage.legal_arrive_by_at = now
    outage.save(update_fields=["detected_at", "arrive_by_at", "legal_arrive_by_at"])
    deadlines.name_end(outage.timeline, ARRIVAL_CLOCK, until=now[1], reason="HEARD_EARLIER", at=at, by=None)


def redirect(crews: Iterable[User | None], outage: Outage, verb: str, *, at: datetime) -> None:
    """What was theirs is a part of this now: they look at its cause first, or go on where they are."""
    template = "fault-in-major" if verb == "upgrade" else "fault-is-larger"
    for crew in filter(None, crews):
        queue(
            template, to=crew, about=outage.number, url=f"/outages/{outage.number}/", at=at,
            context=pushing.facts(outage), dedup=f"{outage.number}:larger:{crew.pk}",
        )  # fmt: skip
