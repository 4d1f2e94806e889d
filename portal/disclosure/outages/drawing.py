"""The county as a drawing of our own: its service cells, its towns, and where power is off. No line, no pole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gridhealth.models import GridCell
from gridhealth.towns import TOWNS
from outages.published.rules import Phase, PublicOutage

WIDTH, SOUTHERN_SQUEEZE = 720, 0.852  # the cosine of the county's latitude: degrees of longitude are shorter
MARGIN = 12


def drawing(now: Iterable[PublicOutage], ahead: Iterable[PublicOutage]) -> dict[str, Any] | None:
    """Shapes in the drawing's own units; None while there is no network to draw."""
    cells = list(GridCell.objects.order_by("code").values_list("code", "name", "geometry", "west", "south", "east",
                                                               "north"))  # fmt: skip
    if not cells:
        return None
    west, south = min(float(c[3]) for c in cells), min(float(c[4]) for c in cells)
    east, north = max(float(c[5]) for c in cells), max(float(c[6]) for c in cells)
    if east == west:  # a network that is only begun
        return None
    unit = WIDTH / ((east - west) * SOUTHERN_SQUEEZE)

    def spot(lon: Any, lat: Any) -> tuple[float, float]:
        across = (float(lon) - west) * SOUTHERN_SQUEEZE * unit
        return round(across + MARGIN, 1), round((north - float(lat)) * unit + MARGIN, 1)

    return {
        "width": WIDTH + 2 * MARGIN, "height": round((north - south) * unit) + 2 * MARGIN,
        "cells": [{"name": name, "path": _path(shape, spot)} for _code, name, shape, *_box in cells],
        "towns": [_at(spot(town.lon, town.lat), name=town.name) for town in TOWNS if _inside(town, west, east)],
        "marks": [_mark(one, spot) for one in [*ahead, *now]],
    }  # fmt: skip


def _inside(town: Any, west: float, east: float) -> bool:
    return west <= town.lon <= east


def _path(geometry: dict[str, Any], spot: Any) -> str:
    rings = geometry["coordinates"] if geometry["type"] == "Polygon" else sum(geometry["coordinates"], [])
    return "".join("M" + "L".join("{} {}".format(*spot(*point[:2])) for point in ring) + "Z" for ring in rings)


def _at(place: tuple[float, float], **more: Any) -> dict[str, Any]:
    return {"x": place[0], "y": place[1], **more}


def _mark(outage: PublicOutage, spot: Any) -> dict[str, Any]:
    kind = "now" if outage.phase == Phase.NOW else "ahead"
    return _at(spot(outage.place.longitude, outage.place.latitude), kind=kind, number=outage.number, outage=outage)
