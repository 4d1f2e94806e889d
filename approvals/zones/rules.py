"""Which zones a route crosses, and for how many metres. Pure; the plane is the county's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pyproj import Transformer as Projection
from shapely import transform
from shapely.errors import ShapelyError
from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry

from gridhealth.choices import Crs
from gridhealth.datums import Located, located
from gridhealth.rules import PLANE, WrongDatum

AREAS = ("Polygon", "MultiPolygon")
LINES = ("LineString", "MultiLineString")
# A road drawn as a line reaches this far to both sides: carriageway, kerb and verge.
ROAD_HALF_WIDTH_M = 8.0


class LayerFault(ValueError):
    """A layer that cannot be used; the message says why."""


@dataclass(frozen=True)
class Crossing:
    """A zone that the route crosses."""

    kind: str
    name: str
    length_m: float


def plane(geometry: Mapping[str, Any]) -> BaseGeometry:
    """A CGCS2000 geometry in metres; a road drawn as a line gets its width."""
    flat = transform(shape(geometry), _projection().transform, interleaved=False)
    return flat.buffer(ROAD_HALF_WIDTH_M, cap_style="flat") if flat.geom_type in LINES else flat


def crossings(route: Located, zones: Iterable[tuple[str, str, Mapping[str, Any]]]) -> list[Crossing]:
    """`zones`: (kind, name, geometry). Touching from outside is no crossing. The route must be surveyed."""
    route.length_m()  # refuses a shifted datum
    if len(route.points) < 2:
        return []
    line = LineString([_projection().transform(lon, lat) for lon, lat in route.points])
    found = [Crossing(kind, name, line.intersection(plane(geometry)).length) for kind, name, geometry in zones]
    return [one for one in found if one.length_m > 0]


def in_cgcs2000(geometry: Mapping[str, Any], crs: str) -> dict[str, Any]:
    """A geometry of a layer in the datum we keep. Raises LayerFault."""
    if geometry.get("type") not in (*AREAS, *LINES):
        raise LayerFault(f"a {geometry.get('type')} bounds no zone: areas and lines do")
    try:
        kept = {"type": geometry["type"], "coordinates": _turned(geometry["coordinates"], Crs(crs))}
        whole = shape(kept)
    except (KeyError, TypeError, ValueError, WrongDatum, ShapelyError) as error:
        raise LayerFault(f"a geometry cannot be read: {error}") from None
    if whole.is_empty or not whole.is_valid:
        raise LayerFault("a geometry is empty or crosses itself")
    return kept


def _turned(coordinates: Any, crs: Crs) -> Any:
    if isinstance(coordinates[0], int | float):
        return list(located([coordinates], crs).to(Crs.CGCS2000).points[0])
    return [_turned(inner, crs) for inner in coordinates]


def _projection() -> Projection:
    return _PROJECTION


_PROJECTION = Projection.from_crs("EPSG:4490", PLANE, always_xy=True)
