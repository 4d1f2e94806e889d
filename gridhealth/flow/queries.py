"""Power flow of lines as they are switched now: at the year's peak, in the valley, and with a load more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import tan

from gridhealth.choices import BranchKind
from gridhealth.flow import rules
from gridhealth.flow.rules import Case, Flow, Line
from gridhealth.models import Feeder, TransformerArea
from gridhealth.topology.models import Branch, Node

# What the transformer holds its bar at, and what is taken for the load until curves say better.
BAR_PU = 1.03
POWER_FACTOR = 0.95
KVAR_A_KW = tan(0.3175604)  # of a power factor of 0.95
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
    nodes, branches = _parts(feeders)
    cases = []
    for feeder in feeders:
        mine, joined = nodes.get(feeder.pk, []), branches.get(feeder.pk, [])
        peak, places = _case(feeder, mine, joined, 1.0, more=float(more_kva), at_area=at_area)
        valley = _loads(feeder, mine, places, VALLEY_SHARE, more=float(more_kva), at_area=at_area)
        cases += [peak, replace(peak, loads=valley)]  # the same wires, another hour
    found = rules.solve_all(cases)
    return [LineFlow(feeder, *found[2 * n : 2 * n + 2]) for n, feeder in enumerate(feeders)]


@dataclass(frozen=True)
class Spot:
    """A node of a line: how far from the substation along the wire, and its voltage in p.u."""

    node: Node
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
        nodes, branches = _parts([feeder])
        self.feeder, self.nodes = feeder, nodes.get(feeder.pk, [])
        self.branches = branches.get(feeder.pk, [])

    def solved(
        self, *, more_kva: Decimal = Decimal(0), at_area: TransformerArea | None = None, share: float = 1.0
    ) -> Solved:  # fmt: skip
        """Its flow at the peak or a `share` of it, and the voltage of each node outward from the substation."""
        case, places = _case(self.feeder, self.nodes, self.branches, share, more=float(more_kva), at_area=at_area)
        flow = rules.solve(case)
        if not flow.has_converged:
            return Solved(flow, [])
        far = _distances(self.nodes, self.branches)
        return Solved(flow, [Spot(node, far[node.pk], flow.voltages_pu[places[node.pk]]) for node in self.nodes])


def _distances(nodes: Sequence[Node], branches: Sequence[Branch]) -> dict[int, float]:
    """Metres along the wire; nodes come in feeding order, so each finds the one before it done."""
    by_key = {branch.pk: branch for branch in branches}
    far: dict[int, float] = {}
    for node in nodes:
        branch = by_key.get(node.fed_by_id or 0)
        if branch is None:
            far[node.pk] = 0.0
            continue
        before = branch.one_id if branch.other_id == node.pk else branch.other_id
        far[node.pk] = far.get(before, 0.0) + float(branch.length_m)
    return far


def _parts(feeders: Iterable[Feeder]) -> tuple[dict[int, list[Node]], dict[int, list[Branch]]]:
    nodes: dict[int, list[Node]] = {}
    branches: dict[int, list[Branch]] = {}
    for node in (
        Node.objects.fed().filter(feeder__in=feeders).select_related("area").defer("area__geometry").order_by("lo")
    ):
        nodes.setdefault(node.feeder_id or 0, []).append(node)
    for branch in Branch.objects.filter(feeder__in=feeders, is_closed=True).order_by("pk"):
        branches.setdefault(branch.feeder_id, []).append(branch)
    return nodes, branches


def _case(
    feeder: Feeder,
    nodes: Sequence[Node],
    branches: Sequence[Branch],
    share: float,
    *,
    more: float,
    at_area: TransformerArea | None,
) -> tuple[Case, dict[int, int]]:
    """Nodes joined by a closed switch are one bus; whatever the line meets from outside holds the voltage."""
    own = {node.pk for node in nodes}
    joined = [branch for branch in branches if branch.one_id in own or branch.other_id in own]
    places = _merged([*own, *(end for one in joined for end in (one.one_id, one.other_id))], joined)
    outside = {places[end] for one in joined for end in (one.one_id, one.other_id) if end not in own}
    loads = _loads(feeder, nodes, places, share, more=more, at_area=at_area)
    lines = [
        Line(
            places[one.one_id],
            places[one.other_id],
            float(one.r_ohm),
            float(one.x_ohm),
            limit_a=float(one.limit_a or 1e9),
        )
        for one in joined
        if one.kind == BranchKind.SECTION
    ]
    buses = [float(feeder.voltage_kv)] * (max(places.values(), default=-1) + 1)
    return Case(buses, dict.fromkeys(sorted(outside), BAR_PU), loads, lines), places


def _merged(ends: Iterable[int], branches: Sequence[Branch]) -> dict[int, int]:
    up = {end: end for end in ends}

    def top(node: int) -> int:
        while up[node] != node:
            node = up[node]
        return node

    for branch in branches:
        if branch.kind == BranchKind.SWITCH:
            up[top(branch.one_id)] = top(branch.other_id)
    numbers = {node: n for n, node in enumerate(dict.fromkeys(top(node) for node in up))}
    return {node: numbers[top(node)] for node in up}


def _loads(
    feeder: Feeder,
    nodes: Sequence[Node],
    places: dict[int, int],
    share: float,
    *,
    more: float,
    at_area: TransformerArea | None,
) -> dict[int, tuple[float, float]]:
    """The peak of the line, shared out as the peaks of its areas are to each other, and what hangs there besides."""
    peaks = {node.pk: float(node.area.peak_kva) for node in nodes if node.area is not None}
    whole = sum(peaks.values())
    kw_a_kva = float(feeder.peak_kw) * share / whole if whole else 0.0
    loads: dict[int, tuple[float, float]] = {}
    for node, kva in peaks.items():
        kw, kvar = loads.get(places[node], (0.0, 0.0))
        loads[places[node]] = (kw + kva * kw_a_kva, kvar + kva * kw_a_kva * KVAR_A_KW)
    if more and nodes:
        end = next((node for node in nodes if at_area and node.area_id == at_area.pk), nodes[-1])
        kw, kvar = loads.get(places[end.pk], (0.0, 0.0))
        kw_more = more * POWER_FACTOR * share
        loads[places[end.pk]] = (kw + kw_more, kvar + kw_more * KVAR_A_KW)
    return loads
