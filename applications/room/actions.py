"""Take a case, give it back, write on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import NotAllowed, Unmet, WrongStage
from accounts.roles import READERS
from applications.models import Application
from applications.room.models import Assignment, Note
from applications.room.queue import free, page_of

TRIES = 5


@transaction.atomic
def take(application_id: int, *, by: Any, at: datetime) -> Assignment:
    """Take the case for the desk it stands at; a second officer is told who has it."""
    application = Application.objects.locked(application_id)
    desk = next((desk for desk in application.desks if desk in {str(role) for role in by.roles}), None)
    if desk is None:
        raise NotAllowed if application.desks else WrongStage
    standing = Assignment.objects.filter(application=application, desk=desk, released_at=None).first()
    if standing is not None and standing.officer_id != by.pk:
        raise Unmet(_("%(officer)s has taken this case already.") % {"officer": standing.officer})
    return standing or Assignment.objects.create(application=application, desk=desk, officer=by, taken_at=at)


def take_next(*, by: Any, at: datetime) -> Assignment | None:
    """The soonest promise that nobody has taken; whoever loses a race for it gets the one behind it."""
    for case in page_of(free(by), size=TRIES).rows:
        try:
            return take(case.pk, by=by, at=at)
        except (NotAllowed, Unmet, WrongStage):
            continue
    return None


@transaction.atomic
def release(application_id: int, *, by: Any, at: datetime) -> int:
    """Give back what this officer has taken of the case."""
    return Assignment.objects.filter(application_id=application_id, officer=by, released_at=None).update(released_at=at)


@transaction.atomic
def write_note(application_id: int, *, by: Any, at: datetime, text: str, is_for_customer: bool = False) -> Note:
    """A remark on the case. Reading roles read."""
    if not by.roles - READERS:
        raise NotAllowed
    return Note.objects.create(application_id=application_id, by=by, at=at, text=text, is_for_customer=is_for_customer)
