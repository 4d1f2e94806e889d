"""The network as GeoJSON for the maps of the staff. The public never gets coordinates of the network."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from accounts.refusals import Hidden, Invalid
from gridhealth.guards import officers_only
from gridhealth.models import Box, Feeder, GridCell, Substation, TransformerArea

LAYERS = {"cell": GridCell, "feeder": Feeder, "area": TransformerArea, "substation": Substation}
# What has a page of its own, and a state of health.
ADDRESSES = {"feeder": "gridhealth:line", "area": "gridhealth:area"}
MOST = 3_000


@require_GET
def network(request: HttpRequest) -> JsonResponse:
    """Cells, lines, areas and substations in a box; at most a few thousand, so that a phone can draw them."""
    if not request.user.is_authenticated:
        raise Hidden
    officers_only(request.user)
    box = _box(request.GET.get("bbox", ""))
    features: list[dict[str, Any]] = []
    for layer, model in LAYERS.items():
        found = model.objects.within(box) if box else model.objects.all()
        if layer in ADDRESSES:
            found = found.annotate(state=F("health__state"))
        features += [_feature(layer, row) for row in found.order_by("pk")[: MOST - len(features)]]
    answer = {"type": "FeatureCollection", "crs_name": "EPSG:4490", "features": features}
    return JsonResponse(answer, content_type="application/geo+json", headers={"Cache-Control": "private, max-age=60"})


def _feature(layer: str, row: Any) -> dict[str, Any]:
    facts = {"layer": layer, "code": row.code, "name": row.name}
    if layer in ADDRESSES:
        facts |= {"state": row.state or "UNKNOWN", "url": reverse(ADDRESSES[layer], args=[row.code])}
    return {
        "type": "Feature",
        "id": f"{layer}-{row.pk}",
        "geometry": row.geometry,
        "properties": {"pk": row.pk, **facts},
    }


def _box(text: str) -> Box | None:
    """West, south, east, north in degrees; nothing means everything."""
    if not text:
        return None
    try:
        west, south, east, north = (Decimal(part) for part in text.split(","))
        is_box = -180 <= west < east <= 180 and -90 <= south < north <= 90
    except (ValueError, InvalidOperation):
        is_box = False
    if not is_box:
        raise Invalid(
            {"bbox": [_("Give the box as west,south,east,north in degrees, for example 114.8,31.6,114.9,31.7.")]}
        )
    return west, south, east, north
