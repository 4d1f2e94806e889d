"""Room for generation of every main transformer, line and area, in one statement."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from gridhealth.hosting.rules import Equipment, HostingRules, Room, room, rules_on

# At noon in spring panels give what they are rated at; what is filed takes room before it is built.
FIGURES = """
    WITH plants AS (
        SELECT g.area_id, g.feeder_id, f.main_transformer_id, g.storage_kw,
            CASE WHEN g.connected_on <= %(day)s THEN g.rated_kw ELSE 0 END AS connected,
            CASE WHEN g.connected_on <= %(day)s THEN 0 ELSE g.rated_kw END AS filed
        FROM gridhealth_generator g JOIN gridhealth_feeder f ON f.id = g.feeder_id
        WHERE g.filed_on <= %(day)s AND (g.left_on IS NULL OR g.left_on > %(day)s)
    )
    SELECT 'main-transformer', m.id, NULL::bigint, m.rated_kva, m.peak_kva * %(factor)s, p.* FROM
        gridhealth_maintransformer m LEFT JOIN LATERAL (SELECT sum(connected), sum(filed), sum(storage_kw) FROM plants
        WHERE main_transformer_id = m.id) p ON true
    UNION ALL SELECT 'feeder', f.id, f.main_transformer_id, %(root)s * f.voltage_kv * f.current_limit_a, f.peak_kw, p.*
        FROM gridhealth_feeder f LEFT JOIN LATERAL (SELECT sum(connected), sum(filed), sum(storage_kw) FROM plants
        WHERE feeder_id = f.id) p ON true
    UNION ALL SELECT 'area', a.id, a.feeder_id, a.rated_kva, a.peak_kva * %(factor)s, p.*
        FROM gridhealth_transformerarea a LEFT JOIN LATERAL (SELECT sum(connected), sum(filed), sum(storage_kw)
        FROM plants WHERE area_id = a.id) p ON true
"""
ABOVE = {"feeder": "main-transformer", "area": "feeder"}
Key = tuple[str, int]


def rooms(*, on: date) -> dict[Key, Room]:
    """By kind and key; what is above comes first, because a grade follows the one above it."""
    constants = rules_on(on)
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"day": on, "factor": constants.power_factor, "root": Decimal(3).sqrt()})
        rows = cursor.fetchall()
    found: dict[Key, Room] = {}
    for kind, pk, parent, rated, peak, *plants in rows:
        above = found.get((ABOVE.get(kind, ""), parent or 0))
        found[kind, pk] = room(_equipment(rated, peak, plants, constants), constants, above=above and above.grade)
    return found


def _equipment(rated: Decimal, peak: Decimal, plants: list[Any], constants: HostingRules) -> Equipment:
    """What is connected already is in the load as it is measured: the load of the typical moment is without it."""
    connected, filed, storage = (value or Decimal(0) for value in plants)
    return Equipment(
        rated_kva=rated, load_kw=peak * constants.typical_share, connected_kw=connected, filed_kw=filed,
        storage_kw=storage,
    )  # fmt: skip


def room_of(kind: str, pk: int, *, on: date) -> Room:
    return rooms(on=on)[kind, pk]
