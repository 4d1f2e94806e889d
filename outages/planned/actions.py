"""The writers of planned work. Every word to the public is a new announcement; none is ever changed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, NotAllowed, Unmet, WrongStage
from deadlines import machine
from deadlines.models import Timeline
from gridhealth.models import Feeder, TransformerArea
from outages import moving
from outages.indices.actions import lose_supply, regain_supply
from outages.planned import rules
from outages.planned.announcing import announce
from outages.planned.choices import AnnouncementKind as K
from outages.planned.choices import NoticeClass, WorkKind
from outages.planned.machines import by_proposer
from outages.planned.models import Approval, PlannedWork
from outages.planned.saving import customer_hours

TOO_LATE = _("It is too late to announce this start, even as a temporary outage. Choose a later time.")
LATER = _("Seven full days are no longer left. Choose a later start, or ask for it as a temporary outage.")
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@transaction.atomic
def propose(
    *, kind: str, summary: str, feeder: Feeder, areas: Iterable[TransformerArea], starts_at: datetime,
    ends_at: datetime, by: Any, at: datetime, origin: Timeline | None = None,
) -> PlannedWork:  # fmt: skip
    """Ask for work on the network; a connection's works name their case as `origin`."""
    if not by_proposer(None, by):
        raise NotAllowed
    _refuse_backwards(starts_at, ends_at, at=at)
    found = list(areas) or list(feeder.areas.all())
    if any(area.feeder_id != feeder.pk for area in found):
        raise Invalid({"areas": [_("One of these transformers hangs on another line.")]})
    number = f"PW-{localdate(at):%y%m%d}-" + "".join(secrets.choice(SIGNS) for _n in range(5))
    timeline = Timeline.objects.create(reference=number, url=f"/outages/planned/{number}/", opened_at=at)
    work = PlannedWork(
        timeline=timeline, origin=origin, kind=WorkKind(kind), summary=summary.strip(), feeder=feeder,
        starts_at=starts_at, ends_at=ends_at, proposed_by=by,
    )  # fmt: skip
    work.save(force_insert=True)
    work.areas.set(found)
    moving.record(work, "propose", "", by=by, at=at)
    return work


def _refuse_backwards(starts_at: datetime, ends_at: datetime, *, at: datetime) -> None:
    if starts_at <= at:
        raise Invalid({"starts_at": [_("Choose a start that is still to come.")]})
    if ends_at <= starts_at:
        raise Invalid({"ends_at": [_("The end must be after the start.")]})


@transaction.atomic
def plan_live(work_id: int, *, live_method: str, by: Any, at: datetime) -> PlannedWork:
    """Nobody is switched off; what that saves is written down."""
    work = PlannedWork.objects.locked(work_id)
    work.live_method, work.saved_customer_hours = live_method, customer_hours(work)
    return moving.move(work, "plan_live", by=by, at=at, data={"method": live_method})


@transaction.atomic
def reschedule(
    work_id: int, *, starts_at: datetime, ends_at: datetime, by: Any, at: datetime, **weather: Any
) -> PlannedWork:  # fmt: skip
    """Weather forbids live work: it waits for a better day and does not become an outage by itself."""
    _refuse_backwards(starts_at, ends_at, at=at)
    if not rules.forbids_live_work(**weather):
        raise Invalid({"wind_ms": [_("This weather allows live work: no rain, wind to 10 m/s, humidity to 80 %.")]})
    work = PlannedWork.objects.locked(work_id)
    work.starts_at, work.ends_at, work.reschedules = starts_at, ends_at, work.reschedules + 1
    told = {name: str(value) for name, value in weather.items()}
    return moving.move(work, "reschedule", by=by, at=at, data=told)


@transaction.atomic
def finish_live(work_id: int, *, by: Any, at: datetime) -> PlannedWork:
    return moving.move(PlannedWork.objects.locked(work_id), "finish_live", by=by, at=at)


@transaction.atomic
def request_outage(work_id: int, *, why_not_live: str, by: Any, at: datetime) -> PlannedWork:
    """An outage is the exception: with its written reason, and in the class that the time left allows."""
    work = PlannedWork.objects.locked(work_id)
    _refuse_overlap(work)
    work.why_not_live, work.notice_class = why_not_live.strip(), _class_of(work, at=at)
    return moving.move(work, "request_outage", by=by, at=at, reason=work.why_not_live)


def _refuse_overlap(work: PlannedWork) -> None:
    """Nobody is switched off by two works at once; under the lock of the line, so that two cannot be asked for."""
    Feeder.objects.select_for_update(no_key=True).get(pk=work.feeder_id)
    other = (
        PlannedWork.objects.switching_off(work.areas.all(), work.starts_at, work.ends_at).exclude(pk=work.pk).first()
    )
    if other is not None:
        sentence = _("%(number)s switches some of these transformers off in these hours. Join it, or choose others.")
        raise Unmet(sentence % {"number": other.number})


def _class_of(work: PlannedWork, *, at: datetime) -> NoticeClass:
    found = rules.notice_class(at, work.starts_at)
    if found is None:
        raise Unmet(TOO_LATE)
    return found


@transaction.atomic
def sign(work_id: int, *, by: Any, at: datetime) -> PlannedWork:
    """One signature of the chain; the last approves."""
    work = PlannedWork.objects.locked(work_id)
    machine.ask(work, "sign", by=by)
    role = work.next_role()
    if role is None:
        raise WrongStage
    Approval.objects.create(work=work, round=work.round, role=role, by=by, at=at)
    moving.record(work, "sign", work.stage, by=by, at=at, data={"role": str(role)})
    if work.next_role() is None:
        work.approved_at = at
        moving.move(work, "approve", by=None, at=at)
    return work


@transaction.atomic
def refuse(work_id: int, *, reason: str, by: Any, at: datetime) -> PlannedWork:
    return moving.move(PlannedWork.objects.locked(work_id), "refuse", by=by, at=at, reason=reason)


@transaction.atomic
def make_temporary(work_id: int, *, reason: str, by: Any, at: datetime) -> PlannedWork:
    """The notice was missed: the whole chain signs anew, and one more."""
    work = PlannedWork.objects.locked(work_id)
    if _class_of(work, at=at) == NoticeClass.PLANNED:
        raise Unmet(_("There is still time to announce it as planned."))
    work.notice_class, work.round, work.approved_at = NoticeClass.TEMPORARY, work.round + 1, None
    return moving.move(work, "make_temporary", by=by, at=at, reason=reason)


@transaction.atomic
def publish(work_id: int, *, by: Any, at: datetime) -> PlannedWork:
    """Tell the public and everybody affected; the hard stop of the notice is here."""
    work = PlannedWork.objects.locked(work_id)
    _refuse_late(work, at=at)
    moving.move(work, "publish", by=by, at=at)
    announce(work, K.NOTICE, reason=work.summary, by=by, at=at)
    return work


def _refuse_late(work: PlannedWork, *, at: datetime) -> None:
    if work.notice_class == NoticeClass.PLANNED and _class_of(work, at=at) != NoticeClass.PLANNED:
        raise Unmet(LATER)
    _class_of(work, at=at)


@transaction.atomic
def change(
    work_id: int, *, starts_at: datetime, ends_at: datetime, reason: str, by: Any, at: datetime
) -> PlannedWork:  # fmt: skip
    """Another time is another notice, with its full days again."""
    _refuse_backwards(starts_at, ends_at, at=at)
    work = PlannedWork.objects.locked(work_id)
    work.starts_at, work.ends_at = starts_at, ends_at
    _refuse_overlap(work)
    _refuse_late(work, at=at)
    moving.move(work, "change", by=by, at=at, reason=reason)
    announce(work, K.CHANGE, reason=reason, by=by, at=at)
    return work


@transaction.atomic
def delay(work_id: int, *, starts_at: datetime, reason: str, by: Any, at: datetime) -> PlannedWork:
    """It begins later within the announced hours; the end stays."""
    work = PlannedWork.objects.locked(work_id)
    if not work.starts_at < starts_at < work.ends_at:
        raise Invalid({"starts_at": [_("A delay lies between the announced start and end.")]})
    work.starts_at = starts_at
    moving.move(work, "delay", by=by, at=at, reason=reason)
    announce(work, K.DELAY, reason=reason, by=by, at=at)
    return work


@transaction.atomic
def start(work_id: int, *, by: Any, at: datetime) -> PlannedWork:
    """Switch off, never before the announced moment."""
    work = PlannedWork.objects.locked(work_id)
    machine.ask(work, "start", by=by)
    if at < work.starts_at:
        raise Unmet(_("The announced start has not come yet."))
    if at >= work.ends_at:
        raise Unmet(_("The announced hours are over. Announce a new time first."))
    work.started_at = at
    moving.move(work, "start", by=by, at=at)
    lose_supply(work.timeline, work.areas.all(), at=at, is_planned=True)
    return work


@transaction.atomic
def extend(work_id: int, *, ends_at: datetime, reason: str, by: Any, at: datetime) -> PlannedWork:
    """Say that it takes longer before the announced end has passed."""
    work = PlannedWork.objects.locked(work_id)
    machine.ask(work, "extend", by=by)
    if at >= work.ends_at:
        raise Unmet(_("The announced end has passed. Restore supply; the overrun stays on record."))
    if ends_at <= work.ends_at:
        raise Invalid({"ends_at": [_("The new end must be later than the announced one.")]})
    work.ends_at = ends_at
    moving.move(work, "extend", by=by, at=at, reason=reason)
    announce(work, K.EXTENSION, reason=reason, by=by, at=at)
    return work


@transaction.atomic
def restore(work_id: int, *, by: Any, at: datetime) -> PlannedWork:
    """Power is back, early or not; the announcement says which."""
    work = PlannedWork.objects.locked(work_id)
    work.restored_at = at
    moving.move(work, "restore", by=by, at=at)
    regain_supply(work.timeline, at=at)
    announce(work, K.EARLY if at < work.ends_at else K.RESTORATION, reason=work.summary, by=by, at=at)
    return work


@transaction.atomic
def review(work_id: int, *, reason: str, by: Any, at: datetime) -> PlannedWork:
    return moving.move(PlannedWork.objects.locked(work_id), "review", by=by, at=at, reason=reason)


@transaction.atomic
def cancel(work_id: int, *, reason: str, by: Any, at: datetime) -> PlannedWork:
    """What was announced is taken back in public, at once."""
    work = moving.move(PlannedWork.objects.locked(work_id), "cancel", by=by, at=at, reason=reason)
    if work.announcements.exists():
        announce(work, K.CANCELLATION, reason=reason, by=by, at=at)
    return work
