"""The official calendar without a database, and a slow way to count that nobody can get wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from deadlines.files import shipped_years
from deadlines.rules import CHINA, Rest, WorkCalendar
from deadlines.statutory import statutory_days

DAY = timedelta(days=1)
PUBLISHED = shipped_years()
LAST = 2030


def calendar() -> WorkCalendar:
    days = {day: what for year in PUBLISHED.values() for day, what in year.items()}
    expected = [year for year in range(2004, LAST + 1) if year not in PUBLISHED]
    for year in expected:
        days.update(statutory_days(year))
    return WorkCalendar(2004, LAST, days, frozenset(expected), "test")


CALENDAR = calendar()


def is_workday(day: date) -> bool:
    known = {**PUBLISHED.get(day.year, {}), **({} if day.year in PUBLISHED else statutory_days(day.year))}
    return known[day][0] if day in known else day.isoweekday() < 6


def is_rested(day: date, rests: Iterable[Rest]) -> bool:
    """Every quarter of an hour of the day lies in some pause."""
    quarters = [datetime.combine(day, time.min, CHINA) + timedelta(minutes=15 * n) for n in range(96)]
    step = timedelta(minutes=15)
    return all(
        any(rest.start <= quarter and (rest.end is None or quarter + step <= rest.end) for rest in rests)
        for quarter in quarters
    )


def count_by_hand(start: date, workdays: int, rests: Iterable[Rest] = ()) -> date | None:
    """Go on day by day; None when it never ends because a pause is open."""
    rests, day = list(rests), start
    horizon = max([start, *(r.start.astimezone(CHINA).date() for r in rests)]) + 150 * DAY
    while workdays:
        day += DAY
        if day > horizon and any(rest.end is None for rest in rests):
            return None
        if is_workday(day) and not is_rested(day, rests):
            workdays -= 1
    return day
