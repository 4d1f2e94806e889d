"""The length that counts, from what a survey brings back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid
from gridhealth.choices import Crs
from gridhealth.rules import route_length_m

# A spot tapped on a phone's map may lie this far from the real one, among hills and trees even farther.
MAP_ERROR_M = Decimal(10)
TOO_ROUGH = _("So close to the limit a line on the map does not decide. Measure it on the ground, with tape or RTK.")


def length_of(measured: Mapping[str, Any]) -> Decimal:
    """What was measured on the ground, or else the drawn line, measured here and not by the phone."""
    if measured.get("route_length_m") is not None:
        return Decimal(measured["route_length_m"])
    return route_length_m(measured["route"], measured.get("crs") or Crs.CGCS2000)


def drawn_m(route: Sequence[Any], crs: str) -> Decimal | None:
    """The length of the drawn line, to compare with what was measured; None without a line."""
    return route_length_m(route, crs) if len(route) >= 2 else None


def settled_length(measured: Mapping[str, Any], *, limit_m: Decimal) -> Decimal:
    """The length, if the way of measuring is good enough to say on which side of the limit it lies."""
    length = length_of(measured)
    if _is_rough(measured) and abs(length - limit_m) <= MAP_ERROR_M:
        raise Invalid({"method": [TOO_ROUGH]})
    return length


def _is_rough(measured: Mapping[str, Any]) -> bool:
    """Drawn on a map, or only there in the coordinates of a public one, whatever the way of measuring is called."""
    is_of_a_map = measured.get("given_crs") in (Crs.GCJ02, Crs.BD09) and measured.get("route_length_m") is None
    return measured["method"] == "MAP" or is_of_a_map
