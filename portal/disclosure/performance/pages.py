"""The page of what was achieved in the last twelve months, and the same for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.utils.timezone import localdate

from portal.dashboards.periods import Period, last_days, months_back
from portal.disclosure.frame import pages
from portal.disclosure.performance import queries, showing
from portal.disclosure.performance.rules import Section
from portal.disclosure.topics import Sheet

HOME, MONTHS = "/public/performance/", "/public/performance/months/"
YEAR, PAST = 365, 12
STATED = ("times", "steps", "satisfaction")


def sheets(at: datetime, about: set[str] | None) -> Iterator[Sheet]:
    period = last_days(localdate(at), YEAR)
    told = [*queries.of_period(period, at=at), *queries.self_score(at=at)]
    yield from page(HOME, told, period, at=at, months=past(localdate(at)))
    yield Sheet("/public/performance.csv", "", showing.table(told, period))
    yield Sheet("/public/performance.json", "", showing.document(told, period, at=at))


def page(address: str, told: Iterable[Section], period: Period, *, at: datetime, **more: Any) -> Iterator[Sheet]:
    told = list(told)
    whole = next(row for one in told if one.key == "times" for row in one.rows)
    shown = {"tables": partial(showing.tables, told), "period": period, "whole": whole, "is_few": whole.is_few}
    yield from pages(address, "public/performance.html", at=at, **shown, **more)


def past(today: date) -> list[dict[str, Any]]:
    """The twelve whole months before this one, the newest first."""
    months = months_back(today, PAST + 1)[-2::-1]
    return [{"first": one, "url": f"{MONTHS}{one:%Y-%m}/"} for one in months]


def month(first: date) -> Period:
    """The whole month that begins on this day."""
    after = (first + timedelta(days=32)).replace(day=1)
    return Period(first, after - timedelta(days=1))
