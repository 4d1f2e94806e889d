"""A year of made-up figures for every line and area, in one statement each, and the first assessment."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils.timezone import localdate

from gridhealth.health.actions import assess
from gridhealth.health.models import DayFigures, Health
from gridhealth.models import Feeder, TransformerArea
from gridhealth.telemetry.models import Terminal

# The year's peak falls on a few days around Spring Festival; a terminal here and there misses many points, some areas
# have voltage below the band.
YEAR = """
    INSERT INTO gridhealth_dayfigures
        (terminal_id, day, points, held, peak, unbalance, voltage_points, customers, customer_points, in_band, is_low)
    SELECT id, day, points, round(rate, 4), round(rate * 1.06, 4), dice * 14, points, customers, customers * points,
        round(customers * points * (CASE WHEN id %% 19 = 0 THEN 0.965 WHEN id %% 41 = 0 THEN 0.93 ELSE 0.996 END)),
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


def load(at: datetime) -> None:
    """Once; a network that has been assessed is left as it is."""
    if Health.objects.exists() or DayFigures.objects.exists():
        return
    Terminal.objects.bulk_create(
        [Terminal(code=f"TTU-{area.code}", area=area) for area in TransformerArea.objects.only("code")]
        + [Terminal(code=f"FTU-{feeder.code}", feeder=feeder) for feeder in Feeder.objects.only("code")],
        ignore_conflicts=True,
    )
    today = localdate(at)
    with connection.cursor() as cursor:
        cursor.execute(YEAR, [today - timedelta(days=364), today])
    assess(at=at)
