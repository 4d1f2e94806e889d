"""From curves to the figures of a day, for every terminal with news, in one statement; then for what is above it."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from gridhealth.health import mains as above
from gridhealth.health.tables import Table

# A run may begin the day before; it counts for the day on which it ends. `lag` proves it unbroken. Each `*_before` is
# how many quarters of an hour lie before the last of a run.
SUM_UP = """
    WITH due AS (
        DELETE FROM gridhealth_changedday WHERE day <= %(day)s RETURNING terminal_id, day
    ), rated AS (
        SELECT t.id, t.area_id IS NULL AS is_line,
            COALESCE(a.rated_kva, sqrt(3) * f.voltage_kv * f.current_limit_a) AS rating
        FROM gridhealth_terminal t
        LEFT JOIN gridhealth_transformerarea a ON a.id = t.area_id LEFT JOIN gridhealth_feeder f ON f.id = t.feeder_id
    ), quarters AS (
        SELECT due.terminal_id, due.day, rated.is_line, r.at, r.kva / rated.rating AS rate, r.unbalance, r.customers,
            r.in_band, r.lowest_v, (r.at AT TIME ZONE 'Asia/Shanghai')::date = due.day AS is_today
        FROM due JOIN rated ON rated.id = due.terminal_id JOIN gridhealth_reading r ON r.terminal_id = due.terminal_id
            AND r.at >= (due.day::timestamp AT TIME ZONE 'Asia/Shanghai') - %(longest)s * interval '15 minutes'
            AND r.at < ((due.day + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
    ), runs AS (
        SELECT *,
            CASE WHEN at - lag(at, %(area_before)s) OVER w = %(area_before)s * interval '15 minutes'
                AND count(rate) OVER area = %(area_before)s + 1 THEN min(rate) OVER area END AS area_held,
            CASE WHEN at - lag(at, %(line_before)s) OVER w = %(line_before)s * interval '15 minutes'
                AND count(rate) OVER line = %(line_before)s + 1 THEN min(rate) OVER line END AS line_held,
            at - lag(at, %(low_before)s) OVER w = %(low_before)s * interval '15 minutes'
                AND count(lowest_v) OVER low = %(low_before)s + 1 AND max(lowest_v) OVER low < %(lowest_v)s AS is_low
        FROM quarters
        WINDOW w AS (PARTITION BY terminal_id, day ORDER BY at),
            area AS (PARTITION BY terminal_id, day ORDER BY at ROWS %(area_before)s PRECEDING),
            line AS (PARTITION BY terminal_id, day ORDER BY at ROWS %(line_before)s PRECEDING),
            low AS (PARTITION BY terminal_id, day ORDER BY at ROWS %(low_before)s PRECEDING)
    ), stored AS (
    INSERT INTO gridhealth_dayfigures AS f
        (terminal_id, day, points, held, peak, unbalance, voltage_points, customers, customer_points, in_band, is_low)
    SELECT terminal_id, day, count(rate),
        round(COALESCE(max(CASE WHEN is_line THEN line_held ELSE area_held END), 0)::numeric, 4),
        round(COALESCE(max(rate), 0)::numeric, 4), max(unbalance) FILTER (WHERE rate >= %(from_load)s),
        count(in_band) FILTER (WHERE customers > 0), COALESCE(max(customers), 0), COALESCE(sum(customers), 0),
        COALESCE(sum(in_band) FILTER (WHERE customers > 0), 0), COALESCE(bool_or(is_low), false)
    FROM runs WHERE is_today GROUP BY terminal_id, day
    ON CONFLICT (terminal_id, day) DO UPDATE SET points = EXCLUDED.points, held = EXCLUDED.held,
        peak = EXCLUDED.peak, unbalance = EXCLUDED.unbalance, voltage_points = EXCLUDED.voltage_points,
        customers = EXCLUDED.customers, customer_points = EXCLUDED.customer_points, in_band = EXCLUDED.in_band,
        is_low = EXCLUDED.is_low
    RETURNING 1
    ), mains AS (
        SELECT DISTINCT f.main_transformer_id AS id, due.day
        FROM due JOIN gridhealth_terminal t ON t.id = due.terminal_id JOIN gridhealth_feeder f ON f.id = t.feeder_id
    )
    SELECT (SELECT count(*) FROM stored), array_agg(id), array_agg(day) FROM mains
"""

# Every terminal in one row: load, voltage and unbalance, each over its own window.
WINDOWS = """
    SELECT t.feeder_id, t.area_id,
        COALESCE(max(held) FILTER (WHERE for_load), 0), COALESCE(max(peak) FILTER (WHERE for_load), 0),
        count(*) FILTER (WHERE for_load AND held >= %(heavy)s), count(*) FILTER (WHERE for_load AND held >= %(over)s),
        COALESCE(sum(points) FILTER (WHERE for_load), 0) / (%(load_days)s * 96.0),
        COALESCE(sum(in_band) FILTER (WHERE for_volts)
            / NULLIF(sum(customer_points) FILTER (WHERE for_volts), 0)::numeric, 1),
        count(*) FILTER (WHERE for_volts AND is_low),
        COALESCE(sum(voltage_points) FILTER (WHERE for_volts), 0) / (%(voltage_days)s * 96.0),
        COALESCE(max(unbalance) FILTER (WHERE for_unbalance), 0), count(*) FILTER (WHERE for_unbalance
            AND unbalance > COALESCE((%(by_group)s::jsonb ->> a.vector_group)::numeric, %(strictest)s)),
        COALESCE(max(customers) FILTER (WHERE for_volts), 0),
        LEAST(count(*) FILTER (WHERE for_unbalance AND points > 0) / %(unbalance_days)s::numeric,
            count(unbalance) FILTER (WHERE for_unbalance AND peak >= %(from_load)s)
                / NULLIF(count(*) FILTER (WHERE for_unbalance AND peak >= %(from_load)s), 0)::numeric)
    FROM gridhealth_terminal t LEFT JOIN gridhealth_transformerarea a ON a.id = t.area_id LEFT JOIN (
        SELECT *, day > %(day)s::date - %(load_days)s AS for_load, day > %(day)s::date - %(voltage_days)s AS for_volts,
            day > %(day)s::date - %(unbalance_days)s AS for_unbalance
        FROM gridhealth_dayfigures WHERE day <= %(day)s
            AND day > %(day)s::date - GREATEST(%(load_days)s, %(voltage_days)s, %(unbalance_days)s)
    ) f ON f.terminal_id = t.id
    GROUP BY t.id
"""

# Of each line the share of its peak that the lines tied to its ends could not carry beside their own peaks. No more
# goes over than a tie, and the branches that its two ends hang on, let through; an unknown limit is none.
SHORTFALLS = """
    WITH ties AS (
        SELECT one.feeder_id AS line, other.feeder_id AS beside, sqrt(3)::numeric * f.voltage_kv
            * LEAST(b.limit_a, before_one.limit_a, before_other.limit_a) AS kva
        FROM gridhealth_branch b JOIN gridhealth_node one ON one.id = b.one_id
            JOIN gridhealth_node other ON other.id = b.other_id JOIN gridhealth_feeder f ON f.id = one.feeder_id
            LEFT JOIN gridhealth_branch before_one ON before_one.id = one.fed_by_id
            LEFT JOIN gridhealth_branch before_other ON before_other.id = other.fed_by_id
        WHERE b.kind = 'SWITCH' AND NOT b.is_normally_closed AND one.feeder_id <> other.feeder_id
    ), lines AS (
        SELECT id, peak_kw / %s AS peak_kva, sqrt(3)::numeric * voltage_kv * current_limit_a AS rating_kva
        FROM gridhealth_feeder
    ), neighbours AS (
        SELECT line, beside, CASE WHEN bool_or(kva IS NULL) THEN 'infinity' ELSE sum(kva) END AS tie_kva
        FROM (SELECT line, beside, kva FROM ties UNION ALL SELECT beside, line, kva FROM ties) pair
        GROUP BY line, beside
    ), spare AS (
        SELECT line, sum(LEAST(tie_kva, greatest(lines.rating_kva - lines.peak_kva, 0))) AS kva
        FROM neighbours JOIN lines ON lines.id = beside GROUP BY line
    )
    SELECT lines.id, greatest(0, round(1 - COALESCE(spare.kva, 0) / NULLIF(lines.peak_kva, 0), 4))
    FROM lines LEFT JOIN spare ON spare.line = lines.id
"""


@transaction.atomic
def sum_up(table: Table, *, up_to: date) -> int:
    """Work out the figures of the days about which news came; returns how many days there were."""
    held = table.load["held_points"]
    before = {"area_before": held["T1"] - 1, "line_before": held["F1"] - 1,
              "low_before": table.voltage["low_points"] - 1}  # fmt: skip
    limits = {"lowest_v": table.voltage["lowest_v"], "from_load": table.unbalance["from_load"]}
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP, {"day": up_to, "longest": max(before.values()), **before, **limits})
        [(days, mains, days_of_mains)] = cursor.fetchall()
    if mains:
        above.sum_up(table, mains=mains, days=days_of_mains)
    return int(days)


def windows(table: Table, *, up_to: date) -> list[tuple[object, ...]]:
    """What the windows that end on a day say of every terminal."""
    unbalance = table.unbalance
    values = {
        "heavy": table.load["heavy"], "over": table.load["over"], "load_days": table.load["window_days"],
        "voltage_days": table.voltage["window_days"], "unbalance_days": unbalance["window_days"],
        "by_group": json.dumps({group: str(limit) for group, limit in unbalance["limits"].items()}),
        "strictest": unbalance["limit"], "from_load": unbalance["from_load"],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(WINDOWS, {"day": up_to, **values})
        return list(cursor.fetchall())


def shortfalls(*, power_factor: Decimal) -> dict[int, Decimal]:
    """By line, from 0 (others can carry all of it) to 1 (nobody can carry anything)."""
    with connection.cursor() as cursor:
        cursor.execute(SHORTFALLS, [power_factor])
        return dict(cursor.fetchall())
