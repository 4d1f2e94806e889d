"""The verbs of a fault, one a function: from its confirmation to the last lamp that is lit again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Hidden, Invalid, NotAllowed, WrongStage
from accounts.roles import Role
from deadlines import actions as deadlines
from gridhealth.models import GridCell, MainTransformer, TransformerArea
from gridhealth.telemetry.choices import PowerKind
from gridhealth.telemetry.models import PowerEvent
from notifications.actions import queue
from outages import moving
from outages.assessment.rules import is_restored, rules_on
from outages.choices import FAULT_BEFORE_CREW, OVER, Cause, OutageStage, Source, Verdict
from outages.faults import pushing, rules
from outages.models import Crew, Estimate, Outage, Part, Report, points_behind

S = OutageStage


@transaction.atomic
def confirm(outage_id: int, *, by: Any, at: datetime) -> Outage:
    """The cut is real and its extent known. Everybody it touches is told; the cell's crew goes out."""
    outage = moving.move(Outage.objects.locked(outage_id), "confirm", by=by, at=at)
    pushing.push(outage, "fault-began", outage.affected(), at=at)
    if outage.crew_id:
        return dispatch(outage_id, by=by, at=at)
    return outage


@transaction.atomic
def dispatch(outage_id: int, *, by: Any, at: datetime, crew: User | None = None) -> Outage:
    """Send a crew: the one named, or that of the cell."""
    outage = Outage.objects.locked(outage_id)
    _send(outage, crew or outage.crew)
    outage.dispatched_at = at
    moving.move(outage, "dispatch", by=by, at=at, data={"crew": outage.crew_id})
    assert outage.crew is not None
    queue(
        "fault-for-crew", to=outage.crew, about=outage.number, url=f"/outages/{outage.number}/", at=at,
        context=pushing.facts(outage), dedup=f"{outage.number}:crew:{outage.crew_id}",
    )  # fmt: skip
    return outage


def _send(outage: Outage, crew: User | None) -> None:
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
    deadlines.stop(outage.timeline, "O1", at=at)
    return outage


@transaction.atomic
def find(
    outage_id: int, *, by: Any, at: datetime, cause: str, finding: str, photo: File[Any] | None = None
) -> Outage:  # fmt: skip
    outage = Outage.objects.locked(outage_id)
    outage.cause, outage.finding = Cause(cause), finding.strip()
    outage.photo = photo or outage.photo
    moving.move(outage, "find", by=by, at=at, reason=outage.finding, data={"cause": outage.cause})
    pushing.push(outage, f"fault-found-{outage.cause.lower()}", outage.without_power(), at=at)
    return outage


@transaction.atomic
def revise(outage_id: int, *, by: Any, at: datetime, back_at: datetime, reason: str = "") -> Outage:
    """A new estimate beside the earlier ones; everybody still without power is told."""
    outage = Outage.objects.locked(outage_id)
    if outage.stage in (*OVER, S.RESTORED, S.VERIFIED, S.REVIEWED):
        raise WrongStage
    if outage.crew_id != by.pk and not by.roles & {Role.DISPATCH}:
        raise NotAllowed
    if back_at <= at:
        raise Invalid({"back_at": [_("Name a time that is still to come.")]})
    estimate = Estimate.objects.create(outage=outage, back_at=back_at, reason=reason, by=by, made_at=at)
    moving.record(outage, "revise", outage.stage, by=by, at=at, reason=reason, data={"back_at": back_at.isoformat()})
    pushing.push(outage, "fault-progress", outage.without_power(), at=at, turn=f":{estimate.pk}")
    return outage


@transaction.atomic
def restore_parts(
    outage_id: int, parts: Mapping[int, datetime], *, by: Any, at: datetime, is_measured: bool = False
) -> Outage:  # fmt: skip
    """Power is back in these parts, each at its moment. With the last one the outage is over."""
    outage = Outage.objects.locked(outage_id)
    rows = list(outage.parts.filter(pk__in=parts, back_at=None))
    if not rows:
        return outage
    for row in rows:
        row.back_at = max(row.off_at, parts[row.pk])
    Part.objects.bulk_update(rows, ["back_at"])
    dark = outage.parts.filter(back_at=None)
    is_over = not dark.exists()
    outage.restored_at = max(row.back_at for row in rows if row.back_at) if is_over else None
    outage.is_answered = is_measured and is_over and _have_answered(outage, at=at)
    verb = "restore" if is_over else "restore_part"
    moving.move(outage, verb, by=by, at=at, data={"parts": sorted(row.pk for row in rows)})
    if outage.stage == S.RESTORED:
        deadlines.stop_all(outage.timeline, at=at)
    back = points_behind(outage.parts.filter(pk__in=[row.pk for row in rows]))
    pushing.push(outage, "fault-restored", back, at=at, turn=f":{max(row.pk for row in rows)}")
    if outage.is_answered and not outage.still_out().exists():
        moving.move(outage, "verify", by=None, at=at)
    return outage


def _have_answered(outage: Outage, *, at: datetime) -> bool:
    """Of the terminals that were heard to go, enough are heard again; where none was, the line's own word counts."""
    since = (outage.began_at or at) - rules.BELIEVED  # some go a little before the moment they agree on
    of_it = PowerEvent.objects.filter(terminal__area__in=outage.parts.values("area"), at__gte=since)
    kinds = Counter(of_it.order_by("terminal", "-at", "-pk").distinct("terminal").values_list("kind", flat=True))
    alive, in_force = kinds[PowerKind.ON], rules_on(timezone.localdate(at))
    return not kinds or is_restored(sampled=kinds.total(), alive=alive, rules=in_force)


@transaction.atomic
def restore(outage_id: int, *, by: Any, at: datetime, area: TransformerArea | None = None) -> Outage:
    """The crew says that power is back: in one area, or everywhere."""
    outage = Outage.objects.locked(outage_id)
    dark = outage.parts.filter(back_at=None)
    found = dark.filter(area=area) if area else dark
    if outage.stage in OVER:
        raise WrongStage
    return restore_parts(outage_id, dict.fromkeys(found.values_list("pk", flat=True), at), by=by, at=at)


@transaction.atomic
def still_out(outage_id: int, *, by: User, at: datetime) -> Report:
    """A customer behind a restored part has no power: the part is dark again."""
    outage = Outage.objects.locked(outage_id)
    point = outage.affected().filter(customer__user=by).select_related("area").first()
    if point is None:
        raise Hidden
    if outage.stage not in (S.RESTORED, S.VERIFIED, S.PARTLY_RESTORED):
        raise WrongStage
    report, _new = Report.objects.get_or_create(
        outage=outage, by=by, is_still_out=True, verdict=Verdict.OPEN,
        defaults={"source": Source.CUSTOMER, "supply_point": point, "area": point.area, "reported_at": at},
    )  # fmt: skip
    outage.parts.filter(area=point.area_id, is_void=False).update(back_at=None)
    moving.record(outage, "still_out", outage.stage, by=by, at=at, data={"report": report.pk})
    reopen(outage_id, by=None, at=at)
    return report


@transaction.atomic
def reopen(outage_id: int, *, by: Any, at: datetime) -> Outage:
    """It is not over after all."""
    outage = Outage.objects.locked(outage_id)
    if outage.stage in (S.RESTORED, S.VERIFIED):
        outage.is_answered, outage.restored_at = False, None
        moving.move(outage, "reopen", by=by, at=at)
    return outage


@transaction.atomic
def merge(outage_id: int, *, into: Outage, by: Any, at: datetime) -> Outage:
    """Two events were one: the other takes over parts and reports. A crew on the road hears what it is part of."""
    first, second = sorted((outage_id, into.pk))
    locked = {pk: Outage.objects.locked(pk) for pk in (first, second)}
    outage, other = locked[outage_id], locked[into.pk]
    mains = {outage.feeder.main_transformer_id, other.feeder.main_transformer_id}
    if outage.pk == other.pk or len(mains) > 1 or other.stage in OVER:
        raise Invalid({"into": [_("Choose an open outage of the same line or of the same main transformer.")]})
    was_told = outage.stage != S.DETECTED or other.stage == S.DETECTED
    on_the_road = {one.crew for one in locked.values() if one.stage in (S.DISPATCHED, S.ARRIVED)}
    before, outage.merged_into = other.where, other
    moving.move(outage, "merge", by=by, at=at, data={"into": other.number})
    moved = points_behind(Part.objects.filter(pk__in=list(outage.parts.values_list("pk", flat=True))))
    _take_over(other, outage)
    _redirect(on_the_road - ({other.crew} if other.where == before else set()), other, at=at)
    pushing.hand_over(outage, other)
    if not was_told:
        pushing.push(other, pushing.BEGAN, moved, at=at, turn=f":{outage.number}", is_heard_once=True)
    deadlines.stop_all(outage.timeline, at=at)
    moving.changed(other, at=at)
    return outage


def _take_over(outage: Outage, merged: Outage) -> None:
    merged.parts.update(outage=outage)
    merged.reports.update(outage=outage)
    merged.merged.update(merged_into=outage)
    outage.area, outage.began_at = None, min(filter(None, (merged.began_at, outage.began_at)))
    if merged.feeder_id != outage.feeder_id:
        _lies_above(outage, outage.feeder.main_transformer)
    outage.save(update_fields=["area", "main_transformer", "began_at", "cell", "crew"])


def _lies_above(outage: Outage, main: MainTransformer) -> None:
    """Lines went with their main transformer: the cell of its substation sees to it, if nobody is on the way."""
    outage.main_transformer = main
    if outage.stage in FAULT_BEFORE_CREW:
        outage.cell = main.substation.cell
        _send(outage, crew_of(outage.cell) or outage.crew)


def _redirect(crews: Iterable[User | None], outage: Outage, *, at: datetime) -> None:
    for crew in filter(None, crews):
        queue(
            "fault-is-larger", to=crew, about=outage.number, url=f"/outages/{outage.number}/", at=at,
            context=pushing.facts(outage), dedup=f"{outage.number}:larger:{crew.pk}",
        )  # fmt: skip


def crew_of(cell: GridCell) -> User | None:
    """Who goes out for a cell, if it has anybody."""
    found = Crew.objects.filter(cell=cell).select_related("user").first()
    return found.user if found else None


@transaction.atomic
def call_off(outage_id: int, *, by: Any, at: datetime, reason: str) -> Outage:
    """It was none: a wrong signal, or work on a terminal."""
    return _void(outage_id, "call_off", Verdict.FALSE_ALARM, by=by, at=at, reason=reason)


@transaction.atomic
def leave_to_customer(outage_id: int, *, by: Any, at: datetime, reason: str) -> Outage:
    """The network is sound; what failed is the customer's own. It is explained to them."""
    return _void(outage_id, "leave_to_customer", Verdict.USER_SIDE, by=by, at=at, reason=reason)


def _void(outage_id: int, verb: str, verdict: str, *, by: Any, at: datetime, reason: str) -> Outage:
    if not reason.strip():
        raise Invalid({"reason": [_("Say why, in words the customers can read.")]})
    outage = moving.move(Outage.objects.locked(outage_id), verb, by=by, at=at, reason=reason)
    template = "fault-user-side" if verdict == Verdict.USER_SIDE else "fault-called-off"
    pushing.push(outage, template, outage.affected(), at=at)
    outage.parts.update(is_void=True)
    outage.reports.filter(verdict__in=(Verdict.OPEN, Verdict.PART_OF)).update(verdict=verdict)
    deadlines.stop_all(outage.timeline, at=at)
    return outage


@transaction.atomic
def release_push(outage_id: int, *, by: User, at: datetime) -> int:
    """A supervisor has looked: what the storm guard held goes out."""
    outage = Outage.objects.locked(outage_id)
    if Role.SUPERVISOR not in by.roles:
        raise NotAllowed
    if not outage.is_push_held:
        raise WrongStage
    outage.is_push_held = False
    outage.save(update_fields=["is_push_held"])
    moving.record(outage, "release_push", outage.stage, by=by, at=at)
    return pushing.release(outage, by=by, at=at)


@transaction.atomic
def review(outage_id: int, *, by: User, at: datetime, reason: str) -> Outage:
    """What was learned is written down."""
    return moving.move(Outage.objects.locked(outage_id), "review", by=by, at=at, reason=reason)


@transaction.atomic
def close(outage_id: int, *, by: User, at: datetime) -> Outage:
    return moving.move(Outage.objects.locked(outage_id), "close", by=by, at=at)
