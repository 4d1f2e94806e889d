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

from django.conf import settings
from django.db import connection
from django.db.models import Count, Sum
from django.utils.timezone import make_aware

from customers.models import SupplyPoint
from gridhealth.models import Feeder, GridCell, TransformerArea
from outages.indices.models import AreaCensus
from outages.indices.rules import (
    DLT_836,
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

# A place is a transformer, or, below zero, a line with the customers who hang on it alone: each of those is a user by
# both standards. The periods may overlap: a year beside its months.
CUTS = """
WITH dark AS (
    SELECT i.area_id AS place, a.feeder_id, a.cell_id, i.customers, false AS is_line, i.off_at, i.on_at
    FROM outages_interruption i JOIN gridhealth_transformerarea a ON a.id = i.area_id
    UNION ALL
    SELECT coalesce(p.area_id, -p.feeder_id), p.feeder_id, coalesce(a.cell_id, f.cell_id),
           coalesce(n.customers, p.customers), p.area_id IS NULL, p.off_at, p.back_at
    FROM outages_part p JOIN gridhealth_feeder f ON f.id = p.feeder_id
    LEFT JOIN gridhealth_transformerarea a ON a.id = p.area_id LEFT JOIN outages_areacensus n ON n.area_id = p.area_id
    WHERE NOT p.is_void
), spans AS (
    SELECT place, CASE WHEN %(counts_customers)s OR bool_or(is_line) THEN max(customers) ELSE 1 END AS users,
           range_agg(tstzrange(off_at, greatest(coalesce(on_at, %(at)s), off_at))) AS dark
    FROM dark
    WHERE off_at < least(%(at)s, %(last)s) AND coalesce(on_at, %(at)s) > %(first)s
      AND (%(feeder)s::bigint IS NULL OR feeder_id = %(feeder)s)
      AND (%(cell)s::bigint IS NULL OR cell_id = %(cell)s)
    GROUP BY place
), cuts AS (
    SELECT s.place, s.users, lower(one) AS off_at, upper(one) AS on_at, upper(one) - lower(one) <= %(short)s AS is_short
    FROM spans s, unnest(s.dark) AS one
)
"""
PER_PLACE = """, told AS (
    SELECT p.n, c.*, c.off_at >= p.start AS began, %(counts_short)s OR NOT c.is_short AS counts,
           CASE WHEN %(splits)s THEN least(c.on_at, p.finish) - greatest(c.off_at, p.start)
                WHEN c.off_at >= p.start THEN c.on_at - c.off_at ELSE interval '0' END AS lasts
    FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) WITH ORDINALITY AS p(start, finish, n)
    JOIN cuts c ON c.off_at < p.finish AND c.on_at > p.start
), per_place AS (
    SELECT n, place, max(users) AS users,
           coalesce(sum(extract(epoch FROM lasts)) FILTER (WHERE counts), 0) AS seconds,
           count(*) FILTER (WHERE counts AND began) AS times, count(*) FILTER (WHERE is_short AND began) AS shorts
    FROM told GROUP BY n, place
)
"""
SUMS = """
SELECT n, (sum(users * seconds) * 1000000)::bigint, sum(users * times),
       coalesce(sum(users) FILTER (WHERE times > 0), 0), sum(users * shorts)
FROM per_place GROUP BY n
"""
OFTEN = "SELECT place, times, users FROM per_place WHERE times > %(more_than)s AND place > 0 ORDER BY times DESC, place"
# A cut belongs whole to the day on which it began.
DAYS = """
SELECT (off_at AT TIME ZONE %(zone)s)::date, (sum(users * extract(epoch FROM on_at - off_at)) * 1000000)::bigint
FROM cuts WHERE NOT is_short AND off_at >= %(first)s GROUP BY 1
"""


@dataclass(frozen=True)
class Scope:
    """The county, or one cell or line of it."""

    feeder: Feeder | None = None
    cell: GridCell | None = None

    def areas(self) -> Any:
        chosen = {"feeder": self.feeder, "cell": self.cell}
        return TransformerArea.objects.filter(**{name: row for name, row in chosen.items() if row})

    def served(self) -> dict[str, int]:
        """How many users each standard counts here: one statement for the transformers, one for the lines' own."""
        census = AreaCensus.objects.filter(area__in=self.areas())
        told = census.aggregate(customers=Sum("customers"), areas=Count("pk"))
        lines = {"feeder": self.feeder, "feeder__cell": self.cell}
        chosen = {name: row for name, row in lines.items() if row}
        own = SupplyPoint.objects.filter(area=None, feeder__isnull=False, closed_at=None, **chosen).count()
        return {DLT_836.key: (told["areas"] or 0) + own, IEEE_1366.key: (told["customers"] or 0) + own}


def _asked(periods: Sequence[Period], edition: Edition, scope: Scope, *, at: datetime, **more: Any) -> dict[str, Any]:
    return {
        "at": at, "first": min(p.start for p in periods), "last": max(p.end for p in periods), "short": edition.short,
        "feeder": scope.feeder and scope.feeder.pk, "cell": scope.cell and scope.cell.pk,
        "counts_customers": edition.counts_customers, "counts_short": edition.counts_short,
        "splits": edition.splits_periods, "starts": [p.start for p in periods], "ends": [p.end for p in periods],
        **more,
    }  # fmt: skip


def _ask(ending: str, periods: Sequence[Period], edition: Edition, scope: Scope, *, at: datetime, **more: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(CUTS + ending, _asked(periods, edition, scope, at=at, **more))
        return cursor.fetchall()


def as_text(periods: Sequence[Period], edition: Edition, scope: Scope, *, at: datetime) -> str:
    """The statement behind `told` with its values, as the database would be asked; it is not asked."""
    with connection.cursor() as cursor:
        return mogrified(cursor, CUTS + PER_PLACE + SUMS, _asked(periods, edition, scope, at=at))


def mogrified(cursor: Any, statement: str, given: dict[str, Any]) -> str:
    """`statement` with the values in their places, as the driver would send it."""
    told: Any = cursor.mogrify(statement, given)
    return told.decode() if isinstance(told, bytes) else str(told)


def told(
    periods: Sequence[Period], edition: Edition, scope: Scope, *, at: datetime, served: int | None = None
) -> list[Indices | None]:  # fmt: skip
    """The indices of each period, however they overlap, in one statement; None where nobody is served."""
    if not periods:
        return []
    users = scope.served()[edition.key] if served is None else served
    if not users:
        return [None] * len(periods)
    found = {
        row[0]: Sums(row[1] * MICROSECOND, *map(int, row[2:]))
        for row in _ask(PER_PLACE + SUMS, periods, edition, scope, at=at)
    }  # fmt: skip
    quiet = Sums(timedelta(0), 0, 0, 0)
    return [quotients(found.get(n, quiet), served=users, period=p, edition=edition) for n, p in enumerate(periods, 1)]


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
    rows = _ask(PER_PLACE + OFTEN, [period], IEEE_1366, scope, at=at, more_than=more_than)
    areas = TransformerArea.objects.select_related("feeder").in_bulk([row[0] for row in rows])
    return [(areas[area], times, customers) for area, times, customers in rows]


def major_event_days(
    scope: Scope, year: int, *, at: datetime, served: int | None = None
) -> tuple[Decimal | None, list[tuple[datetime, Decimal]]]:
    """The threshold from the five years before, or, where less than one whole year is older, from all; its days."""
    users = scope.served()[IEEE_1366.key] if served is None else served
    if not users:
        return None, []
    begin, last = whole(year - YEARS_OF_DAYS).start, whole(year)
    rows = _ask(DAYS, [Period(begin, last.end)], IEEE_1366, scope, at=at, zone=settings.TIME_ZONE)
    days = {make_aware(datetime(*day.timetuple()[:3])): _minutes(time, users) for day, time in sorted(rows)}  # noqa: DTZ001
    own = [(day, saidi) for day, saidi in days.items() if day >= last.start]
    older = [saidi for day, saidi in days.items() if day < last.start]
    is_enough = bool(days) and min(days) <= last.start - timedelta(days=365)
    threshold = major_event_threshold(older if is_enough else days.values())
    return threshold, [(day, saidi) for day, saidi in own if threshold is not None and saidi > threshold]


def _minutes(microseconds: int, users: int) -> Decimal:
    return Decimal(microseconds) / 60_000_000 / users


__all__ = ["EDITIONS", "Scope", "frequent", "major_event_days", "month", "months", "told", "whole"]
