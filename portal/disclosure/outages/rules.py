"""How well restoration is foretold, by month: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from django.utils.timezone import localdate

from outages.published.rules import Kind, Phase, PublicOutage

NEAR = timedelta(minutes=30)
"""An estimate was good when power was back no later than this after it."""


@dataclass(frozen=True)
class Accuracy:
    """Of one month: faults that ended in it, shares of one, and the middle deviation of the first word in minutes.

    Later than said counts above zero, sooner below.
    """

    month: date
    count: int
    first_kept: float
    last_kept: float
    middle_minutes: int
    revisions: float

    @property
    def minutes_off(self) -> int:
        """Without its sign: the page says sooner or later."""
        return abs(self.middle_minutes)


def accuracy(outages: Iterable[PublicOutage]) -> list[Accuracy]:
    """The newest month first. What had no estimate, or ended otherwise than by restoration, does not count."""
    months: dict[date, list[tuple[datetime, list[datetime]]]] = defaultdict(list)
    for one in outages:
        if one.kind == Kind.FAULT and one.phase == Phase.OVER and one.ended_at and one.estimates:
            month = localdate(one.ended_at).replace(day=1)
            months[month].append((one.ended_at, [told.back_at for told in one.estimates]))
    return [_of_month(month, months[month]) for month in sorted(months, reverse=True)]


def _of_month(month: date, rows: list[tuple[datetime, list[datetime]]]) -> Accuracy:
    count = len(rows)
    late = [(ended - told[0]).total_seconds() / 60 for ended, told in rows]
    return Accuracy(
        month=month, count=count,
        first_kept=sum(ended - told[0] <= NEAR for ended, told in rows) / count,
        last_kept=sum(ended - told[-1] <= NEAR for ended, told in rows) / count,
        middle_minutes=round(median(late)),
        revisions=sum(len(told) - 1 for _ended, told in rows) / count,
    )  # fmt: skip
