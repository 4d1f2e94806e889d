"""Who looks after a case: chosen by the customer, changed on request, named by the portal when nobody chose."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Invalid, Unmet, WrongStage
from applications.actions import advance, settle, tell
from applications.models import Application
from customers import actions as customers
from customers.calendar import actions as calendar
from customers.calendar.rules import Slot
from customers.choices import Errand
from customers.models import AccountManager, Appointment
from deadlines import actions as deadlines
from deadlines import machine
from notifications import actions as notifications


@transaction.atomic
def choose_manager(application_id: int, *, by: Any, at: datetime, manager: int, reason: str = "") -> Application:
    """Exactly this account manager. A change needs a reason; the one before never reads it."""
    application = Application.objects.locked(application_id)
    picked = AccountManager.objects.taking().filter(pk=manager).select_related("user").first()
    if picked is None:
        raise Invalid({"manager": [_("This account manager takes no cases now. Please choose another.")]})
    if application.manager_id == picked.user_id:
        raise Unmet(_("This account manager looks after the case already."))
    if not reason.strip() and change_needs_reason(application, at=at):
        raise Invalid({"reason": [_("Say in a few words why. The account manager is not told.")]})
    new = customers.choose_manager(picked.user, timeline=application.timeline, at=at, by=by, reason=reason.strip())
    machine.record(application, "choose_manager", application.stage, by=by, at=at)
    return _entrust(application, new, at=at, template="manager-named" if not reason else "manager-changed")


def change_needs_reason(application: Application, *, at: datetime) -> bool:
    """Whoever let us name one may still choose freely for some hours. Later, or once chosen, a change has a reason.

    Measure 12: the choice is the customer's, and only without one in these hours does the least loaded one count.
    """
    if application.manager_id is None:
        return False
    standing = application.timeline.assignments.filter(released_at=None).first()
    named_at = standing.taken_at if standing is not None and not standing.is_chosen else None
    return named_at is None or at > named_at + timedelta(hours=settings.MANAGER_CHOICE_HOURS)


@transaction.atomic
def cancel_survey(application_id: int, *, by: Any, at: datetime, reason: str = "") -> Application:
    """The agreed hour is given back; another one can be chosen at once. The promise days go on."""
    application = advance(application_id, "cancel_survey", by=by, at=at, reason=reason)
    application.surveys.filter(recorded_at=None, cancelled_at=None).update(cancelled_at=at)
    tell(application, "survey-cancelled", at=at)
    manager = application.manager
    if manager is not None and manager.pk != by.pk:
        notifications.queue(
            "survey-cancelled-officer", to=manager, about=application.number, at=at,
            url=f"/room/{application.number}/", context={"number": application.number},
            dedup=f"survey-cancelled:{application.number}:{at.isoformat()}",
        )  # fmt: skip
    return settle(application, at=at)


@transaction.atomic
def name_manager(application_id: int, *, at: datetime) -> Application:
    """Nobody was chosen in time, or all were full: the least loaded one of the area who has a place."""
    application = Application.objects.locked(application_id)
    assert application.site  # a submitted case has one
    named = None if application.manager_id else customers.assign_manager(
        application.site, timeline=application.timeline, at=at
    )  # fmt: skip
    if named is None:
        return application
    machine.record(application, "name_manager", application.stage, by=None, at=at)
    return _entrust(application, named, at=at, template="manager-named")


@transaction.atomic
def name_chief(application_id: int, *, at: datetime) -> Application:
    """When the case was opened there was no chief service officer at all, or the one it had has left the company."""
    application = Application.objects.locked(application_id)
    named = customers.chief_on_duty(at=at)
    if named is None or named.pk == application.chief_id:
        raise WrongStage
    was, application.chief = application.chief_id, named
    application.save(update_fields=["chief"])
    deadlines.hand_on(application.timeline, was=was, now=named.pk)
    machine.record(application, "name_chief", application.stage, by=None, at=at)
    return application


@transaction.atomic
def follow_leave(timeline_id: int, *, manager: User, reason: str, at: datetime) -> None:
    """A leave began or ended: the case follows, and the customer is told who is there now."""
    found = Application.objects.filter(timeline=timeline_id).first()
    if found is not None:
        _entrust(Application.objects.locked(found.pk), manager, at=at, template=f"manager-{reason}")


def _entrust(application: Application, manager: User, *, at: datetime, template: str) -> Application:
    was, application.manager = application.owner_id, manager
    application.save(update_fields=["manager"])
    deadlines.hand_on(application.timeline, was=was, now=application.owner_id)
    _move_appointment(application, at=at)
    tell(application, template, at=at, dedup=at.isoformat())
    return settle(application, at=at)


def _move_appointment(application: Application, *, at: datetime) -> None:
    """The agreed hour stays if the new one is free then; if not, the customer is asked for another."""
    visit = application.surveys.filter(recorded_at=None, cancelled_at=None, booked_from__gt=at).first()
    if visit is None or application.manager is None:
        return
    slot = Slot(visit.booked_from, visit.booked_until)
    terms = {"timeline": application.timeline, "errand": Errand.SURVEY, "by": None, "at": at}
    try:
        with transaction.atomic():
            calendar.keep(application.manager, slot, **terms)  # type: ignore[arg-type]
    except Unmet:
        calendar.release(application.timeline, errand=Errand.SURVEY, at=at)
        tell(application, "survey-to-be-moved", at=at, visit_at=visit.booked_from.isoformat())


@transaction.atomic
def remind_of_survey(appointment: Appointment, *, at: datetime) -> None:
    """The day before: the customer by message, the account manager in the inbox."""
    application = Application.objects.filter(timeline=appointment.timeline_id).first()
    if application is None or appointment.errand != Errand.SURVEY:
        return
    visit_at = appointment.during.lower.isoformat()
    tell(application, "survey-near", at=at, dedup=str(appointment.pk), visit_at=visit_at)
    notifications.queue(
        "survey-near-officer", to=appointment.officer, about=application.number, at=at,
        url=f"/survey/{application.number}/", context={"number": application.number, "visit_at": visit_at},
        dedup=f"survey-near:{appointment.pk}",
    )  # fmt: skip
