"""Which hours of an employee are still free."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from customers.calendar.models import Appointment
from customers.calendar.rules import DayOfSlots, Slot, offered
from deadlines.calendars import current_calendar


def slots_of(officer: Any, *, at: datetime, besides: Any = None) -> list[DayOfSlots]:
    """The free hours of the next ten workdays; what is kept for the case `besides` does not stand in its own way."""
    taken = Appointment.objects.of(officer).upcoming(at).exclude(timeline=besides) if officer else ()
    return offered(at, current_calendar(), [slot_of(row) for row in taken])


def counted(officers: Iterable[int], *, at: datetime) -> dict[int, int]:
    """How many free slots each of these people has, in one query."""
    taken: dict[int, list[Slot]] = {pk: [] for pk in officers}
    for row in Appointment.objects.filter(officer__in=taken).upcoming(at):
        taken[row.officer_id].append(slot_of(row))
    calendar = current_calendar()
    return {pk: sum(len(day.slots) for day in offered(at, calendar, rows)) for pk, rows in taken.items()}


def slot_of(row: Appointment) -> Slot:
    return Slot(row.during.lower, row.during.upper)
