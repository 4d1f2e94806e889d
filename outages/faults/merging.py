"""Several faults turn out to be one: one takes over what the others hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid
from deadlines import actions as deadlines
from gridhealth.models import MainTransformer
from outages import moving
from outages.choices import FAULT_BEFORE_CREW, OVER, OutageStage
from outages.faults import crews, pushing, rules
from outages.faults.major import actions as major
from outages.machine import ON_THE_ROAD
from outages.models import Estimate, Outage, Part

S = OutageStage


@transaction.atomic
def merge(outage_id: int, *, into: Outage, by: Any, at: datetime) -> Outage:
    """Two events were one: the other takes over parts and reports. A crew on the road hears what it is part of."""
    return _join(outage_id, "merge", into=into, by=by, at=at, reason="")


@transaction.atomic
def upgrade(outage_id: int, *, into: Outage, by: Any, at: datetime, reason: str = "") -> Outage:
    """A fault is taken up into a major event, also with a crew at work: it goes on there as a part of that."""
    return _join(outage_id, "upgrade", into=into, by=by, at=at, reason=reason)


def _join(outage_id: int, verb: str, *, into: Outage, by: Any, at: datetime, reason: str) -> Outage:
    first, second = sorted((outage_id, into.pk))
    locked = {pk: Outage.objects.locked(pk) for pk in (first, second)}
    outage, other = locked[outage_id], locked[into.pk]
    mains = {outage.feeder.main_transformer_id, other.feeder.main_transformer_id}
    if outage.pk == other.pk or len(mains) > 1 or other.stage in OVER:
        raise Invalid({"into": [_("Choose an open outage of the same line or of the same main transformer.")]})
    if outage.is_major and not other.is_major:
        raise Invalid({"into": [_("A major event takes up others. Merge the other one into this.")]})
    was_told = outage.stage != S.DETECTED or other.stage == S.DETECTED
    on_the_road = {one.crew for one in locked.values() if one.stage in ON_THE_ROAD}
    before, outage.merged_into = other.where, other
    moving.move(outage, verb, by=by, at=at, reason=reason, data={"into": other.number})
    said, moved = outage.estimate, Part.objects.filter(pk__in=list(outage.parts.values_list("pk", flat=True)))
    _take_over(other, outage, at=at)
    going_on = verb == "upgrade" or other.where == before
    crews.redirect(on_the_road - ({other.crew} if going_on else set()), other, verb, at=at)
    pushing.hand_over(outage, other)
    if not was_told:
        pushing.push(other, pushing.BEGAN, moved, at=at, turn=f":{outage.number}", is_heard_once=True)
    else:
        _correct(said, other, moved.dark(), at=at)
    deadlines.stop_all(outage.timeline, at=at)
    major.judge(other, at=at)
    moving.changed(other, at=at)
    return outage


def _correct(said: Estimate | None, outage: Outage, moved: QuerySet[Part], *, at: datetime) -> None:
    """Who was promised power plainly sooner than the one event promises it hears the later time."""
    now = outage.estimate
    if said and now and outage.stage != S.DETECTED and now.back_at - said.back_at > rules.SLIP:
        pushing.push(outage, pushing.PROGRESS, moved, at=at, turn=f":{now.pk}:{said.pk}")


def _take_over(outage: Outage, merged: Outage, *, at: datetime) -> None:
    merged.parts.update(outage=outage)
    merged.reports.update(outage=outage)
    merged.merged.update(merged_into=outage)
    if merged.arrive_by_at and merged.legal_arrive_by_at:
        promise = rules.Arrival(merged.arrive_by_at, merged.legal_arrive_by_at)
        crews.heard_since(outage, merged.detected_at, promise, at=at)
    outage.area, outage.began_at = None, min(filter(None, (merged.began_at, outage.began_at)))
    if merged.feeder_id != outage.feeder_id:
        _lies_above(outage, outage.feeder.main_transformer)
    outage.save(update_fields=["area", "main_transformer", "began_at", "cell", "crew"])


def _lies_above(outage: Outage, main: MainTransformer) -> None:
    """Lines went with their main transformer: the cell of its substation sees to it, if nobody is on the way."""
    outage.main_transformer = main
    if outage.stage in FAULT_BEFORE_CREW:
        outage.cell = main.substation.cell
        crews.hand_to(outage, crews.crew_of(outage.cell) or outage.crew)
