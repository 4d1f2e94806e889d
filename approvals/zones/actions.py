"""The writer of zones: a layer comes whole, and from its day on it takes the place of the one before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from shapely.geometry import shape

from approvals.choices import PermitKind
from approvals.models import Zone
from approvals.zones.rules import LayerFault, in_cgcs2000

LONGEST_NAME = 120


@transaction.atomic
def load_layer(
    kind: str, data: Mapping[str, Any], *, source: str, crs: str, effective_from: date
) -> int:  # fmt: skip
    """GeoJSON features into zones of one permit; returns how many. A layer of the same day is replaced, not doubled."""
    features = data.get("features") if data.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise LayerFault("the file is no GeoJSON collection of features")
    zones = [_zone(PermitKind(kind), one, source=source, crs=crs, begins=effective_from) for one in features]
    known = Zone.objects.filter(kind=kind)
    known.filter(effective_from__gte=effective_from).delete()
    known.filter(effective_to=None).update(effective_to=effective_from - timedelta(days=1))
    return len(Zone.objects.bulk_create(zones))


def _zone(kind: PermitKind, feature: Any, *, source: str, crs: str, begins: date) -> Zone:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(geometry, dict):
        raise LayerFault("a feature has no geometry")
    kept = in_cgcs2000(geometry, crs)
    west, south, east, north = shape(kept).bounds
    name = str((feature.get("properties") or {}).get("name") or source)[:LONGEST_NAME]
    return Zone(
        kind=kind.value, name=name, source=source, geometry=kept, west=west, south=south, east=east, north=north,
        effective_from=begins,
    )  # fmt: skip
