"""Ask for a later day, confirm it, say no to it. Two people within a day; only the second one moves the promise."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, NotAllowed, Unmet
from accounts.roles import Role
from deadlines.actions import rederive
from deadlines.calendars import current_calendar
from deadlines.choices import ExtensionReason
from deadlines.extensions.models import STANDS_FOR, Extension
from deadlines.extensions.rules import Promise, most_extra, why_not
from deadlines.models import Clock, Timeline

PEOPLE = frozenset({Role.SUPERVISOR, Role.CHIEF})
REASON = "EXTENSION"
THE_SAME = _("You asked for this later day yourself. Another supervisor or the chief confirms it.")


def promise_of(clock: Clock, *, at: datetime) -> Promise:
    return Promise(
        clock.owner, clock.limit_workdays, clock.extra_workdays, clock.legal_limit_workdays, clock.is_running,
        clock.is_breached(at),
    )  # fmt: skip


def due_with(clock: Clock, workdays: int) -> date | None:
    """The last day with `workdays` more; None while a pause hides it."""
    return clock.due(current_calendar(), more=workdays).date


@transaction.atomic
def propose(
    timeline: Timeline, kind: str, *, workdays: int, reason: ExtensionReason, evidence: str, by: Any, at: datetime
) -> Extension:
    """Write down what is asked for. Nothing moves yet; what nobody confirmed within a day is put aside by the next."""
    _may(by)
    Timeline.objects.locked(timeline.pk)
    clock = Clock.objects.running().of(timeline).filter(kind=kind).first()
    if clock is None:
        raise Invalid({"clock": [_("Choose a promise that runs.")]})
    _ask(clock, workdays, at=at)
    if not evidence.strip():
        raise Invalid({"evidence": [_("Name the paper that shows it. The customer sees it.")]})
    undecided = Extension.objects.undecided().filter(clock=clock)
    if undecided.waiting(at=at).exists():
        raise Unmet(_("A later day for this promise is asked for already. Decide on that first."))
    undecided.update(is_confirmed=False, decided_at=at)
    return Extension.objects.create(
        timeline=timeline, clock=clock, workdays=workdays, reason=ExtensionReason(reason), evidence=evidence.strip(),
        old_due_on=clock.due_on, new_due_on=due_with(clock, workdays), proposed_by=by, proposed_at=at,
    )  # fmt: skip


@transaction.atomic
def confirm(timeline: Timeline, *, by: Any, at: datetime) -> Extension:
    """Another person than who asked: the promise moves, and a row says from when to when."""
    row = _to_decide(timeline, by=by)
    if at - row.proposed_at > STANDS_FOR:
        raise Unmet(_("This was asked for more than a day ago. It is asked for anew, so that it is looked at again."))
    clock = Clock.objects.select_for_update(of=("self",)).select_related("timeline").get(pk=row.clock_id)
    _ask(clock, row.workdays, at=at)
    row.old_due_on, row.new_due_on = clock.due_on, due_with(clock, row.workdays)
    Clock.objects.filter(pk=clock.pk).update(extra_workdays=clock.extra_workdays + row.workdays)
    rederive(timeline, reason=REASON, at=at, by=by, owner=clock.owner)
    return _decide(row, is_confirmed=True, answer="", by=by, at=at)


@transaction.atomic
def decline(timeline: Timeline, *, answer: str, by: Any, at: datetime) -> Extension:
    """Nothing moves. Who asked for it may not decide."""
    row = _to_decide(timeline, by=by)
    if not answer.strip():
        raise Invalid({"answer": [_("Say in a few words why. It is kept with your name.")]})
    return _decide(row, is_confirmed=False, answer=answer.strip(), by=by, at=at)


def _may(by: Any) -> None:
    if by is None or not by.roles & PEOPLE:
        raise NotAllowed


def _to_decide(timeline: Timeline, *, by: Any) -> Extension:
    """The one that is undecided, the oldest first, under the case's lock."""
    _may(by)
    Timeline.objects.locked(timeline.pk)
    row = Extension.objects.undecided().filter(timeline=timeline).order_by("pk").first()
    if row is None:
        raise Unmet(_("No later day waits for a second person here."))
    if row.proposed_by_id == by.pk:
        raise NotAllowed(THE_SAME)
    return row


def _ask(clock: Clock, workdays: int, *, at: datetime) -> None:
    promise = promise_of(clock, at=at)
    if refused := why_not(promise):
        raise Invalid({"clock": [refused]})
    most = most_extra(promise)
    if not 1 <= workdays <= most:
        sentence = _("Between 1 and %(most)d workdays can still be added.") % {"most": most}
        raise Invalid({"workdays": [sentence if most else _("Nothing can be added to this promise any more.")]})


def _decide(row: Extension, *, is_confirmed: bool, answer: str, by: Any, at: datetime) -> Extension:
    row.is_confirmed, row.answer, row.decided_by, row.decided_at = is_confirmed, answer, by, at
    row.save(update_fields=["is_confirmed", "answer", "decided_by", "decided_at", "old_due_on", "new_due_on"])
    return row
