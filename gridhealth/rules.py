"""Open capacity and lengths: values in, a frozen value out. No database, no floats where a verdict hangs on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _
from pyproj import Transformer as Projection
from shapely import distance, from_geojson, transform
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import shape

from deadlines.editions import in_force
from gridhealth.choices import Crs

# Plane of the 3-degree zone with central meridian 114 E: at the county's east edge 2.6 cm off in 150 m.
PLANE = "EPSG:4547"
SURVEYED = frozenset({Crs.CGCS2000, Crs.WGS84})
MICROMETRE = Decimal("0.000001")

Point = tuple[Any, Any]


class WrongDatum(ValueError):
    """Numbers of different datums, or of a datum on which nothing may be decided."""


@dataclass(frozen=True)
class CapacityRules:
    """Constants of the open-capacity formulas, from a date on."""

    name: str
    effective_from: date
    load_share: Decimal
    power_factor: Decimal
    diversity: Decimal
    step_kva: Decimal
    # Usual days until a full object has been made larger, as long as nobody has planned the works themselves.
    upgrade_days: Mapping[str, int]


# Diversity counts every kVA in full until the county has measured its own: better a careful answer than a broken one.
CAPACITY_RULES = (
    CapacityRules(
        "capacity-2004", date(2004, 1, 1), Decimal("0.80"), Decimal("0.95"), Decimal("1"), Decimal("10"),
        {"area": 60, "feeder": 180, "main-transformer": 540},
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """What one object of the chain still has, before rounding."""

    label: str
    open_kva: Decimal


@dataclass(frozen=True)
class Offer:
    """What can be given now. Constrained means "connect first, the rest later"; it never means no."""

    applied_kva: Decimal
    open_kva: Decimal
    firm_kva_now: Decimal
    constrained: bool
    full_on: date | None
    bottleneck: str
    rule_set: str


def rules_on(day: date, table: Sequence[CapacityRules] = CAPACITY_RULES) -> CapacityRules:
    """The constants in force on a day. Silence is an error."""
    return in_force(table, day)


def open_line_kva(
    rules: CapacityRules, *, voltage_kv: Decimal, current_limit_a: Decimal, peak_kw: Decimal, reserved_kva: Decimal
) -> Decimal:
    """Room on a line: its share of the current limit, less the year's peak, less what plans hold."""
    limit = rules.load_share * Decimal(3).sqrt() * voltage_kv * current_limit_a
    return limit - peak_kw / rules.power_factor - reserved_kva * rules.diversity


def open_transformer_kva(
    rules: CapacityRules, *, rated_kva: Decimal, peak_kva: Decimal, reserved_kva: Decimal
) -> Decimal:
    """Room on a transformer: its share of the rating, less the year's peak, less what plans hold."""
    return rules.load_share * rated_kva - peak_kva - reserved_kva * rules.diversity


def offer(applied_kva: Decimal, limits: Iterable[Limit], rules: CapacityRules) -> Offer:
    """The narrowest limit decides, rounded down to whole steps and never below nothing."""
    narrowest = min(limits, key=lambda limit: limit.open_kva)
    steps = (narrowest.open_kva / rules.step_kva).to_integral_value(ROUND_FLOOR)
    open_kva = max(steps * rules.step_kva, Decimal(0))
    constrained = applied_kva * rules.diversity > open_kva
    firm = open_kva / rules.diversity if constrained else applied_kva
    return Offer(
        applied_kva, open_kva, firm, constrained, None, narrowest.label if constrained else "", rules.name
    )  # fmt: skip


def refuse_unless_surveyed(crs: str) -> None:
    """Public map datums are shifted by half a kilometre: nothing is stored or decided in them."""
    if crs not in SURVEYED:
        raise WrongDatum(
            _("These coordinates come from a public map and are shifted by some 550 m. Use surveyed coordinates.")
        )


def route_length_m(points: Sequence[Point], crs: str) -> Decimal:
    """Horizontal length in metres of a surveyed route of (longitude, latitude) points, on which a verdict may rest."""
    refuse_unless_surveyed(crs)
    return estimate_m(points)


def estimate_m(points: Sequence[Point]) -> Decimal:
    """Length for a first guess, in whatever one datum the points share: within a map, 150 m move by under a metre."""
    plane = [_projection().transform(float(lon), float(lat)) for lon, lat in points]
    metres = sum(((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5 for (ax, ay), (bx, by) in pairwise(plane))
    return Decimal(repr(metres)).quantize(MICROMETRE) if metres else Decimal(0)


def distances_m(point: Point, geometries: Iterable[dict[str, Any] | str]) -> list[Decimal]:
    """Straight lines from a surveyed point to the nearest spot of each geometry (GeoJSON, or its text), in order."""
    here = ShapelyPoint(*_projection().transform(float(point[0]), float(point[1])))
    there = [_on_plane(one if isinstance(one, str) else json.dumps(one)) for one in geometries]
    return [Decimal(repr(metres)).quantize(MICROMETRE) for metres in distance(there, here).tolist()]


@lru_cache(maxsize=8_192)
def _on_plane(geometry: str) -> Any:
    """Where things are hardly ever changes: the same text is projected once in each process."""
    return transform(from_geojson(geometry), _projection().transform, interleaved=False)


def distance_m(one: Point, one_crs: str, other: Point, other_crs: str) -> Decimal:
    """Straight line between two points of one datum. Across datums the same pole would lie 550 m from itself."""
    if one_crs != other_crs:
        raise WrongDatum(_("These two points are given in different datums. Convert one of them before measuring."))
    return estimate_m([one, other])


def extent_of(geometry: dict[str, Any]) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """West, south, east and north of a GeoJSON geometry, widened to whole millionths of a degree."""
    west, south, east, north = (Decimal(repr(edge)).quantize(MICROMETRE) for edge in shape(geometry).bounds)
    return west, south, east, north


@cache
def _projection() -> Projection:
    return Projection.from_crs("EPSG:4490", PLANE, always_xy=True)
