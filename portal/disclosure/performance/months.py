"""A page and a table for each of the twelve months before this one; made when somebody asks for it, or twice a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import localdate

from portal.disclosure.performance import queries, showing
from portal.disclosure.performance.pages import MONTHS, month, page, past
from portal.disclosure.topics import Sheet


def sheets(at: datetime, about: set[str] | None) -> Iterator[Sheet]:
    for one in past(localdate(at)):
        yield from sheets_of(one["url"], at)


def sheets_of(address: str, at: datetime) -> Iterator[Sheet]:
    """The page of a month and its table, by the address of either."""
    wanted = f"{MONTHS}{address.removeprefix(MONTHS).removesuffix('/').removesuffix('.csv')}/"
    found = next((one for one in past(localdate(at)) if one["url"] == wanted), None)
    if found is None:
        return
    period = month(found["first"])
    told = queries.of_period(period, at=at)
    yield from page(found["url"], told, period, at=at, month=found["first"], table=f"{wanted[:-1]}.csv")
    yield Sheet(f"{wanted[:-1]}.csv", "", showing.table(told, period))
