"""The verbs of a fault, one a function, that no other file of this room tells: `crews`, `restoring`, `merging`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Invalid, NotAllowed, WrongStage
from accounts.roles import Role
from deadlines import actions as deadlines
from outages import moving
from outages.choices import OVER, Cause, OutageStage, Verdict
from outages.faults import crews, pushing
from outages.faults.major import actions as major
from outages.machine import by_crew
from outages.models import Estimate, Outage

S = OutageStage


@transaction.atomic
def confirm(outage_id: int, *, by: Any, at: datetime) -> Outage:
    """The cut is real and its extent known. Everybody it touches is told; the cell's crew goes out."""
    outage = moving.move(Outage.objects.locked(outage_id), "confirm", by=by, at=at)
    pushing.push(outage, pushing.BEGAN, outage.parts.all(), at=at)
    major.judge(outage, at=at)
    if outage.crew_id:
        return crews.dispatch(outage_id, by=by, at=at)
    return outage


@transaction.atomic
def find(
    outage_id: int, *, by: Any, at: datetime, cause: str, finding: str, photo: File[Any] | None = None
) -> Outage:  # fmt: skip
    outage = Outage.objects.locked(outage_id)
    outage.cause, outage.finding = Cause(cause), finding.strip()
    outage.photo = photo or outage.photo
    moving.move(outage, "find", by=by, at=at, reason=outage.finding, data={"cause": outage.cause})
    pushing.push(outage, f"fault-found-{outage.cause.lower()}", outage.parts.dark(), at=at)
    return outage


@transaction.atomic
def revise(outage_id: int, *, by: Any, at: datetime, back_at: datetime, reason: str = "") -> Outage:
    """A new estimate beside the earlier ones; everybody still without power is told."""
    outage = Outage.objects.locked(outage_id)
    if outage.stage in (*OVER, S.RESTORED, S.VERIFIED, S.REVIEWED):
        raise WrongStage
    if not by_crew(outage, by):
        raise NotAllowed
    if back_at <= at:
        raise Invalid({"back_at": [_("Name a time that is still to come.")]})
    estimate = Estimate.objects.create(outage=outage, back_at=back_at, reason=reason, by=by, made_at=at)
    moving.record(outage, "revise", outage.stage, by=by, at=at, reason=reason, data={"back_at": back_at.isoformat()})
    pushing.push(outage, pushing.PROGRESS, outage.parts.dark(), at=at, turn=f":{estimate.pk}")
    return outage


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
    pushing.push(outage, template, outage.parts.all(), at=at)
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
