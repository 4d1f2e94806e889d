"""A year of made-up figures for every line and area, in one statement each, and the first assessment."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils.timezone import localdate

from accounts.models import User
from gridhealth.health.actions import assess, plan_cure
from gridhealth.health.choices import State
from gridhealth.health.models import DayFigures, Health, HealthChange
from gridhealth.models import Feeder, TransformerArea
from gridhealth.telemetry.models import Terminal

# The year's peak falls on a few days around Spring Festival; a terminal here and there misses many points, some areas
# have voltage below the band.
YEAR = """
    INSERT INTO gridhealth_dayfigures
        (terminal_id, day, points, held, peak, unbalance, voltage_points, customers, customer_points, in_band, is_low)
    SELECT id, day, points, round(rate, 4), round(rate * 1.06, 4), dice * 14, points, customers, customers * points,
        round(customers * points * (CASE WHEN id %% 29 = 0 THEN 0.965 WHEN id %% 83 = 0 THEN 0.93 ELSE 0.996 END)),
        false
    FROM (
        SELECT t.id, d::date AS day, CASE WHEN t.id %% 23 = 0 THEN 60 ELSE 96 END AS points,
            20 + t.id %% 60 AS customers,
            (hashint8(t.id * 1000 + (d::date - '2000-01-01'::date)) & 1023) / 1024.0 AS dice,
            CASE WHEN extract(doy FROM d) BETWEEN 38 AND 44 THEN s.share
                ELSE s.share * (0.55 + (hashint8(t.id * 1000 + (d::date - '2000-01-01'::date)) & 255) / 600.0)
            END AS rate
        FROM gridhealth_terminal t
        JOIN LATERAL (
            SELECT COALESCE(
                (SELECT peak_kva / rated_kva FROM gridhealth_transformerarea WHERE id = t.area_id),
                (SELECT peak_kw / 0.95 / (sqrt(3)::numeric * voltage_kv * current_limit_a)
                    FROM gridhealth_feeder WHERE id = t.feeder_id)) AS share
        ) s ON true
        CROSS JOIN generate_series(%s::date, %s::date, interval '1 day') d
    ) made ON CONFLICT DO NOTHING
"""
# A main transformer has its peak on the same days.
MAINS = """
    INSERT INTO gridhealth_mainday (main_transformer_id, day, points, held)
    SELECT id, d::date, 96, round(peak_kva / rated_kva * CASE WHEN extract(doy FROM d) BETWEEN 38 AND 44 THEN 1
        ELSE 0.55 + (hashint8(id * 1000 + (d::date - '2000-01-01'::date)) & 255) / 600.0 END, 4)
    FROM gridhealth_maintransformer CROSS JOIN generate_series(%s::date, %s::date, interval '1 day') d
    ON CONFLICT DO NOTHING
"""


# What fell ill did so on some day of the last eight weeks, one after the other.
HISTORY = """
    WITH fallen AS (
        UPDATE gridhealth_health SET since = %s::date - (id %% 56)::int
        WHERE state IN ('SUB', 'ILL') AND cell_id IS NULL RETURNING id, since, state, causes
    )
    INSERT INTO gridhealth_healthchange (health_id, "on", before, after, causes)
    SELECT id, since - 300, '', 'HEALTHY', '[]'::jsonb FROM fallen
    UNION ALL SELECT id, since, 'HEALTHY', state, causes FROM fallen
"""
CURES = ("分接负荷到相邻线路", "更换过载台区变压器三台", "线路分段并加装调压器")


def load(at: datetime) -> None:
    """Once; a network that has been assessed is left as it is."""
    if Health.objects.exists() or DayFigures.objects.exists():
        return
    Terminal.objects.bulk_create(
        [
            Terminal(code=f"TTU-{area.code}", area=area, heard_at=at - timedelta(days=4 if n % 97 == 96 else 0))
            for n, area in enumerate(TransformerArea.objects.only("code").order_by("pk"))
        ]
        + [Terminal(code=f"FTU-{feeder.code}", feeder=feeder, heard_at=at) for feeder in Feeder.objects.only("code")],
        ignore_conflicts=True,
    )
    today = localdate(at)
    with connection.cursor() as cursor:
        for made in (YEAR, MAINS):
            cursor.execute(made, [today - timedelta(days=364), today])
    assess(at=at)
    with connection.cursor() as cursor:
        HealthChange.objects.filter(health__cell=None, after__in=[State.ILL, State.SUB]).delete()
        cursor.execute(HISTORY, [today])
    _plan_cures(at)


def _plan_cures(at: datetime) -> None:
    """The planner sees to three lines that are not healthy."""
    planner = User.objects.filter(username="planner").first()
    rows = Health.objects.exclude(feeder=None).filter(state__in=[State.ILL, State.SUB]).order_by("-customers")[:3]
    for n, row in enumerate(rows if planner else ()):
        planned_on = localdate(at) + timedelta(days=45 + 30 * n)
        terms = {"what": CURES[n], "budget_yuan": 180_000 * (n + 1), "planned_on": planned_on}
        plan_cure(row, terms=terms, by=planner, at=at)
