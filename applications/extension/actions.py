"""A later day for a promise of a case: asked for, confirmed by another, told to the customer; all of it logged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from applications.actions import settle, tell
from applications.models import Application
from applications.stages import CLOSED
from deadlines import machine
from deadlines.choices import ExtensionReason
from deadlines.extensions import actions as extensions
from deadlines.extensions.rules import most_extra, why_not
from deadlines.models import Clock, Extension
from notifications import actions as notifications


def extendable(application: Application, *, at: datetime) -> list[Clock]:
    """The running promises of this case that may have a later day."""
    found = []
    for clock in application.timeline.clocks.all():
        promise = extensions.promise_of(clock, at=at)
        if why_not(promise) is None and most_extra(promise):
            found.append(clock)
    return found


def may_propose(application: Application, user: Any) -> bool:
    """A case on its way with a promise that runs; whether that promise may have a later day is the action's answer."""
    is_theirs = application.stage not in CLOSED and bool(user.roles & extensions.PEOPLE)
    return is_theirs and any(one.is_running and one.limit_workdays for one in application.timeline.clocks.all())


def may_decide(application: Application, user: Any) -> bool:
    """Somebody else than who asked for it."""
    return bool(user.roles & extensions.PEOPLE) and any(
        row.decided_at is None and row.proposed_by_id != user.pk for row in application.timeline.extensions.all()
    )


@transaction.atomic
def propose_extension(
    application_id: int, *, by: Any, at: datetime, clock: str, workdays: int, reason_code: str, evidence: str
) -> Application:
    """Nothing moves yet: the others who may confirm it are told."""
    application = Application.objects.locked(application_id)
    row = extensions.propose(
        application.timeline, clock, workdays=workdays, reason=ExtensionReason(reason_code), evidence=evidence, by=by,
        at=at,
    )  # fmt: skip
    _record(application, "propose_extension", row, by=by, at=at, reason=row.evidence)
    for person in _others(by):
        notifications.queue(
            "extension-waiting", to=person, about=application.number,
            url=f"/room/{application.number}/confirm_extension/", at=at, context={"number": application.number},
            dedup=f"extension-waiting:{row.pk}:{person.pk}",
        )  # fmt: skip
    return application


@transaction.atomic
def confirm_extension(application_id: int, *, by: Any, at: datetime) -> Application:
    application = Application.objects.locked(application_id)
    row = extensions.confirm(application.timeline, by=by, at=at)
    _record(application, "confirm_extension", row, by=by, at=at, reason=row.evidence)
    days = {"old_on": str(row.old_due_on or ""), "new_on": str(row.new_due_on or "")}
    tell(application, "promise-extended", at=at, dedup=f"extension:{row.pk}", **days)
    return settle(application, at=at)


@transaction.atomic
def decline_extension(application_id: int, *, by: Any, at: datetime, answer: str) -> Application:
    application = Application.objects.locked(application_id)
    row = extensions.decline(application.timeline, answer=answer, by=by, at=at)
    _record(application, "decline_extension", row, by=by, at=at, reason=row.answer)
    return application


def _record(application: Application, verb: str, row: Extension, *, by: Any, at: datetime, reason: str) -> None:
    told = {"clock": row.clock.kind, "workdays": row.workdays, "reason": row.reason}
    machine.record(application, verb, application.stage, by=by, at=at, reason=reason, data=told)


def _others(by: Any) -> Iterable[User]:
    return User.objects.holding(*extensions.PEOPLE).exclude(pk=by.pk).order_by("pk")
