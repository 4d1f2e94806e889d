"""What a main transformer held: no terminal speaks for it, so the lines below it are added up, quarter by quarter.

Apparent powers are added as they are, which is never less than what the transformer carries. A quarter in which one
of its lines was not heard says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from gridhealth.health.cells import Held
from gridhealth.health.tables import Table

# A run may begin the day before; it counts for the day on which it ends. `lag` proves it unbroken.
SUM_UP = """
    WITH due AS (
        SELECT m.id AS main_id, m.rated_kva, told.day,
            (SELECT count(*) FROM gridhealth_feeder f WHERE f.main_transformer_id = m.id) AS lines
        FROM unnest(%(mains)s::bigint[], %(days)s::date[]) told (main_id, day)
            JOIN gridhealth_maintransformer m ON m.id = told.main_id
    ), heard AS (
        SELECT due.main_id, due.day, due.rated_kva, due.lines, r.at, f.id AS line_id, max(r.kva) AS kva
        FROM due JOIN gridhealth_feeder f ON f.main_transformer_id = due.main_id
            JOIN gridhealth_terminal t ON t.feeder_id = f.id JOIN gridhealth_reading r ON r.terminal_id = t.id
            AND r.at >= (due.day::timestamp AT TIME ZONE 'Asia/Shanghai') - %(before)s * interval '15 minutes'
            AND r.at < ((due.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
        WHERE r.kva IS NOT NULL GROUP BY due.main_id, due.day, due.rated_kva, due.lines, r.at, f.id
    ), quarters AS (
        SELECT main_id, day, at, sum(kva) / rated_kva AS rate FROM heard
        GROUP BY main_id, day, at, rated_kva, lines HAVING count(*) = lines
    ), runs AS (
        SELECT main_id, day, rate, (at AT TIME ZONE 'Asia/Shanghai')::date = day AS is_today,
            CASE WHEN at - lag(at, %(before)s) OVER w = %(before)s * interval '15 minutes'
                THEN min(rate) OVER run END AS held
        FROM quarters WINDOW w AS (PARTITION BY main_id, day ORDER BY at),
            run AS (PARTITION BY main_id, day ORDER BY at ROWS %(before)s PRECEDING)
    )
    INSERT INTO gridhealth_mainday AS kept (main_transformer_id, day, points, held)
    SELECT main_id, day, count(*), round(COALESCE(max(held), 0), 4) FROM runs WHERE is_today GROUP BY main_id, day
    ON CONFLICT (main_transformer_id, day) DO UPDATE SET points = EXCLUDED.points, held = EXCLUDED.held
"""
WINDOWS = """
    SELECT m.id, COALESCE(max(d.held), 0), COALESCE(sum(d.points), 0) / (%(days)s * 96.0)
    FROM gridhealth_maintransformer m LEFT JOIN gridhealth_mainday d
        ON d.main_transformer_id = m.id AND d.day <= %(day)s AND d.day > %(day)s::date - %(days)s
    GROUP BY m.id
"""


def sum_up(table: Table, *, mains: Sequence[int], days: Sequence[date]) -> None:
    """Work out so many days anew: each of `mains` with the day at the same place of `days`."""
    before = table.load["held_points"]["C2"] - 1
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP, {"mains": list(mains), "days": list(days), "before": before})


def held_by_mains(table: Table, *, up_to: date) -> dict[int, Held]:
    """By main transformer, over the window of loads that ends on a day. Without any data the coverage is nothing."""
    with connection.cursor() as cursor:
        cursor.execute(WINDOWS, {"day": up_to, "days": table.load["window_days"]})
        return {pk: Held(rate, coverage) for pk, rate, coverage in cursor.fetchall()}
