"""From a draft to rows of the network, not stored yet: places filled in, peaks added up, keys kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gridhealth.choices import BranchKind, Crs
from gridhealth.importing.draft import Draft, Link, Named, Place
from gridhealth.importing.findings import Finding
from gridhealth.importing.rules import Arranged, LineDraft
from gridhealth.models import Feeder, GridCell, MainTransformer, Substation, TransformerArea
from gridhealth.topology.models import Branch, Node

POWER_FACTOR = 0.95


@dataclass
class Build:
    """Rows by kind in the order in which they hang on each other."""

    substations: list[Substation]
    mains: list[MainTransformer]
    feeders: list[Feeder]
    areas: list[TransformerArea]
    nodes: list[Node]
    branches: list[Branch]
    findings: list[Finding]

    def kinds(self) -> Iterator[tuple[str, list[Any]]]:
        yield "substation", self.substations
        yield "transformer", self.mains
        yield "feeder", self.feeders
        yield "area", self.areas
        yield "node", self.nodes
        yield "branch", self.branches


def build(draft: Draft, arranged: Arranged, cell: GridCell, cells: dict[str, GridCell], day: date) -> Build:
    return _Builder(draft, arranged, cell, cells, day).build


class _Builder:
    def __init__(self, draft: Draft, arranged: Arranged, cell: GridCell, cells: Any, day: date) -> None:
        self.draft, self.arranged, self.cell, self.cells, self.day = draft, arranged, cell, cells, day
        self.middle = (float(cell.west + cell.east) / 2, float(cell.south + cell.north) / 2)
        self.lost, self.outside = 0, list[Place]()
        self.build = Build([], [], [], [], [], [], [])
        self.line_of = {bus: n for n, line in enumerate(arranged.lines) for bus in line.buses}
        self._stations()
        self._lines()
        self._areas()
        self._nodes()
        self._branches()
        self._peaks()
        if self.lost:
            self.build.findings.append(Finding("no-place", {"count": self.lost}))
        if self.outside:
            first = ", ".join(f"{degrees:.4f}" for degrees in self.outside[0])
            values = {"count": len(self.outside), "cell": cell.name, "first": first}
            self.build.findings.append(Finding("outside", values))

    def _spot(self, place: Place | None) -> list[float]:
        """A usable place, or the middle of the cell; both are counted."""
        if place is None or not (-180 <= place[0] <= 180 and -90 <= place[1] <= 90):
            self.lost += 1
            return list(self.middle)
        if not (
            float(self.cell.west) <= place[0] <= float(self.cell.east)
            and float(self.cell.south) <= place[1] <= float(self.cell.north)
        ):
            self.outside.append(place)
        return [round(place[0], 6), round(place[1], 6)]

    def _stations(self) -> None:
        self.stations: dict[str, Substation] = {}
        for one in self.draft.stations:
            row = Substation(mrid=self.draft.key_of("substation", one.key, one.mrid), code=one.key, name=one.name[:80],
                             voltage_kv=_exact(one.voltage_kv), cell=self.cell)  # fmt: skip
            row.place({"type": "Point", "coordinates": self._spot(one.place)}, Crs.CGCS2000)
            self.stations[one.key] = row
            self.build.substations.append(row)
        self.mains = {
            one.key: MainTransformer(
                mrid=self.draft.key_of("transformer", one.key, one.mrid), code=one.key, name=one.name[:80],
                substation=self.stations[one.station], rated_kva=_exact(one.rated_kva or 0),
                peak_kva=_exact(one.peak_kva or 0), peak_on=self.day,
            )
            for one in self.draft.mains
        }  # fmt: skip
        self.build.mains += self.mains.values()

    def _lines(self) -> None:
        named = {one.breaker: one for one in self.draft.named}
        for n, line in enumerate(self.arranged.lines, 1):
            told = named.get(line.breaker.key)
            key = told.key if told else f"{self.cell.code}-F{n:02d}-{line.breaker.key.rsplit('-', 1)[-1]}"[:40]
            row = Feeder(
                mrid=self.draft.key_of("feeder", key, told.mrid if told else ""), code=key,
                name=(told.name if told else key)[:80], cell=self._cell_of(told),
                voltage_kv=_exact(self._kv(line, told)),
                main_transformer=self.mains[line.main.key], current_limit_a=_exact(_limit(line, told)),
                peak_kw=_exact(told.peak_kw or 0 if told else 0), peak_on=self.day,
            )  # fmt: skip
            row.place(self._shape(line), Crs.CGCS2000)
            self.build.feeders.append(row)

    def _cell_of(self, told: Named | None) -> GridCell:
        if told is None or not told.cell or told.cell == self.cell.code:
            return self.cell
        return self.cells[told.cell]

    def _kv(self, line: LineDraft, told: Named | None) -> float:
        return told.voltage_kv if told else self.draft.buses[line.buses[0]].kv or 10.0

    def _shape(self, line: LineDraft) -> dict[str, Any]:
        """The sections as they run; where the file has no bends, straight from point to point."""
        buses, paths = self.draft.buses, []
        for link in line.links:
            ends = [buses[end].place for end in (link.one, link.other)]
            path = list(link.path) or [place for place in ends if place is not None]
            if not link.is_switch and len(path) > 1:
                paths.append([[round(lon, 6), round(lat, 6)] for lon, lat in path])
        if not paths or any(not (-180 <= lon <= 180 and -90 <= lat <= 90) for path in paths for lon, lat in path):
            spot = self._spot(None)
            return {"type": "LineString", "coordinates": [spot, spot]}
        return {"type": "MultiLineString", "coordinates": paths}

    def _areas(self) -> None:
        self.area_at: dict[str, TransformerArea] = {}
        for one in self.draft.demands:
            feeder = self.build.feeders[self.line_of.get(one.bus, self._beside_bar(one.bus))]
            row = TransformerArea(
                mrid=self.draft.key_of("area", one.key, one.mrid), code=one.key, name=one.name[:80], feeder=feeder,
                cell=feeder.cell, township_code=one.township, rated_kva=_exact(one.rated_kva or 0),
                peak_kva=_exact(one.peak_kva), peak_on=self.day, vector_group=one.vector_group,
            )  # fmt: skip
            place = one.place or self.draft.buses[one.bus].place
            row.place({"type": "Point", "coordinates": self._spot(place)}, Crs.CGCS2000)
            self.build.areas.append(row)
            self.area_at.setdefault(one.bus, row)

    def _beside_bar(self, bus: str) -> int:
        """On a bar, or without power: the first line beside it keeps the book."""
        main = self.arranged.bars.get(bus)
        return next((n for n, line in enumerate(self.arranged.lines) if line.main is main), 0)

    def _nodes(self) -> None:
        bars = {bus: self.mains[main.key] for bus, main in self.arranged.bars.items()}
        self.nodes: dict[str, Node] = {}
        for key in self.draft.buses:
            number = self.line_of.get(key)
            self.nodes[key] = Node(
                mrid=self.draft.key_of("node", key), code=key, main_transformer=bars.get(key),
                feeder=self.build.feeders[number] if number is not None else None, area=self.area_at.get(key),
            )  # fmt: skip
        self.build.nodes += self.nodes.values()
        firsts = {id(row) for row in self.area_at.values()}
        seconds = [row for row in self.build.areas if id(row) not in firsts]
        at = {one.key: one.bus for one in self.draft.demands}
        for row in seconds:  # two transformers at one point: each gets a node behind a short piece of wire
            self.build.nodes.append(self._beside(row, self.nodes[at[row.code]]))

    def _beside(self, area: TransformerArea, node: Node) -> Node:
        beside = Node(
            mrid=self.draft.key_of("node", f"{area.code}-H"), code=f"{area.code}-H", feeder=area.feeder, area=area
        )
        self.build.branches.append(
            Branch(mrid=self.draft.key_of("branch", f"{area.code}-W"), code=f"{area.code}-W"[:40], name=area.name,
                   kind=BranchKind.SWITCH, feeder=area.feeder, one=node, other=beside)
        )  # fmt: skip
        return beside

    def _branches(self) -> None:
        for feeder, line in zip(self.build.feeders, self.arranged.lines, strict=True):
            self.build.branches += (self._branch(link, feeder) for link in line.links)

    def _branch(self, link: Link, feeder: Feeder) -> Branch:
        return Branch(
            mrid=self.draft.key_of("branch", link.key, link.mrid), code=link.key, name=(link.name or link.key)[:80],
            kind=BranchKind.SWITCH if link.is_switch else BranchKind.SECTION, feeder=feeder, one=self.nodes[link.one],
            other=self.nodes[link.other], is_closed=link.is_closed, is_normally_closed=link.is_closed,
            length_m=_exact(link.length_m), r_ohm=_exact(link.r_ohm, 6), x_ohm=_exact(link.x_ohm, 6),
            limit_a=None if link.limit_a is None else _exact(link.limit_a),
        )  # fmt: skip

    def _peaks(self) -> None:
        """Where the file has none, the sum of what hangs below."""
        on_a_line = [row for row, one in zip(self.build.areas, self.draft.demands, strict=True)
                     if one.bus in self.line_of]  # fmt: skip
        for feeder in self.build.feeders:
            if not feeder.peak_kw:
                below = sum((area.peak_kva for area in on_a_line if area.feeder is feeder), Decimal(0))
                feeder.peak_kw = _exact(float(below) * POWER_FACTOR)
        for main in self.build.mains:
            if not main.peak_kva:
                lines = [feeder for feeder in self.build.feeders if feeder.main_transformer is main]
                main.peak_kva = _exact(sum(float(line.peak_kw) for line in lines) / POWER_FACTOR)


def _limit(line: LineDraft, told: Named | None) -> float:
    """Of the first section with a limit: the whole line passes there."""
    if told and told.limit_a:
        return told.limit_a
    limits: Sequence[float] = [link.limit_a for link in line.links if link.limit_a and not link.is_switch]
    return limits[0] if limits else 400.0


def _exact(value: float, places: int = 2) -> Decimal:
    return Decimal(f"{value:.{places}f}")
