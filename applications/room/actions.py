"""Take a case, give it back, write on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import NotAllowed, Unmet, WrongStage
from applications.models import Application
from applications.room.models import Assignment, Note


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


@transaction.atomic
def release(application_id: int, *, by: Any, at: datetime) -> int:
    """Give back what this officer has taken of the case."""
    return Assignment.objects.filter(application_id=application_id, officer=by, released_at=None).update(released_at=at)


@transaction.atomic
def write_note(application_id: int, *, by: Any, at: datetime, text: str, is_for_customer: bool = False) -> Note:
    return Note.objects.create(application_id=application_id, by=by, at=at, text=text, is_for_customer=is_for_customer)
