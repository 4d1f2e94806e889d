"""Reliability indices from raw interruptions, by DL/T 836.1-2016 and by IEEE 1366-2022. The two are never mixed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import fmean, stdev

SIX = Decimal("0.000001")
MAJOR = 2.5


@dataclass(frozen=True)
class Edition:
    """One standard's way of counting: which cuts are short, who is a user, in which unit time is told."""

    key: str
    name: str
    short: timedelta
    counts_short: bool
    counts_customers: bool
    unit: timedelta
    splits_periods: bool


# DL/T 836 counts each public transformer (or medium-voltage customer) as one user, its index "-1" counts every cut,
# and hours fall into the period in which they pass. IEEE 1366 counts customers, sustained cuts alone, and a cut
# belongs whole to the day on which it began.
DLT_836 = Edition("dlt836", "DL/T 836.1-2016", timedelta(minutes=3), True, False, timedelta(hours=1), True)
IEEE_1366 = Edition("ieee1366", "IEEE 1366-2022", timedelta(minutes=5), False, True, timedelta(minutes=1), False)
EDITIONS = {edition.key: edition for edition in (DLT_836, IEEE_1366)}


@dataclass(frozen=True)
class Cut:
    """One place without supply from `off_at` to `on_at`: a step of restoration is the end of some places' cuts."""

    place: int
    customers: int
    off_at: datetime
    on_at: datetime
    is_external: bool = False
    is_rationing: bool = False

    @property
    def lasts(self) -> timedelta:
        return self.on_at - self.off_at

    def users(self, edition: Edition) -> int:
        return self.customers if edition.counts_customers else 1


@dataclass(frozen=True)
class Period:
    """Half open, so that months and years fit together; its hours are 8784 in a leap year."""

    start: datetime
    end: datetime

    @property
    def lasts(self) -> timedelta:
        return self.end - self.start

    def holds(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    def clip(self, cut: Cut) -> timedelta:
        return max(min(cut.on_at, self.end) - max(cut.off_at, self.start), timedelta(0))


@dataclass(frozen=True)
class Indices:
    """What one standard says of one period; None where a quotient has no meaning."""

    edition: str
    served: int
    saidi: Decimal
    saifi: Decimal
    caidi: Decimal | None
    caifi: Decimal | None
    asai: Decimal
    maifi: Decimal


@dataclass(frozen=True)
class Sums:
    """The sums that the quotients are made of, however they were counted: here, or in the database."""

    user_time: timedelta
    interruptions: int
    affected: int
    short_interruptions: int


def indices(cuts: Iterable[Cut], *, served: int, period: Period, edition: Edition) -> Indices:
    return quotients(sums(merged(cuts), period, edition), served=served, period=period, edition=edition)


def merged(cuts: Iterable[Cut]) -> list[Cut]:
    """Overlapping or touching cuts of one place are one: nobody is without supply twice at a time."""
    found: list[Cut] = []
    for cut in sorted(cuts, key=lambda cut: (cut.place, cut.off_at)):
        last = found[-1] if found else None
        if last is not None and last.place == cut.place and cut.off_at <= last.on_at:
            more = max(last.customers, cut.customers)
            found[-1] = Cut(last.place, more, last.off_at, max(last.on_at, cut.on_at), last.is_external)
        else:
            found.append(cut)
    return found


def sums(cuts: Sequence[Cut], period: Period, edition: Edition) -> Sums:
    """Of cuts that do not overlap."""
    time, count, short = timedelta(0), 0, 0
    affected: dict[int, int] = {}
    for cut in cuts:
        users, is_short, began = cut.users(edition), cut.lasts <= edition.short, period.holds(cut.off_at)
        short += users if is_short and began else 0
        if is_short and not edition.counts_short:
            continue
        time += users * (period.clip(cut) if edition.splits_periods else cut.lasts * began)
        if began:
            count, affected[cut.place] = count + users, users
    return Sums(time, count, sum(affected.values()), short)


def quotients(told: Sums, *, served: int, period: Period, edition: Edition) -> Indices:
    if served <= 0:
        raise ValueError("An index needs somebody who is served.")
    time = _exact(told.user_time, edition.unit)
    dark = _exact(told.user_time, period.lasts) / served
    return Indices(
        edition.key, served, _six(time / served), _six(Decimal(told.interruptions) / served),
        _six(time / told.interruptions) if told.interruptions else None,
        _six(Decimal(told.interruptions) / told.affected) if told.affected else None,
        _six(1 - dark), _six(Decimal(told.short_interruptions) / served),
    )  # fmt: skip


def _exact(time: timedelta, unit: timedelta) -> Decimal:
    return Decimal(time // timedelta(microseconds=1)) / Decimal(unit // timedelta(microseconds=1))


def _six(number: Decimal) -> Decimal:
    return number.quantize(SIX, ROUND_HALF_EVEN)


def variant(cuts: Iterable[Cut], n: int) -> list[Cut]:
    """The suffixes of DL/T 836: 1 all, 2 without external influence, 3 without rationing, 4 without short cuts."""
    if n not in (1, 2, 3, 4):
        raise ValueError(f"DL/T 836 has no suffix {n}")
    left_out = {2: _is_external, 3: _is_rationing, 4: _is_short}.get(n)
    return [cut for cut in cuts if left_out is None or not left_out(cut)]


def _is_external(cut: Cut) -> bool:
    return cut.is_external


def _is_rationing(cut: Cut) -> bool:
    return cut.is_rationing


def _is_short(cut: Cut) -> bool:
    return cut.lasts <= DLT_836.short


def cemi(cuts: Iterable[Cut], *, more_than: int, served: int, period: Period) -> Decimal:
    """The share of customers with more than `more_than` sustained interruptions, by IEEE 1366."""
    times: dict[int, int] = defaultdict(int)
    customers: dict[int, int] = {}
    for cut in merged(cuts):
        if period.holds(cut.off_at) and cut.lasts > IEEE_1366.short:
            times[cut.place] += 1
            customers[cut.place] = max(cut.customers, customers.get(cut.place, 0))
    return _six(Decimal(sum(customers[place] for place, n in times.items() if n > more_than)) / served)


def major_event_threshold(daily_saidi: Iterable[Decimal]) -> Decimal | None:
    """T_MED of the 2.5-beta method: days without any interruption are left out. None: too little to tell."""
    logs = [math.log(day) for day in daily_saidi if day > 0]
    if len(logs) < 2:
        return None
    return _six(Decimal(math.exp(fmean(logs) + MAJOR * stdev(logs))))
