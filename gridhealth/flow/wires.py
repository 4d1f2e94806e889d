"""One line as the solver takes it, read once and kept for as long as nothing of it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import tan
from typing import NamedTuple

from django.db import connection

from gridhealth.choices import BranchKind
from gridhealth.flow.rules import Case, Line
from gridhealth.models import Feeder

# What the transformer holds its bar at, and what is taken for the load until curves say better.
BAR_PU = 1.03
POWER_FACTOR = 0.95
KVAR_A_KW = tan(0.3175604)  # of a power factor of 0.95
# Lines kept in each process; some twenty kilobytes each.
KEPT = 8_192

# What PostgreSQL itself notes at each write, over the rows a line is made of: whatever is written, one of the sums
# grows or the count is another. No line has to say that it changed, and nobody waits for another's note of it.
# The sums stay whole numbers far below 2^53, where float8 loses no digit and is counted faster than numeric.
STAMPS = """
    SELECT feeder_id, count(*), sum(xmin::text::float8), sum(cmin::text::float8) FROM (
        SELECT id AS feeder_id, xmin, cmin FROM gridhealth_feeder WHERE id = ANY(%(lines)s)
        UNION ALL SELECT feeder_id, xmin, cmin FROM gridhealth_node WHERE feeder_id = ANY(%(lines)s)
        UNION ALL SELECT feeder_id, xmin, cmin FROM gridhealth_branch WHERE feeder_id = ANY(%(lines)s)
        UNION ALL SELECT n.feeder_id, a.xmin, a.cmin FROM gridhealth_node n
            JOIN gridhealth_transformerarea a ON a.id = n.area_id WHERE n.feeder_id = ANY(%(lines)s)
    ) written GROUP BY feeder_id
"""
# Its nodes that have power, in feeding order, and its closed branches.
PARTS = """
    (SELECT NULL AS kind, n.id, n.fed_by_id, n.area_id, a.peak_kva, f.voltage_kv, NULL, NULL
        FROM gridhealth_node n JOIN gridhealth_feeder f ON f.id = n.feeder_id
        LEFT JOIN gridhealth_transformerarea a ON a.id = n.area_id
        WHERE n.feeder_id = %(line)s AND n.lo IS NOT NULL ORDER BY n.lo)
    UNION ALL
    (SELECT kind, id, one_id, other_id, r_ohm, x_ohm, length_m, limit_a
        FROM gridhealth_branch WHERE feeder_id = %(line)s AND is_closed ORDER BY id)
"""


class Node(NamedTuple):
    pk: int
    fed_by: int | None
    area: int | None
    peak_kva: Decimal | None
    voltage_kv: Decimal


class Branch(NamedTuple):
    kind: str
    pk: int
    one: int
    other: int
    r_ohm: Decimal
    x_ohm: Decimal
    length_m: Decimal
    limit_a: Decimal | None


@dataclass(frozen=True)
class Wires:
    """The case with one kW shared out over its areas; the bus of each area, by its key.

    `spots` are the bus of each node and its metres along the wire, outward from the substation, the end last.
    """

    case: Case
    bus_of_area: Mapping[int, int]
    spots: Sequence[tuple[int, float]]

    def loaded(self, kw: float, *, more_kva: float = 0.0, area: int | None = None) -> Case:
        """So many kW in all; `more_kva` besides at an area of this line, or else at its end."""
        if not more_kva or not self.spots:
            return self.case.loaded(kw)
        bus = self.bus_of_area.get(area or 0, self.spots[-1][0])
        return self.case.loaded(kw, (bus, more_kva * POWER_FACTOR, more_kva * POWER_FACTOR * KVAR_A_KW))


def wires_of(feeders: Sequence[Feeder]) -> list[Wires]:
    """As they are switched now, in the order asked for."""
    with connection.cursor() as cursor:
        cursor.execute(STAMPS, {"lines": [feeder.pk for feeder in feeders]})
        stamps = {pk: tuple(stamp) for pk, *stamp in cursor.fetchall()}
    return [_wires(feeder.pk, stamps[feeder.pk]) for feeder in feeders]


@lru_cache(maxsize=KEPT)
def _wires(feeder: int, stamp: tuple[int, ...]) -> Wires:
    """Read after its stamp, so that what is kept is as new as its stamp or newer; an old stamp never comes back."""
    with connection.cursor() as cursor:
        cursor.execute(PARTS, {"line": feeder})
        rows = cursor.fetchall()
    nodes = [Node(*row[1:6]) for row in rows if row[0] is None]
    branches = [Branch(*row) for row in rows if row[0] is not None]
    own = {node.pk for node in nodes}
    joined = [branch for branch in branches if branch.one in own or branch.other in own]
    places = _merged([*own, *(end for branch in joined for end in (branch.one, branch.other))], joined)
    outside = {places[end] for branch in joined for end in (branch.one, branch.other) if end not in own}
    volts = [float(nodes[0].voltage_kv)] * (max(places.values()) + 1) if nodes else []
    far = _distances(nodes, branches)
    return Wires(
        Case.of(volts, dict.fromkeys(sorted(outside), BAR_PU), _shares(nodes, places), _lines(joined, places)),
        {node.area: places[node.pk] for node in nodes if node.area is not None},
        [(places[node.pk], far[node.pk]) for node in nodes],
    )


def _merged(ends: Iterable[int], branches: Iterable[Branch]) -> dict[int, int]:
    """The bus of each node: nodes joined by a closed switch are one."""
    up = {end: end for end in ends}

    def top(node: int) -> int:
        while up[node] != node:
            node = up[node]
        return node

    for branch in branches:
        if branch.kind == BranchKind.SWITCH:
            up[top(branch.one)] = top(branch.other)
    numbers = {node: n for n, node in enumerate(dict.fromkeys(top(node) for node in up))}
    return {node: numbers[top(node)] for node in up}


def _lines(branches: Iterable[Branch], places: dict[int, int]) -> list[Line]:
    return [
        Line(places[one.one], places[one.other], float(one.r_ohm), float(one.x_ohm), limit_a=float(one.limit_a or 1e9))
        for one in branches
        if one.kind == BranchKind.SECTION
    ]


def _shares(nodes: Iterable[Node], places: dict[int, int]) -> dict[int, tuple[float, float]]:
    """One kW of the line, shared out as the peaks of its areas are to each other."""
    peaks = [(places[node.pk], float(node.peak_kva or 0)) for node in nodes if node.area is not None]
    whole = sum(kva for _bus, kva in peaks)
    shares: dict[int, float] = {}
    for bus, kva in peaks:
        shares[bus] = shares.get(bus, 0.0) + (kva / whole if whole else 0.0)
    return {bus: (kw, kw * KVAR_A_KW) for bus, kw in shares.items()}


def _distances(nodes: Iterable[Node], branches: Iterable[Branch]) -> dict[int, float]:
    """Metres along the wire; nodes come in feeding order, so each finds the one before it done."""
    by_key = {branch.pk: branch for branch in branches}
    far: dict[int, float] = {}
    for node in nodes:
        branch = by_key.get(node.fed_by or 0)
        before = branch and (branch.one if branch.other == node.pk else branch.other)
        far[node.pk] = far.get(before, 0.0) + float(branch.length_m) if branch else 0.0
    return far
