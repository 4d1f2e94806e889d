"""Counting workdays: a calendar as a value that refuses to guess, due days, pauses and lights. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from deadlines.choices import Light

CHINA = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
AMBER_SHARE = 60  # percent of the limit used


class UnknownDay(LookupError):
    """The calendar says nothing about this day, not even provisionally."""


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are workdays, for a stretch of whole years without gaps.

    `exceptions` are the days that differ from Monday-to-Friday, with the reason. Years in `provisional` rest on the
    holidays fixed by law alone, until the official notice is published.
    """

    first_year: int
    last_year: int
    exceptions: Mapping[date, tuple[bool, str]]
    provisional: frozenset[int] = frozenset()
    version: str = ""
    _before: Sequence[int] = field(init=False, repr=False, compare=False)  # workdays before each day
    _workdays: Sequence[int] = field(init=False, repr=False, compare=False)  # ordinals of all workdays

    def __post_init__(self) -> None:
        start, end = date(self.first_year, 1, 1).toordinal(), date(self.last_year, 12, 31).toordinal()
        odd = {day.toordinal(): works for day, (works, _reason) in self.exceptions.items()}
        flags = [odd.get(n, (n - 1) % 7 < 5) for n in range(start, end + 1)]
        object.__setattr__(self, "_before", [0, *accumulate(flags)])
        object.__setattr__(self, "_workdays", [start + n for n, works in enumerate(flags) if works])

    def _place(self, day: date) -> int:
        place = day.toordinal() - date(self.first_year, 1, 1).toordinal()
        if not 0 <= place < len(self._before) - 1:
            raise UnknownDay(day.isoformat())
        return place

    def is_workday(self, day: date) -> bool:
        place = self._place(day)
        return self._before[place + 1] > self._before[place]

    def reason(self, day: date) -> str:
        """The name of the holiday or of the shifted workday; empty on an ordinary day."""
        return self.exceptions.get(day, (True, ""))[1]

    def is_provisional(self, start: date, end: date) -> bool:
        return any(year in self.provisional for year in range(start.year, end.year + 1))

    def nth_after(self, day: date, workdays: int) -> date:
        """The n-th workday strictly after `day`; the day itself for n = 0."""
        if workdays == 0:
            return day
        index = self._before[self._place(day) + 1] + workdays - 1
        if index >= len(self._workdays):
            raise UnknownDay(f"{workdays} workdays after {day.isoformat()}")
        return date.fromordinal(self._workdays[index])

    def workdays_between(self, start: date, end: date) -> int:
        """Workdays after `start`, up to and including `end`; 0 when `end` is not later."""
        return max(0, self._before[self._place(end) + 1] - self._before[self._place(start) + 1])


@dataclass(frozen=True)
class Rest:
    """A stretch in which a clock rested. `end` None: it still rests."""

    start: datetime
    end: datetime | None
    reason: str = ""

    def covers(self, day: date) -> bool:
        """Whether the whole day was paused; if only a part was, the day is ours."""
        midnight = datetime.combine(day, time.min, CHINA)
        return self.start <= midnight and (self.end is None or self.end >= midnight + DAY)

    @property
    def first_whole_day(self) -> date:
        local = self.start.astimezone(CHINA)
        return local.date() if local.time() == time.min else local.date() + DAY


@dataclass(frozen=True)
class Day:
    """One line of the explanation: whether this day counts, and why or why not."""

    date: date
    counts: bool
    reason: str


@dataclass(frozen=True)
class DueOn:
    """The last day of a limit. `date` is None while an open pause keeps it from being known."""

    date: date | None
    provisional: bool
    workdays_left: int
    start: date
    calendar: WorkCalendar = field(repr=False)
    rests: tuple[Rest, ...] = ()

    @property
    def days(self) -> list[Day]:
        return explain(self.start, self.date or self.start, self.calendar, self.rests)


def due_on(start: date, workdays: int, calendar: WorkCalendar, pauses: Iterable[Rest] = ()) -> DueOn:
    """Last day of a limit of `workdays`; the start day is not counted (Civil Code Art. 201).

    A day counts as paused only when it was paused from 0:00 to 24:00. Raises UnknownDay past the calendar's end.
    """
    rests = tuple(pauses)
    if not rests:
        day = calendar.nth_after(start, workdays)
        return DueOn(day, calendar.is_provisional(start, day), 0, start, calendar)
    opened = min((rest.first_whole_day for rest in rests if rest.end is None), default=None)
    day, left = start, workdays
    while left:
        day += DAY
        if opened is not None and day >= opened:
            return DueOn(None, calendar.is_provisional(start, day), left, start, calendar, rests)
        if calendar.is_workday(day) and not any(rest.covers(day) for rest in rests):
            left -= 1
    return DueOn(day, calendar.is_provisional(start, day), 0, start, calendar, rests)


def explain(start: date, end: date, calendar: WorkCalendar, rests: Iterable[Rest] = ()) -> list[Day]:
    """Every day after `start` up to `end`, with what it counts for. Reasons are codes or holiday names."""
    rests, days, day = tuple(rests), [], start
    while day < end:
        day += DAY
        rest = next((rest for rest in rests if rest.covers(day)), None)
        works = calendar.is_workday(day)
        if works and rest is not None:
            days.append(Day(day, False, rest.reason))
        else:
            fallback = "WORKDAY" if works else "WEEKEND"
            days.append(Day(day, works, calendar.reason(day) or fallback))
    return days


def end_of(day: date) -> datetime:
    """24:00 of the day in China: the moment a limit that ends on it is over."""
    return datetime.combine(day + DAY, time.min, CHINA)


def amber_on(start: date, workdays: int, calendar: WorkCalendar, pauses: Iterable[Rest] = ()) -> date | None:
    """The first day on which 60 % of the limit is used or one workday is left; None while a pause hides it."""
    used = min(-(-workdays * AMBER_SHARE // 100), workdays - 1)
    return due_on(start, max(used, 0), calendar, pauses).date


def light(*, at: datetime, due_at: datetime | None, amber_at: datetime | None) -> Light:
    if due_at is None:
        return Light.GREEN
    if at > due_at:
        return Light.RED
    return Light.AMBER if amber_at is not None and at >= amber_at else Light.GREEN
