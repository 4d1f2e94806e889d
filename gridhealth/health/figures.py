"""From curves to the figures of a day, for every terminal with news, in one statement."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

# A run of eight quarters may begin the day before; it counts for the day on which it ends. `lag` proves it unbroken.
SUM_UP = """
    WITH due AS (
        DELETE FROM gridhealth_changedday WHERE day <= %s RETURNING terminal_id, day
    ), rated AS (
        SELECT t.id, CASE WHEN t.area_id IS NULL THEN 4 ELSE 8 END AS run,
            COALESCE(a.rated_kva, sqrt(3) * f.voltage_kv * f.current_limit_a) AS rating
        FROM gridhealth_terminal t
        LEFT JOIN gridhealth_transformerarea a ON a.id = t.area_id LEFT JOIN gridhealth_feeder f ON f.id = t.feeder_id
    ), quarters AS (
        SELECT due.terminal_id, due.day, rated.run, r.at, r.kva / rated.rating AS rate, r.unbalance, r.customers,
            r.in_band, r.lowest_v, (r.at AT TIME ZONE 'Asia/Shanghai')::date = due.day AS is_today
        FROM due JOIN rated ON rated.id = due.terminal_id JOIN gridhealth_reading r ON r.terminal_id = due.terminal_id
            AND r.at >= (due.day::timestamp AT TIME ZONE 'Asia/Shanghai') - interval '105 minutes'
            AND r.at < ((due.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
    ), runs AS (
        SELECT *,
            CASE WHEN at - lag(at, 7) OVER w = interval '105 minutes' AND count(rate) OVER eight = 8
                THEN min(rate) OVER eight END AS held_two_hours,
            CASE WHEN at - lag(at, 3) OVER w = interval '45 minutes' AND count(rate) OVER four = 4
                THEN min(rate) OVER four END AS held_one_hour,
            at - lag(at, 7) OVER w = interval '105 minutes' AND count(lowest_v) OVER eight = 8
                AND max(lowest_v) OVER eight < %s AS is_low
        FROM quarters
        WINDOW w AS (PARTITION BY terminal_id, day ORDER BY at),
            eight AS (PARTITION BY terminal_id, day ORDER BY at ROWS 7 PRECEDING),
            four AS (PARTITION BY terminal_id, day ORDER BY at ROWS 3 PRECEDING)
    )
    INSERT INTO gridhealth_dayfigures AS f
        (terminal_id, day, points, held, peak, unbalance, voltage_points, customers, customer_points, in_band, is_low)
    SELECT terminal_id, day, count(rate),
        round(COALESCE(max(CASE run WHEN 8 THEN held_two_hours ELSE held_one_hour END), 0)::numeric, 4),
        round(COALESCE(max(rate), 0)::numeric, 4), max(unbalance) FILTER (WHERE rate >= %s),
        count(in_band) FILTER (WHERE customers > 0), COALESCE(max(customers), 0), COALESCE(sum(customers), 0),
        COALESCE(sum(in_band) FILTER (WHERE customers > 0), 0), COALESCE(bool_or(is_low), false)
    FROM runs WHERE is_today GROUP BY terminal_id, day
    ON CONFLICT (terminal_id, day) DO UPDATE SET points = EXCLUDED.points, held = EXCLUDED.held,
        peak = EXCLUDED.peak, unbalance = EXCLUDED.unbalance, voltage_points = EXCLUDED.voltage_points,
        customers = EXCLUDED.customers, customer_points = EXCLUDED.customer_points, in_band = EXCLUDED.in_band,
        is_low = EXCLUDED.is_low
"""

# A year of every terminal in one row: load over a year, voltage and unbalance over thirty days.
WINDOWS = """
    SELECT t.feeder_id, t.area_id, COALESCE(max(held), 0), COALESCE(max(peak), 0),
        count(*) FILTER (WHERE held >= %(heavy)s), count(*) FILTER (WHERE held >= %(over)s),
        COALESCE(sum(points), 0) / (365 * 96.0),
        COALESCE(sum(in_band) FILTER (WHERE month) / NULLIF(sum(customer_points) FILTER (WHERE month), 0)::numeric, 1),
        count(*) FILTER (WHERE month AND is_low), COALESCE(sum(voltage_points) FILTER (WHERE month), 0) / (30 * 96.0),
        COALESCE(max(unbalance) FILTER (WHERE month), 0), count(*) FILTER (WHERE month
            AND unbalance > COALESCE((%(by_group)s::jsonb ->> a.vector_group)::numeric, %(strictest)s)),
        COALESCE(max(customers) FILTER (WHERE month), 0)
    FROM gridhealth_terminal t LEFT JOIN gridhealth_transformerarea a ON a.id = t.area_id LEFT JOIN (
        SELECT *, day > %(day)s::date - 30 AS month FROM gridhealth_dayfigures
        WHERE day > %(day)s::date - 365 AND day <= %(day)s
    ) f ON f.terminal_id = t.id
    GROUP BY t.id
"""

# Of each line the share of its peak that the lines tied to its ends could not carry beside their own peaks.
SHORTFALLS = """
    WITH ties AS (
        SELECT one.feeder_id AS line, other.feeder_id AS beside
        FROM gridhealth_branch b JOIN gridhealth_node one ON one.id = b.one_id
            JOIN gridhealth_node other ON other.id = b.other_id
        WHERE b.kind = 'SWITCH' AND NOT b.is_normally_closed AND one.feeder_id <> other.feeder_id
    ), lines AS (
        SELECT id, peak_kw / %s AS peak_kva, sqrt(3)::numeric * voltage_kv * current_limit_a AS rating_kva
        FROM gridhealth_feeder
    ), spare AS (
        SELECT pair.line, sum(greatest(lines.rating_kva - lines.peak_kva, 0)) AS kva
        FROM (SELECT line, beside FROM ties UNION SELECT beside, line FROM ties) pair
            JOIN lines ON lines.id = pair.beside GROUP BY pair.line
    )
    SELECT lines.id, greatest(0, round(1 - COALESCE(spare.kva, 0) / NULLIF(lines.peak_kva, 0), 4))
    FROM lines LEFT JOIN spare ON spare.line = lines.id
"""


@transaction.atomic
def sum_up(*, up_to: date, lowest_v: object, from_load: object) -> int:
    """Work out the figures of the days about which news came; returns how many days there were."""
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP, [up_to, lowest_v, from_load])
        return int(cursor.rowcount)


def windows(*, up_to: date, by_group: Mapping[str, Decimal], **limits: object) -> list[tuple[object, ...]]:
    """`by_group`: the unbalance that a transformer of each vector group bears, in percent."""
    told = json.dumps({group: str(limit) for group, limit in by_group.items()})
    with connection.cursor() as cursor:
        cursor.execute(WINDOWS, {"day": up_to, "by_group": told, **limits})
        return list(cursor.fetchall())


def shortfalls(*, power_factor: Decimal) -> dict[int, Decimal]:
    """By line, from 0 (others can carry all of it) to 1 (nobody can carry anything)."""
    with connection.cursor() as cursor:
        cursor.execute(SHORTFALLS, [power_factor])
        return dict(cursor.fetchall())
