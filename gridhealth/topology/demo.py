"""How the made-up county hangs together: a breaker, a trunk with a switch half way, branches to the areas, ties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from gridhealth import rules
from gridhealth.choices import BranchKind
from gridhealth.models import Feeder, MainTransformer, TransformerArea
from gridhealth.topology.models import Branch, Node

# Aluminium with a steel core, 240 mm2 on the trunk and 50 mm2 to the areas: ohms a kilometre and amperes.
TRUNK = (Decimal("0.1320"), Decimal("0.3100"), Decimal(610))
TWIG = (Decimal("0.6460"), Decimal("0.3530"), Decimal(220))
HALF_WAY = 6


def hang(rows: Sequence[Any]) -> Iterator[Node | Branch]:
    """The nodes and branches of every line; lines of one transformer can help each other at their ends."""
    bars = {
        row.code: Node(code=f"{row.code}-B", main_transformer=row) for row in rows if isinstance(row, MainTransformer)
    }
    yield from bars.values()
    ends: list[tuple[Feeder, Node]] = []
    for line in (row for row in rows if isinstance(row, Feeder)):
        trunk = [Node(code=f"{line.code}-N{n:02d}", feeder=line) for n in range(len(line.geometry["coordinates"]) + 1)]
        yield from trunk
        yield _switch(line, "CB", bars[line.main_transformer.code], trunk[0])
        yield from _trunk(line, trunk)
        yield from _twigs(line, trunk, [row for row in rows if isinstance(row, TransformerArea) and row.feeder is line])
        ends.append((line, trunk[-1]))
    for (line, one), (beside, other) in pairwise(ends):
        if line.voltage_kv == beside.voltage_kv:
            yield _switch(line, "TIE", one, other, is_closed=False)


def _trunk(line: Feeder, trunk: Sequence[Node]) -> Iterator[Branch]:
    """Section after section along the path; half way a switch stands between two nodes of one pole."""
    path = line.geometry["coordinates"]
    places = [*path[: HALF_WAY + 1], path[HALF_WAY], *path[HALF_WAY + 1 :]]
    for n, (one, other) in enumerate(pairwise(trunk)):
        if n == HALF_WAY:
            yield _switch(line, "SW", one, other)
        else:
            yield _section(line, f"L{n + 1:02d}", one, other, (places[n], places[n + 1]), TRUNK)


def _twigs(line: Feeder, trunk: Sequence[Node], areas: Iterable[TransformerArea]) -> Iterator[Node | Branch]:
    for area in areas:
        place = area.geometry["coordinates"]
        n = min(range(len(trunk) - 1), key=lambda n: _apart(line.geometry["coordinates"][n], place))
        end = Node(code=f"{area.code}-H", feeder=line, area=area)
        yield end
        root = trunk[n + 1 if n > HALF_WAY else n]
        yield _section(
            line, f"B{area.code.rsplit('-', 1)[-1]}", root, end, (line.geometry["coordinates"][n], place), TWIG
        )


def _apart(one: Sequence[float], other: Sequence[float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _section(
    line: Feeder, label: str, one: Node, other: Node, ends: Sequence[Any], kind: tuple[Decimal, ...]
) -> Branch:
    length = max(rules.estimate_m(ends), Decimal(20)).quantize(Decimal("0.01"))
    r_a_km, x_a_km, limit_a = kind
    return Branch(
        code=f"{line.code}-{label}", name=f"{line.name}{label}", kind=BranchKind.SECTION, feeder=line, one=one,
        other=other, length_m=length, r_ohm=r_a_km * length / 1000, x_ohm=x_a_km * length / 1000, limit_a=limit_a,
    )  # fmt: skip


def _switch(line: Feeder, label: str, one: Node, other: Node, *, is_closed: bool = True) -> Branch:
    return Branch(
        code=f"{line.code}-{label}", name=f"{line.name}{label}", kind=BranchKind.SWITCH, feeder=line, one=one,
        other=other, is_closed=is_closed, is_normally_closed=is_closed, limit_a=630,
    )  # fmt: skip
