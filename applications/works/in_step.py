"""From 35 kV upwards: our works are finished no later than the customer's, the same day included (R-15)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, WrongStage
from applications.actions import settle
from applications.models import Application
from applications.works.rules import is_in_step
from deadlines import actions as deadlines
from deadlines import machine
from deadlines.rules import end_of
from notifications import actions as notifications

CLOCK = "C10"
REASON = "CUSTOMERS_DAY"


@transaction.atomic
def plan_customer_works(application_id: int, *, by: Any, at: datetime, planned_on: date) -> Application:
    """The customer says when the own works will be finished: a forecast, against which ours is held."""
    application = Application.objects.locked(application_id)
    works = application.customer_works
    if works is None:
        raise WrongStage
    machine.ask(works, "plan_customer_works", by=by)
    if planned_on < timezone.localdate(at):
        raise Invalid({"planned_on": [_("Name today or a later day.")]})
    works.planned_on = planned_on
    machine.move(works, "plan_customer_works", by=by, at=at, data={"planned_on": planned_on.isoformat()})
    warn(application, at=at)
    return settle(application, at=at)


def end_with_theirs(application: Application, *, by: Any, at: datetime) -> None:
    """Theirs are finished today: ours have until midnight. Their forecast alone never makes ours late."""
    today = timezone.localdate(at)
    deadlines.name_end(application.timeline, CLOCK, until=end_of(today), reason=REASON, at=at, by=by)


def warn(application: Application, *, at: datetime) -> None:
    """Ours are planned to end after theirs: whoever leads works and case is told, once for each pair of days."""
    ours, theirs = application.grid_works, application.customer_works
    if ours is None or ours.is_over or ours.clock != CLOCK or theirs is None:
        return
    if is_in_step(ours.planned_on, theirs.planned_on):
        return
    days = f"{ours.planned_on}:{theirs.planned_on}"
    for person in {ours.managed_by, application.owner()} - {None}:
        notifications.queue(
            "works-out-of-step", to=person, about=application.number, url=f"/room/{application.number}/", at=at,
            context={"number": application.number, "ours_on": ours.planned_on.isoformat(),
                     "theirs_on": theirs.planned_on.isoformat()},
            dedup=f"works-out-of-step:{application.number}:{days}:{person.pk}",
        )  # fmt: skip
