"""Leave of account managers and who stands in; what is done when somebody was not content."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Invalid, NotAllowed, WrongStage
from accounts.roles import Role
from customers.serving.models import AccountManager, Assignment, ChiefOfficer, FollowUp, Leave, Rating, Visit
from customers.signals import manager_changed
from deadlines.models import Timeline
from notifications import actions as notifications

FOLLOW_UP_DAYS = 5
LEAVE, BACK = "leave", "back"


@transaction.atomic
def plan_leave(
    manager: AccountManager, *, cover: AccountManager, from_on: date, until_on: date, by: User, at: datetime
) -> Leave:
    """Note an absence. If it has begun already, the cases go to the one who stands in at once."""
    if not by.has_role(Role.CHIEF):
        raise NotAllowed
    if until_on < from_on or until_on < timezone.localdate(at):
        raise Invalid({"until_on": [_("The last day lies before the first, or is over. Choose a later one.")]})
    if cover == manager or not AccountManager.objects.taking().filter(pk=cover.pk).exists():
        raise Invalid({"cover": [_("Choose somebody else who takes cases now.")]})
    if Leave.objects.filter(manager=manager, ended_at=None).exists():
        raise WrongStage(_("An absence of this account manager is noted already. End that one first."))
    leave = Leave.objects.create(manager=manager, cover=cover, from_on=from_on, until_on=until_on, planned_by=by)
    return begin_leave(leave.pk, at=at) if from_on <= timezone.localdate(at) else leave


@transaction.atomic
def begin_leave(leave_id: int, *, at: datetime) -> Leave:
    """The first day has come: every open case has somebody who is there. The cap counts for new cases only."""
    leave = Leave.objects.select_for_update().get(pk=leave_id)
    if leave.begun_at is None and leave.ended_at is None:
        leave.begun_at = at
        leave.save(update_fields=["begun_at"])
        for row in _open_cases(leave.manager):
            _pass_on(row, leave.cover, at=at, reason=LEAVE, leave=leave)
    return leave


@transaction.atomic
def end_leave(leave_id: int, *, at: datetime) -> Leave:
    """Back again: the cases that are still open and still with the one who stood in return."""
    leave = Leave.objects.select_for_update().get(pk=leave_id)
    if leave.ended_at is None:
        leave.ended_at = at
        leave.save(update_fields=["ended_at"])
        for row in _open_cases(leave.cover).filter(covers_leave=leave):
            _pass_on(row, leave.manager, at=at, reason=BACK, leave=None)
    return leave


def _open_cases(manager: AccountManager) -> models.QuerySet[Assignment]:
    return Assignment.objects.open().filter(manager=manager).select_related("timeline").order_by("timeline_id")


def _pass_on(row: Assignment, to: AccountManager, *, at: datetime, reason: str, leave: Leave | None) -> None:
    Timeline.objects.locked(row.timeline_id)
    if not Assignment.objects.open().filter(pk=row.pk).update(released_at=at, reason=reason):
        return
    Assignment.objects.create(
        manager=to, timeline=row.timeline, is_chosen=row.is_chosen, taken_at=at, reason=reason, covers_leave=leave
    )
    manager_changed.send(
        sender=Assignment, timeline_id=row.timeline_id, manager=to.user, reason=reason, at=at
    )  # fmt: skip


@transaction.atomic
def note_chief_absence(
    officer_id: int, *, from_on: date | None, until_on: date | None, by: User, at: datetime
) -> ChiefOfficer:
    """From when until when a chief service officer is away; without days: here again. Somebody is always left."""
    if not by.has_role(Role.CHIEF):
        raise NotAllowed
    officers = {row.pk: row for row in ChiefOfficer.objects.select_for_update().select_related("user")}
    officer = officers[officer_id]
    if from_on and until_on and until_on < from_on:
        raise Invalid({"until_on": [_("The last day lies before the first. Choose a later one.")]})
    others = [row for row in officers.values() if row.pk != officer.pk and row.user.is_active]
    if from_on and not any(_is_here(row, from_on, until_on) for row in others):
        raise Invalid({"from_on": [_("Nobody would stand in on these days. Choose others, or appoint a deputy.")]})
    officer.absent_from, officer.absent_until = from_on, until_on
    officer.save(update_fields=["absent_from", "absent_until"])
    return officer


def _is_here(officer: ChiefOfficer, from_on: date, until_on: date | None) -> bool:
    """On every one of these days."""
    if officer.absent_from is None:
        return True
    is_before = officer.absent_until is not None and officer.absent_until < from_on
    return is_before or (until_on is not None and officer.absent_from > until_on)


@transaction.atomic
def open_follow_up(
    *, owner: User | None, at: datetime, rating: Rating | None = None, visit: Visit | None = None
) -> FollowUp:
    """Somebody was not content: the chief asks why and sees to it. Who said what stays with the chief."""
    due_on = timezone.localdate(at) + timedelta(days=FOLLOW_UP_DAYS)
    row = FollowUp.objects.create(owner=owner, opened_at=at, due_on=due_on, rating=rating, visit=visit)
    if owner is not None:
        notifications.queue(
            "follow-up-opened", to=owner, about=f"follow-up {row.pk}", url=f"/follow-ups/{row.pk}/", at=at,
            context={"due_on": due_on.isoformat()}, dedup=f"follow-up:{row.pk}",
        )  # fmt: skip
    return row


@transaction.atomic
def close_follow_up(pk: int, *, outcome: str, by: User, at: datetime) -> FollowUp:
    """Say what came of it. The rating itself is never touched, and what is said here stays."""
    if not by.has_role(Role.CHIEF):
        raise NotAllowed
    row = FollowUp.objects.select_for_update().get(pk=pk)
    if row.closed_at is not None:
        raise WrongStage(_("Somebody has closed this already."))
    if not outcome.strip():
        raise Invalid({"outcome": [_("Say in a sentence what was done.")]})
    row.closed_at, row.closed_by, row.outcome = at, by, outcome.strip()
    row.save()
    return row
