"""The times that can be offered for a visit: workdays, four a day, none twice. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from deadlines.rules import CHINA, DAY, UnknownDay, WorkCalendar

BEGINNINGS = (time(9), time(11), time(14), time(16))
VISIT = timedelta(hours=2)
NOTICE = timedelta(hours=1)
WORKDAYS = 10


class Slot(NamedTuple):
    begins: datetime
    ends: datetime

    def overlaps(self, other: Slot) -> bool:
        return self.begins < other.ends and other.begins < self.ends


class DayOfSlots(NamedTuple):
    on: date
    slots: tuple[Slot, ...]


def slot(begins: datetime) -> Slot:
    return Slot(begins, begins + VISIT)


def offered(
    at: datetime, calendar: WorkCalendar, taken: Iterable[Slot], *, workdays: int = WORKDAYS
) -> list[DayOfSlots]:
    """What is free from `at` on, within the next workdays; today still counts if an hour's notice can be kept."""
    busy = list(taken)
    days = [
        DayOfSlots(day, tuple(one for one in _slots_of(day) if _is_free(one, at, busy)))
        for day in _workdays(at.astimezone(CHINA).date(), calendar, workdays)
    ]
    return [day for day in days if day.slots]


def _workdays(start: date, calendar: WorkCalendar, workdays: int) -> Iterator[date]:
    """Today, if it is one, and the next workdays, as far as the calendar knows them."""
    day, found = start, 0
    try:
        while found < workdays:
            if calendar.is_workday(day):
                yield day
                found += day > start
            day += DAY
    except UnknownDay:
        return


def _slots_of(day: date) -> list[Slot]:
    return [slot(datetime.combine(day, beginning, CHINA)) for beginning in BEGINNINGS]


def _is_free(one: Slot, at: datetime, busy: list[Slot]) -> bool:
    return one.begins >= at + NOTICE and not any(one.overlaps(other) for other in busy)
