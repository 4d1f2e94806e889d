"""Power flow of lines as they are switched now: at the year's peak, in the valley, and with a load more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gridhealth.flow import rules
from gridhealth.flow.rules import Flow
from gridhealth.flow.wires import wires_of
from gridhealth.models import Feeder, TransformerArea

VALLEY_SHARE = 0.35


@dataclass(frozen=True)
class LineFlow:
    """One line at its peak and in its valley."""

    feeder: Feeder
    peak: Flow
    valley: Flow


def flows(
    feeders: Sequence[Feeder], *, more_kva: Decimal = Decimal(0), at_area: TransformerArea | None = None
) -> list[LineFlow]:
    """Of many lines in one call of the solver; `more_kva` is added at an area, or at the end of each line."""
    area = at_area.pk if at_area else None
    cases = [
        wires.loaded(float(feeder.peak_kw) * share, more_kva=float(more_kva) * share, area=area)
        for feeder, wires in zip(feeders, wires_of(feeders), strict=True)
        for share in (1.0, VALLEY_SHARE)
    ]
    found = rules.solve_all(cases)
    return [LineFlow(feeder, *found[2 * n : 2 * n + 2]) for n, feeder in enumerate(feeders)]


@dataclass(frozen=True)
class Spot:
    """A node of a line: how far from the substation along the wire, and its voltage in p.u."""

    distance_m: float
    pu: float


@dataclass(frozen=True)
class Solved:
    """A flow with its profile; without an answer the profile is empty."""

    flow: Flow
    spots: Sequence[Spot]


class LineModel:
    """One line, read once, for as many questions as a page has."""

    def __init__(self, feeder: Feeder) -> None:
        self.feeder, [self.wires] = feeder, wires_of([feeder])

    def solved(
        self, *, more_kva: Decimal = Decimal(0), at_area: TransformerArea | None = None, share: float = 1.0
    ) -> Solved:  # fmt: skip
        """Its flow at the peak or a `share` of it, and the voltage of each node outward from the substation."""
        area = at_area.pk if at_area else None
        kw, more = float(self.feeder.peak_kw) * share, float(more_kva) * share
        flow = rules.solve(self.wires.loaded(kw, more_kva=more, area=area))
        if not flow.has_converged:
            return Solved(flow, [])
        return Solved(flow, [Spot(far, flow.voltages_pu[bus]) for bus, far in self.wires.spots])
