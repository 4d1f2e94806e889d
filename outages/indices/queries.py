"""The sums of the indices, counted in the database over all interruptions at once. Reads only.

`frequent` is the list of areas cut too often; the archive of the network's health reads it from a floor below, so it
is handed this list by the portal. Faults come from the parts of their outages, planned work from its interruptions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Sum
from django.utils.timezone import make_aware

from gridhealth.models import Feeder, GridCell, TransformerArea
from outages.indices.models import AreaCensus
from outages.indices.rules import (
    EDITIONS,
    IEEE_1366,
    Edition,
    Indices,
    Period,
    Sums,
    major_event_threshold,
    quotients,
)  # fmt: skip

MICROSECOND = timedelta(microseconds=1)
YEARS_OF_DAYS = 5

PER_AREA = """
WITH dark AS (
    SELECT area_id, customers, off_at, on_at FROM outages_interruption
    UNION ALL
    SELECT p.area_id, coalesce(n.customers, p.customers), p.off_at, p.back_at
    FROM outages_part p LEFT JOIN outages_areacensus n ON n.area_id = p.area_id
    WHERE NOT p.is_void AND p.area_id IS NOT NULL
), spans AS (
    SELECT i.area_id, max(i.customers) AS customers,
           range_agg(tstzrange(i.off_at, greatest(coalesce(i.on_at, %(at)s), i.off_at))) AS dark
    FROM dark i JOIN gridhealth_transformerarea a ON a.id = i.area_id
    WHERE i.off_at < least(%(at)s, %(last)s) AND coalesce(i.on_at, %(at)s) > %(first)s
      AND (%(feeder)s::bigint IS NULL OR a.feeder_id = %(feeder)s)
      AND (%(cell)s::bigint IS NULL OR a.cell_id = %(cell)s)
    GROUP BY i.area_id
), cuts AS (
    SELECT s.area_id, CASE WHEN %(counts_customers)s THEN s.customers ELSE 1 END AS users,
           lower(one) AS off_at, upper(one) AS on_at, upper(one) - lower(one) <= %(short)s AS is_short
    FROM spans s, unnest(s.dark) AS one
), told AS (
    SELECT p.start, p.finish, c.*, c.off_at >= p.start AS began,
           %(counts_short)s OR NOT c.is_short AS counts,
           CASE WHEN %(splits)s THEN least(c.on_at, p.finish) - greatest(c.off_at, p.start)
                WHEN c.off_at >= p.start THEN c.on_at - c.off_at ELSE interval '0' END AS lasts
    FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS p(start, finish)
    JOIN cuts c ON c.off_at < p.finish AND c.on_at > p.start
), per_area AS (
    SELECT start, area_id, max(users) AS users,
           coalesce(sum(extract(epoch FROM lasts)) FILTER (WHERE counts), 0) AS seconds,
           count(*) FILTER (WHERE counts AND began) AS times, count(*) FILTER (WHERE is_short AND began) AS shorts
    FROM told GROUP BY start, area_id
)
"""
SUMS = """
SELECT start, (sum(users * seconds) * 1000000)::bigint, sum(users * times),
       coalesce(sum(users) FILTER (WHERE times > 0), 0), sum(users * shorts)
FROM per_area GROUP BY start
"""
OFTEN = "SELECT area_id, times, users FROM per_area WHERE times > %(more_than)s ORDER BY times DESC, area_id"


@dataclass(frozen=True)
class Scope:
    """The county, or one cell or line of it."""

    feeder: Feeder | None = None
    cell: GridCell | None = None

    def areas(self) -> Any:
        chosen = {"feeder": self.feeder, "cell": self.cell}
        return TransformerArea.objects.filter(**{name: row for name, row in chosen.items() if row})

    def served(self, edition: Edition) -> int:
        census = AreaCensus.objects.filter(area__in=self.areas())
        told = census.aggregate(customers=Sum("customers"), areas=Count("pk"))
        return int((told["customers"] if edition.counts_customers else told["areas"]) or 0)


def _ask(ending: str, periods: Sequence[Period], edition: Edition, scope: Scope, *, at: datetime, **more: Any) -> Any:
    asked = {
        "at": at, "first": periods[0].start, "last": periods[-1].end, "short": edition.short,
        "feeder": scope.feeder and scope.feeder.pk, "cell": scope.cell and scope.cell.pk,
        "counts_customers": edition.counts_customers, "counts_short": edition.counts_short,
        "splits": edition.splits_periods, "starts": [p.start for p in periods], "ends": [p.end for p in periods],
        **more,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PER_AREA + ending, asked)
        return cursor.fetchall()


def told(periods: Sequence[Period], edition: Edition, scope: Scope, *, at: datetime) -> list[Indices | None]:
    """The indices of each period in one statement; None where nobody is served."""
    if not periods:
        return []
    served = scope.served(edition)
    found = {
        row[0]: Sums(row[1] * MICROSECOND, *map(int, row[2:]))
        for row in _ask(SUMS, periods, edition, scope, at=at)
    }  # fmt: skip
    quiet = Sums(timedelta(0), 0, 0, 0)
    return [
        quotients(found.get(p.start, quiet), served=served, period=p, edition=edition) if served else None
        for p in periods
    ]  # fmt: skip


def month(year: int, n: int) -> Period:
    begin, end = datetime(year, n, 1), datetime(year + n // 12, n % 12 + 1, 1)  # noqa: DTZ001 - made aware here
    return Period(make_aware(begin), make_aware(end))


def months(year: int) -> list[Period]:
    return [month(year, n) for n in range(1, 13)]


def whole(year: int) -> Period:
    return Period(month(year, 1).start, month(year, 12).end)


def so_far(periods: Sequence[Period], *, at: datetime) -> list[Period]:
    """Only what has begun, the running one until now: hours still to come are no hours with power."""
    return [Period(one.start, min(one.end, at)) for one in periods if one.start < at]


def frequent(scope: Scope, period: Period, *, more_than: int, at: datetime) -> list[tuple[TransformerArea, int, int]]:
    """Areas with more than so many sustained interruptions: area, times, customers; the worst first."""
    rows = _ask(OFTEN, [period], IEEE_1366, scope, at=at, more_than=more_than)
    areas = TransformerArea.objects.select_related("feeder").in_bulk([row[0] for row in rows])
    return [(areas[area], times, customers) for area, times, customers in rows]


def major_event_days(scope: Scope, year: int, *, at: datetime) -> tuple[Decimal | None, list[tuple[datetime, Decimal]]]:
    """The threshold from the five years before, or from the year itself where nothing is older; and its days."""
    older = _daily(scope, Period(whole(year - YEARS_OF_DAYS).start, whole(year).start), at=at)
    own = _daily(scope, whole(year), at=at)
    threshold = major_event_threshold(day for _at, day in older or own)
    return threshold, [(day, saidi) for day, saidi in own if threshold is not None and saidi > threshold]


def _daily(scope: Scope, period: Period, *, at: datetime) -> list[tuple[datetime, Decimal]]:
    days = [period.start + timedelta(days=n) for n in range(period.lasts.days)]
    found = told([Period(day, day + timedelta(days=1)) for day in days], IEEE_1366, scope, at=at)
    return [(day, one.saidi) for day, one in zip(days, found, strict=True) if one and one.saidi]


__all__ = ["EDITIONS", "Scope", "frequent", "major_event_days", "month", "months", "told", "whole"]
