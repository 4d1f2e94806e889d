"""The day before an appointment both sides are reminded, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from customers.calendar.actions import mark_reminded
from customers.models import Appointment
from customers.signals import appointment_near


def remind(*, at: datetime, ahead: timedelta) -> int:
    """Send the news of every appointment that begins soon and was not told of yet; returns how many."""
    soon = Appointment.objects.upcoming(at).filter(reminded_at=None, during__startswith__lte=at + ahead)
    return sum(_one(row, at=at) for row in soon.select_related("timeline", "officer")[:500])


@transaction.atomic
def _one(row: Appointment, *, at: datetime) -> bool:
    if not mark_reminded(row.pk, at=at):
        return False
    appointment_near.send(sender=Appointment, appointment=row, at=at)
    return True
