"""The stretches of time the dashboards compare: whole local days, the end excluded, and the stretch before. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from deadlines.rules import CHINA

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From the first day's 0:00 to the last day's 24:00, in China."""

    first: date
    last: date

    @classmethod
    def of(cls, day: date) -> Period:
        """The one day."""
        return cls(day, day)

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time.min, CHINA)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last + DAY, time.min, CHINA)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> Period:
        """As many days, right before."""
        return Period(self.first - DAY * self.days, self.first - DAY)


def last_days(today: date, days: int) -> Period:
    """So many days, today included."""
    return Period(today - DAY * (days - 1), today)


def months_back(today: date, months: int) -> list[date]:
    """The first days of this month and of the months before it, oldest first."""
    number = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(number - months + 1, number + 1)]
