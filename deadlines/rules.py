"""Counting workdays: a calendar as a value that refuses to guess, due days, pauses and lights. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from deadlines.choices import TURN_OF, Light, Party, PauseReason

CHINA = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
AMBER_SHARE = 60  # percent of the limit used


class UnknownDay(LookupError):
    """The calendar says nothing about this day, not even provisionally."""


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Which days are workdays, for a stretch of whole years without gaps.

    `exceptions` are the days that differ from Monday-to-Friday, with the reason. Years in `provisional` rest on the
    holidays fixed by law alone, until the official notice is published.
    """

    first_year: int
    last_year: int
    exceptions: Mapping[date, tuple[bool, str]] = field(repr=False)
    provisional: frozenset[int] = field(default=frozenset(), repr=False)
    version: str = ""
    revision: int = 0
    # For each day the number of workdays up to and with it, and all workdays by number: an answer is two look-ups.
    _upto: dict[date, int] = field(init=False, repr=False)
    _workdays: list[date] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        upto: dict[date, int] = {}
        workdays: list[date] = []
        for n in range(date(self.first_year, 1, 1).toordinal(), date(self.last_year, 12, 31).toordinal() + 1):
            day = date.fromordinal(n)
            if self.exceptions[day][0] if day in self.exceptions else n % 7 in (1, 2, 3, 4, 5):
                workdays.append(day)
            upto[day] = len(workdays)
        object.__setattr__(self, "_upto", upto)
        object.__setattr__(self, "_workdays", workdays)

    def is_workday(self, day: date) -> bool:
        number = self._number(day)
        return number > 0 and self._workdays[number - 1] == day

    def _number(self, day: date) -> int:
        try:
            return self._upto[day]
        except KeyError:
            raise UnknownDay(str(day)) from None

    def reason(self, day: date) -> str:
        """The name of the holiday or of the shifted workday; empty on an ordinary day."""
        return self.exceptions.get(day, (True, ""))[1]

    def is_provisional(self, start: date, end: date) -> bool:
        if start.year == end.year:
            return end.year in self.provisional
        return any(year in self.provisional for year in range(start.year, end.year + 1))

    def nth_after(self, day: date, workdays: int) -> date:
        """The n-th workday strictly after `day`. For n = 0 the day itself, or the next workday if it is a rest day."""
        try:
            if workdays < 1:
                return day if self.is_workday(day) else self._workdays[self._upto[day]]
            return self._workdays[self._upto[day] + workdays - 1]
        except LookupError:
            raise UnknownDay(f"{workdays} workdays after {day}") from None

    def last_before(self, day: date) -> date:
        """The last workday strictly before `day`."""
        return self._workdays[self._number(day - DAY) - 1]

    def workdays_between(self, start: date, end: date) -> int:
        """Workdays after `start`, up to and including `end`; 0 when `end` is not later."""
        return max(0, self._number(end) - self._number(start))


@dataclass(frozen=True)
class Rest:
    """A stretch in which a clock rested. `end` None: it still rests."""

    start: datetime
    end: datetime | None
    reason: str = ""

    @property
    def first_whole_day(self) -> date:
        local = self.start.astimezone(CHINA)
        return local.date() if local.time() == time.min else local.date() + DAY

    @property
    def last_whole_day(self) -> date | None:
        return None if self.end is None else self.end.astimezone(CHINA).date() - DAY

    def touches(self, day: date) -> bool:
        midnight = datetime.combine(day, time.min, CHINA)
        return self.start < midnight + DAY and (self.end is None or self.end > midnight)


def merged(rests: Iterable[Rest]) -> list[Rest]:
    """The same stretches in order, with those that meet or overlap made one. The reason is the earliest one's."""
    whole: list[Rest] = []
    for rest in sorted(rests, key=lambda rest: rest.start):
        last = whole[-1] if whole else None
        if last is None or (last.end is not None and last.end < rest.start):
            whole.append(rest)
        elif last.end is not None and (rest.end is None or rest.end > last.end):
            whole[-1] = Rest(last.start, rest.end, last.reason)
    return whole


def rested(day: date, whole: Iterable[Rest]) -> bool:
    """Whether the day was paused from 0:00 to 24:00; if only a part was, the day is ours. `whole` is merged."""
    return any(
        rest.first_whole_day <= day and (rest.last_whole_day is None or day <= rest.last_whole_day) for rest in whole
    )


class Day(NamedTuple):
    """One line of the explanation: whether this day counts, and why or why not (a code, see `words`)."""

    date: dt.date
    counts: bool
    reason: str


class DueOn(NamedTuple):
    """The last day of a limit. `date` is None, and some `workdays_left`, while an open pause hides it.

    `counted_to` is how far the calendar was asked: the last day, or where it would lie without the open pause.
    """

    date: dt.date | None
    workdays_left: int
    start: dt.date
    counted_to: dt.date
    calendar: WorkCalendar
    rests: tuple[Rest, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether a year it counts in rests on the holidays fixed by law alone."""
        return self.calendar.is_provisional(self.start, self.counted_to)

    @property
    def days(self) -> list[Day]:
        """Every day after the start, up to the last one; worked out only when somebody asks."""
        end = self.date or max((rest.first_whole_day for rest in self.rests if rest.end is None), default=self.start)
        return explain(self.start, end, self.calendar, self.rests)


# `DueOn(...)` without a call in Python, for the due day that nothing rests: most of what it costs is this call.
_at_once: Callable[[tuple[object, ...]], DueOn] = partial(tuple.__new__, DueOn)


def due_on(start: date, workdays: int, calendar: WorkCalendar, pauses: Iterable[Rest] = ()) -> DueOn:
    """Last day of a limit of `workdays`; the start day is not counted (Civil Code Art. 201).

    A day counts as paused only when it was paused from 0:00 to 24:00. Raises UnknownDay past the calendar's end.
    """
    due = calendar.nth_after(start, workdays)
    if not pauses:
        return _at_once((due, 0, start, due, calendar, ()))
    rests = tuple(pauses)
    removed = 0
    for rest in merged(rests) if workdays else ():
        first, last = max(rest.first_whole_day, start + DAY), rest.last_whole_day
        if first > due:
            break
        if last is None:
            left = workdays - (calendar.workdays_between(start, first - DAY) - removed)
            return DueOn(None, left, start, due, calendar, rests)
        removed += calendar.workdays_between(first - DAY, last) if first <= last else 0
        due = calendar.nth_after(start, workdays + removed)
    return DueOn(due, 0, start, due, calendar, rests)


def explain(start: date, end: date, calendar: WorkCalendar, rests: Iterable[Rest] = ()) -> list[Day]:
    """Every day after `start` up to `end`, with what it counts for. Reasons are codes or holiday names."""
    rests = sorted(rests, key=lambda rest: rest.start)
    whole = merged(rests)
    days = []
    for day in _days_after(start, end):
        works = calendar.is_workday(day)
        if works and rested(day, whole):
            days.append(Day(day, False, next(rest.reason for rest in rests if rest.touches(day))))
        else:
            days.append(Day(day, works, calendar.reason(day) or ("WORKDAY" if works else "WEEKEND")))
    return days


def _days_after(start: date, end: date) -> Iterator[date]:
    return (start + DAY * n for n in range(1, (end - start).days + 1))


def workdays_by_party(start: date, end: date, calendar: WorkCalendar, rests: Iterable[Rest] = ()) -> dict[Party, int]:
    """Whose workdays they were, after `start` up to and with `end`: ours, unless the whole day was paused.

    A rest that nobody in the case brought about (a flood, a neighbour) is nobody's time and is left out.
    """
    spent = dict.fromkeys(Party, 0)
    reasons = set(PauseReason.values)
    for day in explain(start, end, calendar, rests):
        party = TURN_OF[PauseReason(day.reason)] if day.reason in reasons else Party.COMPANY if day.counts else None
        if party is not None:
            spent[party] += 1
    return spent


def end_of(day: date) -> datetime:
    """24:00 of the day in China: the moment a limit that ends on it is over."""
    return datetime.combine(day + DAY, time.min, CHINA)


class Moments(NamedTuple):
    """When a promise turns amber, when it is broken, and when it is one workday late."""

    amber_at: datetime
    due_at: datetime
    escalate_at: datetime


def moments(started_at: datetime, due: DueOn, limit: int) -> Moments | None:
    """Of a limit in workdays; None while a pause hides the due day."""
    if due.date is None:
        return None
    late = end_of(due.calendar.nth_after(due.date, 1))
    if limit < 1:
        return Moments(started_at, end_of(due.date), late)
    amber = due_on(due.start, amber_after(limit), due.calendar, due.rests).date or due.date
    return Moments(end_of(amber if amber_after(limit) else due.start), end_of(due.date), late)


def moments_until(started_at: datetime, until: datetime, calendar: WorkCalendar) -> Moments:
    """Of a limit that names its end itself, in minutes or months: no workday moves it."""
    late = end_of(calendar.nth_after(until.astimezone(CHINA).date(), 1))
    return Moments(started_at + (until - started_at) * AMBER_SHARE / 100, until, late)


def amber_after(limit: int) -> int:
    """After how many used workdays a limit is amber: 60 % of it, or when one workday is left."""
    return max(0, min(-(-limit * AMBER_SHARE // 100), limit - 1))


def light(*, at: datetime, due_at: datetime | None, amber_at: datetime | None) -> Light:
    if due_at is None:
        return Light.GREEN
    if at > due_at:
        return Light.RED
    return Light.AMBER if amber_at is not None and at >= amber_at else Light.GREEN
