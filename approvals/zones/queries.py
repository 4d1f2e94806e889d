"""Which permits a route needs, as the layers on file say it. Reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from approvals.choices import PermitKind
from approvals.models import Zone
from approvals.zones.rules import Crossing, crossings
from gridhealth.choices import Crs
from gridhealth.datums import located

MARGIN = 0.0005  # some 50 m, for roads that are drawn as lines


class Needed(NamedTuple):
    """`known`: the permits whose layer is on file; `kinds`: those of them that the route needs, and where."""

    known: tuple[str, ...] = ()
    crossed: tuple[Crossing, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        hit = {one.kind for one in self.crossed}
        return tuple(kind for kind in self.known if kind in hit)

    def differs(self, ticked: Sequence[str]) -> bool:
        """Whether what somebody ticked is something else, as far as the layers know."""
        return {kind for kind in ticked if kind in self.known} != set(self.kinds)


def needed_by(route: Sequence[Any], crs: str, *, on: date) -> Needed:
    """What the zones of the day say of a surveyed route. Without a line or without layers nothing is known."""
    if len(route or []) < 2:
        return Needed()
    zones = Zone.objects.in_force(on)
    layers = set(zones.values_list("kind", flat=True).distinct())
    known = tuple(kind for kind in PermitKind.values if kind in layers)
    if not known:
        return Needed()
    line = located(route, crs).to(Crs.CGCS2000) if crs == Crs.WGS84 else located(route, crs)
    longitudes, latitudes = [point[0] for point in line.points], [point[1] for point in line.points]
    near = zones.near(
        min(longitudes) - MARGIN, min(latitudes) - MARGIN, max(longitudes) + MARGIN, max(latitudes) + MARGIN
    )
    found = crossings(line, near.order_by("pk").values_list("kind", "name", "geometry"))
    return Needed(known, tuple(found))
