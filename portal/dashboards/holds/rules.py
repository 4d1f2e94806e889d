"""How unusual a hold is: signs with weights, each with its words. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from deadlines.rules import CHINA, WorkCalendar

LATE_ON_FRIDAY = time(15)
FEW_WORDS, SAME_WORDS = 6, 3
OFTEN = 2.0
LONG_DAYS = 20
ENOUGH = 5


@dataclass(frozen=True)
class Hold:
    """One hold by a person, or a later day that people gave (`extra` workdays; it began when it was confirmed).

    `due_on`: the soonest promise when it began. `officer`: who put it on; `by`: the second person of a later day.
    """

    key: str
    number: str
    reason: str
    officer: int | None
    officer_cases: int
    evidence: str
    started_at: datetime
    ended_at: datetime | None
    due_on: date | None
    promise: str = ""
    extra: int | None = None
    by: int | None = None

    @property
    def began(self) -> datetime:
        return self.started_at.astimezone(CHINA)


class Sign(NamedTuple):
    key: str
    points: int
    words: Any


LAST_DAY = Sign("last-day", 3, _("It began on the promise's last day or the workday before"))
AFTER_DUE = Sign("after-due", 4, _("It began when the promise was broken already"))
LONG = Sign("long", 2, _("It is among the longest of its reason"))
STANDING = Sign("standing", 2, _("It has stood for more than 20 workdays"))
SAME = Sign("same-words", 2, _("The same evidence stands at three cases or more"))
SHORT = Sign("few-words", 1, _("The evidence has hardly any words"))
FRIDAY = Sign("friday", 1, _("It began late on the last workday before days off"))
BRIEF = Sign("brief", 1, _("It ended the day after it began: long enough to gain a day"))
AGAIN = Sign("again", 2, _("The same promise had a later day before"))
OFFICER = Sign("officer", 2, _("This officer holds twice as often as the others, for as many cases"))


class Judged(NamedTuple):
    hold: Hold
    points: int
    signs: Sequence[Sign]
    days: int


def judged(holds: Iterable[Hold], *, calendar: WorkCalendar, today: date) -> list[Judged]:
    """The most unusual first, among equals the newest."""
    rows = list(holds)
    days = {hold.key: _days(hold, calendar, today) for hold in rows}
    given = Counter((hold.number, hold.promise) for hold in rows if hold.extra)
    told = Counter(hold.evidence.strip() for hold in rows if hold.evidence.strip())
    long, often = _long(rows, days), _often(rows)
    found = []
    for hold in rows:
        tests = (
            (AFTER_DUE, hold.due_on is not None and hold.began.date() > hold.due_on),
            (LAST_DAY, _is_last_moment(hold, calendar)),
            (LONG, days[hold.key] > long.get(hold.reason, 10**6)),
            (STANDING, hold.extra is None and hold.ended_at is None and days[hold.key] > LONG_DAYS),
            (SAME, told[hold.evidence.strip()] >= SAME_WORDS),
            (SHORT, len(hold.evidence.strip()) < FEW_WORDS),
            (FRIDAY, _is_before_days_off(hold, calendar)),
            (BRIEF, hold.extra is None and hold.ended_at is not None and days[hold.key] == 1),
            (AGAIN, bool(hold.extra) and given[hold.number, hold.promise] > 1),
            (OFFICER, hold.officer in often),
        )
        signs = [sign for sign, holds_true in tests if holds_true]
        found.append(Judged(hold, sum(sign.points for sign in signs), signs, days[hold.key]))
    return sorted(found, key=lambda one: (-one.points, -one.hold.started_at.timestamp()))


def _days(hold: Hold, calendar: WorkCalendar, today: date) -> int:
    """Workdays after the day it began; of a later day, those that were given."""
    if hold.extra is not None:
        return hold.extra
    end = hold.ended_at.astimezone(CHINA).date() if hold.ended_at else today
    return calendar.workdays_between(hold.began.date(), end)


def _is_last_moment(hold: Hold, calendar: WorkCalendar) -> bool:
    if hold.due_on is None or hold.began.date() > hold.due_on:
        return False
    return calendar.workdays_between(hold.began.date(), hold.due_on) <= 1


def _is_before_days_off(hold: Hold, calendar: WorkCalendar) -> bool:
    day = hold.began.date()
    next_work = calendar.nth_after(day, 1)
    return hold.began.time() >= LATE_ON_FRIDAY and calendar.is_workday(day) and (next_work - day).days > 1


def _long(rows: list[Hold], days: dict[str, int]) -> dict[str, int]:
    """Nine of ten holds of a reason are no longer; a reason with few holds has no measure."""
    by_reason: dict[str, list[int]] = {}
    for hold in rows:
        by_reason.setdefault(hold.reason, []).append(days[hold.key])
    ranked = {reason: sorted(found) for reason, found in by_reason.items() if len(found) >= ENOUGH}
    return {reason: found[-(-len(found) * 9 // 10) - 1] for reason, found in ranked.items()}


def _often(rows: list[Hold]) -> set[int]:
    """Officers whose holds a case are twice those of all together."""
    holds = Counter(hold.officer for hold in rows if hold.officer is not None)
    cases = {hold.officer: hold.officer_cases for hold in rows if hold.officer is not None and hold.officer_cases}
    total = sum(cases.values())
    usual = sum(holds[officer] for officer in cases) / total if len(cases) > 1 else 0
    return {
        officer
        for officer, count in cases.items()
        if usual and holds[officer] >= ENOUGH and holds[officer] / count >= OFTEN * usual
    }
