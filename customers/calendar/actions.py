"""Keep hours free for an errand, move them, give them back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Invalid, Unmet
from customers.calendar.models import Appointment
from customers.calendar.rules import Slot
from customers.choices import Errand
from deadlines.models import Timeline


@transaction.atomic
def keep(officer: User, slot: Slot, *, timeline: Timeline, errand: Errand, by: Any, at: datetime) -> Appointment:
    """Keep these hours, in place of those kept for the same errand before; refused when they are taken."""
    if slot.begins <= at:
        raise Invalid({"booked_from": [_("Choose a time that has not passed yet.")]})
    User.objects.hold(officer.pk, no_key=True)  # so that two who ask at once never deadlock
    release(timeline, errand=errand, at=at)
    try:
        with transaction.atomic():
            return Appointment.objects.create(
                officer=officer, timeline=timeline, errand=errand, during=(slot.begins, slot.ends), made_at=at,
                made_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise Unmet(_("Somebody has just taken this time. Please choose another one."), code="slot-taken") from None


@transaction.atomic(savepoint=False)
def release(timeline: Timeline, *, errand: Errand, at: datetime) -> int:
    """Give the hours back: the errand is done, called off or moved."""
    return Appointment.objects.standing().filter(timeline=timeline, errand=errand).update(released_at=at)


@transaction.atomic
def mark_reminded(pk: int, *, at: datetime) -> bool:
    """True for the one who may remind; twice is once."""
    return bool(Appointment.objects.standing().filter(pk=pk, reminded_at=None).update(reminded_at=at))
