"""What is due with a fault: settled when nobody disputes its end, and a word to who must act, once for each reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.timezone import localdate

from accounts.models import User
from accounts.roles import Role
from outages import moving
from outages.choices import OutageStage
from outages.faults import pushing, rules
from outages.faults.major.rules import rules_on
from outages.models import Outage


class Due(NamedTuple):
    """Which word, to whom, and what makes it another one than the last."""

    template: str
    role: Role
    turn: str = ""


@transaction.atomic
def settle(outage_id: int, *, at: datetime) -> Outage:
    """Restored by word of mouth, and nobody has said "still out" in time: that counts as an answer."""
    outage = Outage.objects.locked(outage_id)
    due = outage.restored_at and at - outage.restored_at >= rules.SETTLED_AFTER
    if outage.stage == OutageStage.RESTORED and due and not outage.still_out().exists():
        outage.is_answered = True
        moving.move(outage, "verify", by=None, at=at)
    return outage


@transaction.atomic
def warn(outage_id: int, *, at: datetime) -> int:
    """Tell everybody of the role that something is due; said again in the next minute it is the same word."""
    outage = Outage.objects.locked(outage_id)
    return sum(
        pushing.send(outage, word.template, User.objects.holding(word.role), at=at, turn=word.turn)
        for word in _due(outage, at=at)
    )


def _due(outage: Outage, *, at: datetime) -> Iterator[Due]:
    """A major event has the eyes of a supervisor beside those of the dispatcher."""
    for word in _of_course(outage, at=at):
        yield word
        if outage.is_major and word.role == Role.DISPATCH:
            yield word._replace(role=Role.SUPERVISOR)


def _of_course(outage: Outage, *, at: datetime) -> Iterator[Due]:
    heard_at = outage.detected_at or outage.timeline.opened_at
    if outage.stage == OutageStage.DETECTED and at - heard_at >= rules.CONFIRM_WITHIN:
        yield Due("fault-unconfirmed", Role.DISPATCH)
    estimate = outage.estimate
    if estimate and rules.needs_update(
        at, told_at=estimate.made_at, back_at=estimate.back_at, every=_told_every(outage, at=at)
    ):
        yield Due("fault-estimate-due", Role.DISPATCH, f":{estimate.pk}")
    if outage.arrived_at is None and outage.arrive_by_at and outage.arrive_by_at < at:
        yield Due("fault-late-on-site", Role.DISPATCH)
    held = outage.pushes.filter(is_held=True).order_by("at").first()
    if held and at - held.at >= rules.HELD_AT_MOST:
        yield Due("fault-push-held", Role.SUPERVISOR, f":{held.pk}")


def _told_every(outage: Outage, *, at: datetime) -> timedelta:
    return rules_on(localdate(at)).update_every if outage.is_major else rules.UPDATE_EVERY
