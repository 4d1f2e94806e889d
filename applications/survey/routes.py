"""A route as somebody brings it in a file: GeoJSON, a table of points, or KML; every fault gets its sentence. Pure."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext_lazy as _

from gridhealth.choices import Crs
from gridhealth.datums import Located, Spot, located
from gridhealth.rules import MICROMETRE, SURVEYED

LARGEST_BYTES = 1_000_000
MOST_POINTS = 2_000
NEAR = 1e-7  # closer than a centimetre is the same place
# West, south, east and north of where a route of this county can lie, with room at its edges.
AROUND = (114.3, 31.2, 115.5, 32.1)
CHINA = (73.0, 17.0, 136.0, 54.5)
COLUMNS = {
    "lon": ("lon", "lng", "long", "longitude", "x", "经度"),
    "lat": ("lat", "latitude", "y", "纬度"),
}  # fmt: skip

NO_ROUTE = _("This file is no route we can read. Bring GeoJSON, KML, or a table (CSV) with longitude and latitude.")
TRUNCATED = _("The file breaks off or is damaged. Export it again and choose it anew.")
TOO_LARGE = _("The file is larger than 1 MB. Export the route alone.")
NO_LINE = _("The file holds no line. Draw the route as one line and export it again.")
SEVERAL = _("The file holds several lines. Keep the one route of this connection and export it again.")
TOO_MANY = _("The route has more than 2,000 points. Simplify the line and export it again.")
ONE_PLACE = _("All points lie at one place. A route needs at least two different ones.")
SWAPPED = _("Latitude and longitude are the wrong way round. Longitude comes first, for example 114.88, 31.64.")
OUTSIDE = _("The route lies outside this county. Check the datum and the coordinates.")
NO_NUMBERS = _("Line %(line)s has no two numbers. Each line of the table needs a longitude and a latitude.")
ANOTHER_DATUM = _("The file says its datum is %(datum)s. Choose that one, or export it in the one chosen here.")


class RouteFault(ValueError):
    """A file that is no usable route; the first argument is the sentence."""


def read_route(content: bytes, crs: str) -> Located:
    """The one line of the file, in the datum the reader chose. Raises RouteFault."""
    if len(content) > LARGEST_BYTES:
        raise RouteFault(TOO_LARGE)
    text = _text(content)
    head = text.lstrip()[:1]
    if head in ("{", "["):
        points = _geojson(text, crs)
    elif head == "<":
        points = _kml(text)
    else:
        points = _table(text)
    return located(checked(points), crs)


def _text(content: bytes) -> str:
    if content[:2] in (b"PK", b"\xff\xd8", b"\x89P", b"%P", b"\xd0\xcf") or b"\x00" in content[:1000]:
        raise RouteFault(NO_ROUTE)
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RouteFault(NO_ROUTE)


def checked(points: Sequence[Spot]) -> list[Spot]:
    """The points without repeats, if they are a route of this county."""
    if len(points) > MOST_POINTS:
        raise RouteFault(TOO_MANY)
    if points and all(_is_in(CHINA, (lat, lon)) and not _is_in(CHINA, (lon, lat)) for lon, lat in points):
        raise RouteFault(SWAPPED)
    if not all(_is_in(AROUND, point) for point in points):
        raise RouteFault(OUTSIDE)
    kept: list[Spot] = []
    for point in points:
        if not kept or max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) > NEAR:
            kept.append(point)
    if len(kept) < 2:
        raise RouteFault(ONE_PLACE if points else NO_LINE)
    return kept


def _is_in(box: tuple[float, float, float, float], point: Spot) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _geojson(text: str, crs: str) -> list[Spot]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise RouteFault(TRUNCATED) from None
    if not isinstance(data, dict):
        raise RouteFault(NO_ROUTE)
    _refuse_another_datum(data, crs)
    lines = [line for line in _lines(data) if line]
    return _only(lines)


def _lines(data: Any) -> Iterable[Any]:
    """The coordinates of every line in a GeoJSON object."""
    if not isinstance(data, dict):
        return
    kind = data.get("type")
    if kind == "LineString":
        yield data.get("coordinates")
    elif kind == "MultiLineString":
        yield from data.get("coordinates") or []
    elif kind == "Feature":
        yield from _lines(data.get("geometry"))
    for inner in (data.get("features") or []) if kind == "FeatureCollection" else (data.get("geometries") or []):
        yield from _lines(inner)


def _refuse_another_datum(data: dict[str, Any], crs: str) -> None:
    """Older GeoJSON names its datum; one that differs from what was chosen would be half a kilometre wrong."""
    named = data.get("crs")
    told = str((named.get("properties") or {}).get("name", "")) if isinstance(named, dict) else ""
    code = re.search(r"(4490|4326|CRS84|GCJ-?02|BD-?09)", told, re.IGNORECASE)
    if code is None:
        return
    meant = {"4490": Crs.CGCS2000, "4326": Crs.WGS84, "crs84": Crs.WGS84}.get(code[1].lower())
    meant = meant or (Crs.GCJ02 if code[1].lower().startswith("gcj") else Crs.BD09)
    if meant != crs and {meant, crs} != {Crs.CGCS2000, Crs.WGS84}:
        raise RouteFault(ANOTHER_DATUM % {"datum": meant.value})


def _only(lines: Sequence[Any]) -> list[Spot]:
    if not lines:
        raise RouteFault(NO_LINE)
    if len(lines) > 1:
        raise RouteFault(SEVERAL)
    try:
        return [(float(lon), float(lat)) for lon, lat, *_height in lines[0]]
    except (TypeError, ValueError):
        raise RouteFault(TRUNCATED) from None


def _kml(text: str) -> list[Spot]:
    if re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise RouteFault(NO_ROUTE)  # a drawing needs no definitions of its own
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without definitions nothing can be expanded
    except ElementTree.ParseError:
        raise RouteFault(TRUNCATED) from None
    if not root.tag.endswith("kml"):
        raise RouteFault(NO_ROUTE)
    found = [
        (node.text or "").split()
        for line in root.iter()
        if line.tag.rpartition("}")[2] == "LineString"
        for node in line.iter()
        if node.tag.rpartition("}")[2] == "coordinates"
    ]
    return _only([[spot.split(",") for spot in spots] for spots in found if spots])


def _table(text: str) -> list[Spot]:
    """Longitude and latitude in two columns, named in any order, or in this order without names."""
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text)) if any(map(str.strip, row))]
    if not rows:
        raise RouteFault(NO_LINE)
    names = [cell.strip().lower() for cell in rows[0]]
    lon = next((n for n, name in enumerate(names) if name in COLUMNS["lon"]), None)
    lat = next((n for n, name in enumerate(names) if name in COLUMNS["lat"]), None)
    has_names = lon is not None and lat is not None
    if not has_names and not _number(names[0]):
        raise RouteFault(NO_ROUTE)
    lon, lat = (lon, lat) if has_names else (0, 1)
    return [_pair(row, lon or 0, lat or 0, n) for n, row in enumerate(rows[has_names:], 1 + has_names)]


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return next((mark for mark in (",", ";", "\t") if mark in first), ",")


def _number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d+(\.\d+)?", text.strip()) is not None


def _pair(row: Sequence[str], lon: int, lat: int, line: int) -> Spot:
    if max(lon, lat) >= len(row) or not (_number(row[lon]) and _number(row[lat])):
        raise RouteFault(NO_NUMBERS % {"line": line})
    return float(row[lon]), float(row[lat])


def in_cgcs2000(data: Mapping[str, Any], crs: str) -> dict[str, Any]:
    """The route and the connection point of a form, in CGCS2000; what is not there stays away."""
    turned: dict[str, Any] = {"crs": Crs.CGCS2000}
    if data.get("route"):
        turned["route"] = [list(point) for point in located(data["route"], crs).to(Crs.CGCS2000).points]
    if crs not in SURVEYED and data.get("latitude") is not None and data.get("longitude") is not None:
        lon, lat = located([(data["longitude"], data["latitude"])], crs).to(Crs.CGCS2000).points[0]
        turned |= {"longitude": _degrees(lon), "latitude": _degrees(lat)}
    return turned


def _degrees(value: float) -> Decimal:
    return Decimal(repr(value)).quantize(MICROMETRE)
