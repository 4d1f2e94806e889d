"""What a survey keeps, and what the zones on file say of its route. Reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from approvals.choices import PermitKind
from approvals.zones.queries import needed_by
from gridhealth.choices import Crs

KEPT = (
    "surveyors", "route", "crs", "given_crs", "method", "latitude", "longitude", "area", "feeder", "remark",
    "permits_reason",
)  # fmt: skip


def with_zones(measured: Mapping[str, Any], *, on: date) -> tuple[Mapping[str, Any], list[dict[str, str]]]:
    """What was measured, and the zones crossed. Where nothing was ticked they count, and what they do not know."""
    found = needed_by(measured.get("route") or [], measured.get("crs") or Crs.CGCS2000, on=on)
    derived = [{"kind": one.kind, "name": one.name} for one in found.crossed]
    if measured.get("permits_needed") is not None or not found.known:
        return measured, derived
    unknown = [kind for kind in PermitKind.values if kind not in found.known]
    return {**measured, "permits_needed": [*found.kinds, *unknown]}, derived
