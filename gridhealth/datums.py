"""From one datum to another: CGCS2000, WGS-84 and the two shifted ones of public maps. Pure.

CGCS2000 and WGS-84 differ by centimetres to decimetres, which is nothing here. The shift of GCJ-02 and of BD-09 has
no official text; the formula is the one that open map libraries have shared since 2013 (eviltransform, and after it
coordtransform and PROJ's users), here written anew. Its way back is found by approaching it, to 10^-9 of a degree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import atan2, cos, hypot, pi, radians, sin, sqrt
from typing import Any

from django.utils.translation import gettext_lazy as _

from gridhealth.choices import Crs
from gridhealth.rules import SURVEYED, WrongDatum, estimate_m, route_length_m

# The ellipsoid of Krassowsky 1940, on which the shift is defined.
AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323
BAIDU = pi * 3000 / 180
CLOSE_ENOUGH, MOST_STEPS = 1e-10, 30

Spot = tuple[float, float]


@dataclass(frozen=True)
class Located:
    """Points (longitude, latitude) that carry their datum. What has another datum never meets them unconverted."""

    points: tuple[Spot, ...]
    crs: Crs

    def to(self, crs: Crs) -> Located:
        return Located(tuple(convert(point, self.crs, crs) for point in self.points), crs)

    def length_m(self) -> Decimal:
        """Horizontal metres in the plane of the county's zone. Raises WrongDatum in a shifted datum."""
        return route_length_m(self.points, self.crs)

    def distance_m(self, other: Located) -> Decimal:
        """Between the first points of both. Raises WrongDatum when their datums differ."""
        if self.crs != other.crs and not {self.crs, other.crs} <= SURVEYED:
            raise WrongDatum(_("These two points are given in different datums. Convert one of them before measuring."))
        return estimate_m([self.points[0], other.points[0]])


def located(points: Sequence[Any], crs: str) -> Located:
    """Raises WrongDatum for a datum nobody knows."""
    try:
        return Located(tuple((float(lon), float(lat)) for lon, lat, *_height in points), Crs(crs))
    except ValueError as error:
        raise WrongDatum(_("Say in which datum these coordinates are.")) from error


def convert(point: Spot, source: Crs, target: Crs) -> Spot:
    """One point in another datum, by way of WGS-84."""
    if source == target or {source, target} <= SURVEYED:
        return point
    lon, lat = _from[source](point)
    return _to[target]((lon, lat))


def _same(point: Spot) -> Spot:
    return point


def _shifted(point: Spot) -> Spot:
    """WGS-84 to GCJ-02."""
    east, north = point[0] - 105.0, point[1] - 35.0
    slope = 1 - ECCENTRICITY * sin(radians(point[1])) ** 2
    a_degree_north = AXIS * (1 - ECCENTRICITY) / slope**1.5 * pi / 180
    a_degree_east = AXIS / sqrt(slope) * cos(radians(point[1])) * pi / 180
    return point[0] + _east_m(east, north) / a_degree_east, point[1] + _north_m(east, north) / a_degree_north


def _waves(first: float, *further: tuple[float, float, float]) -> float:
    """The part that swings: 20 sin 6x + 20 sin 2x, and what `further` adds of (weight, place, length)."""
    swing = 20 * sin(6 * first * pi) + 20 * sin(2 * first * pi)
    return (swing + sum(weight * sin(place / length * pi) for weight, place, length in further)) * 2 / 3


def _north_m(x: float, y: float) -> float:
    plain = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    further = (20.0, y, 1.0), (40.0, y, 3.0), (160.0, y, 12.0), (320.0, y, 30.0)
    return plain + _waves(x, *further)


def _east_m(x: float, y: float) -> float:
    plain = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    further = (20.0, x, 1.0), (40.0, x, 3.0), (150.0, x, 12.0), (300.0, x, 30.0)
    return plain + _waves(x, *further)


def _unshifted(point: Spot) -> Spot:
    """GCJ-02 to WGS-84: step towards the point that shifts to this one."""
    lon, lat = point
    for _step in range(MOST_STEPS):
        there = _shifted((lon, lat))
        off = point[0] - there[0], point[1] - there[1]
        lon, lat = lon + off[0], lat + off[1]
        if max(map(abs, off)) < CLOSE_ENOUGH:
            break
    return lon, lat


def _to_baidu(point: Spot) -> Spot:
    """GCJ-02 to BD-09."""
    x, y = point
    far, angle = hypot(x, y) + 0.00002 * sin(y * BAIDU), atan2(y, x) + 0.000003 * cos(x * BAIDU)
    return far * cos(angle) + 0.0065, far * sin(angle) + 0.006


def _from_baidu(point: Spot) -> Spot:
    """BD-09 to GCJ-02, approached the same way."""
    x, y = point[0] - 0.0065, point[1] - 0.006
    for _step in range(MOST_STEPS):
        there = _to_baidu((x, y))
        off = point[0] - there[0], point[1] - there[1]
        x, y = x + off[0], y + off[1]
        if max(map(abs, off)) < CLOSE_ENOUGH:
            break
    return x, y


_from = {
    Crs.CGCS2000: _same, Crs.WGS84: _same, Crs.GCJ02: _unshifted,
    Crs.BD09: lambda point: _unshifted(_from_baidu(point)),
}  # fmt: skip
_to = {
    Crs.CGCS2000: _same, Crs.WGS84: _same, Crs.GCJ02: _shifted,
    Crs.BD09: lambda point: _to_baidu(_shifted(point)),
}  # fmt: skip
