"""The demo county's papers and zones: made-up notices in place of permits, and made-up borders around the seat."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from approvals.actions import record_paper
from approvals.models import Zone
from approvals.zones.actions import load_layer
from gridhealth.choices import Crs

PAPERS = (
    "新县低压小微接电承诺备案文件（演示）",
    "新县短距离高压接电承诺备案文件（演示）",
)
ISSUER = "新县行政审批主管部门(演示)"
SINCE = date(2021, 3, 1)
DRAWN_BY = "演示图层，非实测"


def _feature(name: str, kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": kind, "coordinates": coordinates}}


def _box(west: float, south: float, east: float, north: float) -> list[list[list[float]]]:
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


# Roughly around the county seat: who opens the ground inside asks for that permit.
LAYERS: dict[str, list[dict[str, Any]]] = {
    "PLANNING": [_feature("新集镇规划区(演示)", "Polygon", _box(114.840, 31.615, 114.905, 31.665))],
    "GREENING": [
        _feature("潢河滨河绿带(演示)", "LineString", [[114.860, 31.610], [114.868, 31.640], [114.874, 31.668]]),
        _feature("将军广场绿地(演示)", "Polygon", _box(114.8705, 31.6365, 114.8745, 31.6395)),
    ],
    "ROAD_ADMINISTRATION": [
        _feature("国道(演示)", "LineString", [[114.835, 31.600], [114.880, 31.636], [114.912, 31.680]])
    ],
    "ROAD_OCCUPATION": [
        _feature("京九大道(演示)", "LineString", [[114.845, 31.6385], [114.900, 31.6385]]),
        _feature("航空路(演示)", "LineString", [[114.872, 31.618], [114.872, 31.662]]),
    ],
}


def load(at: datetime) -> int:
    """Record the papers and the layers; again is once."""
    for kind, features in LAYERS.items():
        if not Zone.objects.filter(kind=kind).exists():
            data = {"type": "FeatureCollection", "features": features}
            load_layer(kind, data, source=DRAWN_BY, crs=Crs.CGCS2000, effective_from=SINCE)
    return load_papers()


def load_papers() -> int:
    return sum(record_paper(document=name, issuer=ISSUER, valid_from=SINCE) for name in PAPERS)
