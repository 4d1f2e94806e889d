"""What every line and area of the county still has, in one statement: for lists, maps and what is published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from gridhealth import rules

# The same formulas as for one point, over whole tables. A peak holds what was connected up to its own day.
OPEN = """
    WITH taken AS (
        SELECT r.area_id, r.feeder_id, f.main_transformer_id, r.firm_kva,
            CASE r.stage WHEN 'HELD' THEN 'infinity'::date
                ELSE (r.settled_at AT TIME ZONE 'Asia/Shanghai')::date END AS seen_from
        FROM gridhealth_reservation r JOIN gridhealth_feeder f ON f.id = r.feeder_id
        WHERE r.stage IN ('HELD', 'CONNECTED')
    ), mains AS (
        SELECT m.id, %(share)s * m.rated_kva - m.peak_kva - %(diversity)s * COALESCE((
            SELECT sum(firm_kva) FROM taken t WHERE t.main_transformer_id = m.id AND t.seen_from > m.peak_on), 0)
            AS open
        FROM gridhealth_maintransformer m
    ), lines AS (
        SELECT f.id, mains.open AS main_open, %(share)s * %(root)s * f.voltage_kv * f.current_limit_a
            - f.peak_kw / %(factor)s - %(diversity)s * COALESCE((
            SELECT sum(firm_kva) FROM taken t WHERE t.feeder_id = f.id AND t.seen_from > f.peak_on), 0) AS open
        FROM gridhealth_feeder f JOIN mains ON mains.id = f.main_transformer_id
    )
    SELECT 'feeder', id, NULL::numeric, open, main_open FROM lines
    UNION ALL
    SELECT 'area', a.id, %(share)s * a.rated_kva - a.peak_kva - %(diversity)s * COALESCE((
            SELECT sum(firm_kva) FROM taken t WHERE t.area_id = a.id AND t.seen_from > a.peak_on), 0),
        lines.open, lines.main_open
    FROM gridhealth_transformerarea a JOIN lines ON lines.id = a.feeder_id
"""
LABELS = ("area", "feeder", "main-transformer")
# Bands for the public: the lower end of each, kVA. A number to the last kVA would say too much, and be old tomorrow.
BANDS = (Decimal(0), Decimal(10), Decimal(80), Decimal(200), Decimal(500), Decimal(2000))


@dataclass(frozen=True, slots=True)
class Open:
    """What one object can still give, rounded down, and what is the narrowest on the way."""

    open_kva: Decimal
    bottleneck: str


def open_everywhere(*, at: datetime) -> dict[tuple[str, int], Open]:
    """By kind ("feeder", "area") and key."""
    constants = rules.rules_on(localdate(at))
    values: dict[str, Any] = {
        "share": constants.load_share, "diversity": constants.diversity, "factor": constants.power_factor,
        "root": Decimal(3).sqrt(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(OPEN, values)
        return {(kind, pk): _narrowest(constants.step_kva, limits) for kind, pk, *limits in cursor.fetchall()}


def _narrowest(step: Decimal, limits: list[Decimal | None]) -> Open:
    kva, label = min((limit, label) for limit, label in zip(limits, LABELS, strict=True) if limit is not None)
    return Open(max((kva / step).to_integral_value(ROUND_FLOOR) * step, Decimal(0)), label)


def band(open_kva: Decimal) -> tuple[Decimal, Decimal | None]:
    """The lower and upper end of the band that a number lies in; the last has no upper end."""
    n = max(n for n, least in enumerate(BANDS) if open_kva >= least)
    return BANDS[n], BANDS[n + 1] if n + 1 < len(BANDS) else None
