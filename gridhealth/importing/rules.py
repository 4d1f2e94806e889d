"""Whether a draft can be a network, and which lines it has: values in, findings and lines out."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from gridhealth.importing.draft import Draft, Link, Main, Named, Place
from gridhealth.importing.findings import Finding

LONGEST_CODE, LONGEST_CODE_OF_NODE = 40, 60
BIGGEST_KVA, BIGGEST_A, BIGGEST_KV = 2_000_000.0, 20_000.0, 1_500.0
LONGEST_M, BIGGEST_OHM = 1_000_000.0, 100_000.0
# Of each kind what may not be below nothing, and the most it can be.
BOUNDS = {
    "substation": {"voltage_kv": BIGGEST_KV},
    "transformer": {"rated_kva": BIGGEST_KVA, "peak_kva": BIGGEST_KVA},
    "feeder": {"voltage_kv": BIGGEST_KV, "peak_kw": BIGGEST_KVA},
    "branch": {"length_m": LONGEST_M, "r_ohm": BIGGEST_OHM, "x_ohm": BIGGEST_OHM},
    "area": {"rated_kva": BIGGEST_KVA, "peak_kva": BIGGEST_KVA},
}
Beside = dict[str, list[Link]]


@dataclass
class LineDraft:
    """One line: from its breaker outward, with every bus and link that it feeds."""

    main: Main
    breaker: Link
    buses: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class Arranged:
    """Which line each bus and link belongs to; the bars belong to none."""

    bars: dict[str, Main]
    lines: Sequence[LineDraft]
    findings: Sequence[Finding]


def findings_of(draft: Draft) -> list[Finding]:
    """Everything wrong with the objects one by one; what hangs together is `arrange`'s."""
    return [
        *draft.findings, *_twice(draft), *_codes(draft), *_loose_ends(draft), *_bounds(draft), *_ratings(draft),
        *_limits(draft), *([] if draft.mains else [Finding("no-source")]),
    ]  # fmt: skip


def _rows(draft: Draft) -> Iterator[tuple[str, Sequence[Any]]]:
    yield "substation", draft.stations
    yield "transformer", draft.mains
    yield "feeder", draft.named
    yield "branch", draft.links
    yield "area", draft.demands


def _twice(draft: Draft) -> Iterator[Finding]:
    for table, rows in _rows(draft):
        for column in ("key", "mrid"):
            counted = Counter(value for row in rows if (value := getattr(row, column)))
            yield from (Finding("twice", {"table": table, "row": value}) for value, n in counted.items() if n > 1)


def _codes(draft: Draft) -> Iterator[Finding]:
    for table, rows in _rows(draft):
        for n, row in enumerate(rows, 1):
            if not row.key:
                yield Finding("no-code", {"table": table, "row": n})
            elif len(row.key) > LONGEST_CODE:
                yield Finding("too-long", {"table": table, "row": n, "value": row.key, "most": LONGEST_CODE})
    for n, key in enumerate(draft.buses, 1):
        if len(key) > LONGEST_CODE_OF_NODE:
            yield Finding("too-long", {"table": "node", "row": n, "value": key, "most": LONGEST_CODE_OF_NODE})


def _loose_ends(draft: Draft) -> Iterator[Finding]:
    stations = {station.key for station in draft.stations}
    for link in draft.links:
        for end in (link.one, link.other):
            if end not in draft.buses:
                yield Finding("no-such-bus", {"table": "branch", "row": link.key, "value": end or "–"})
        if link.one == link.other:
            yield Finding("itself", {"table": "branch", "row": link.key})
    for table, rows in (("transformer", draft.mains), ("area", draft.demands)):
        for row in rows:
            if row.bus not in draft.buses:
                yield Finding("no-such-bus", {"table": table, "row": row.key, "value": row.bus or "–"})
    for main in draft.mains:
        if main.station not in stations:
            yield Finding("no-such-station", {"row": main.key, "value": main.station})


def _bounds(draft: Draft) -> Iterator[Finding]:
    """What no equipment has; what is no number at all is beyond too."""
    for table, rows in _rows(draft):
        for row in rows:
            for column, most in BOUNDS[table].items():
                value = getattr(row, column) or 0
                told = {"table": table, "row": row.key, "column": column}
                if value < 0:
                    yield Finding("negative", told)
                elif not value <= most:
                    yield Finding("beyond", {**told, "value": f"{value:.15g}", "most": f"{most:.15g}"})


def _ratings(draft: Draft) -> Iterator[Finding]:
    for table, rows in (("transformer", draft.mains), ("area", draft.demands)):
        yield from (Finding("no-rating", {"table": table, "row": row.key}) for row in rows if not row.rated_kva)
    fed = {main.station for main in draft.mains}
    for station in draft.stations:
        if station.key in fed and not station.voltage_kv:
            yield Finding("no-voltage", {"table": "substation", "row": station.key})


def _limits(draft: Draft) -> Iterator[Finding]:
    unlimited = 0
    for link in draft.links:
        if not link.is_switch and not link.length_m:
            yield Finding("no-length", {"row": link.key})
        unlimited += link.limit_a is None and not link.is_switch
    limited: list[Link | Named] = [*draft.links, *draft.named]
    for row in limited:
        if row.limit_a is not None and not 0 < row.limit_a <= BIGGEST_A:
            yield Finding("no-limit", {"row": row.key, "value": row.limit_a})
    if unlimited:
        yield Finding("assumed-limit", {"count": unlimited})


def arrange(draft: Draft) -> Arranged:
    """Which lines there are: each begins where a section or breaker leaves the bars of a substation.

    Bars joined by closed switches are one. A bus that a line reaches first is that line's; an open switch between two
    lines is the first one's. What closes a loop, has no power, or is connected to nothing is found.
    """
    walk = _Walk(draft)
    lines: list[LineDraft] = []
    for bus, main in list(walk.region.items()):
        for link in walk.closed.get(bus, ()):
            start = _far(link, bus)
            if link.key in walk.met or start in walk.region:
                continue
            walk.met.add(link.key)
            if start in walk.taken:
                walk.found.append(Finding("loop", {"row": link.key}))
                lines[walk.taken[start]].links.append(link)
            else:
                walk.taken[start] = len(lines)
                lines.append(LineDraft(main, link, [start], [link]))
    walk.outward(lines)
    _give_away_the_rest(draft.links, lines, walk)
    named = {one.breaker for one in draft.named} - {line.breaker.key for line in lines}
    lost = [
        Finding("no-breaker", {"row": one.key, "value": one.breaker}) for one in draft.named if one.breaker in named
    ]
    bars = {main.bus: main for main in draft.mains}
    none = [] if lines or not draft.mains else [Finding("no-lines")]
    return Arranged(bars, lines, [*walk.found, *lost, *none, *_unreached(draft, walk)])


def _far(link: Link, bus: str) -> str:
    return link.other if link.one == bus else link.one


class _Walk:
    """What was met on the way outward from the bars."""

    def __init__(self, draft: Draft) -> None:
        self.beside: Beside = defaultdict(list)
        for link in draft.links:
            self.beside[link.one].append(link)
            self.beside[link.other].append(link)
        self.closed = {bus: [link for link in links if link.is_closed] for bus, links in self.beside.items()}
        self.breakers = {one.breaker for one in draft.named}
        self.region: dict[str, Main] = {main.bus: main for main in draft.mains}
        self._widen()
        self.taken: dict[str, int] = dict.fromkeys(self.region, -1)
        self.met: set[str] = set()
        self.found: list[Finding] = []

    def _widen(self) -> None:
        """Bars that closed switches join to a bar are bars too; a breaker with one way on is the head of a line."""
        queue = deque(self.region)
        while queue:
            bus = queue.popleft()
            for link in self.closed.get(bus, ()):
                for far in self._bars_behind(link, bus):
                    self.region[far] = self.region[bus]
                    queue.append(far)

    def _bars_behind(self, link: Link, bus: str) -> list[str]:
        """The buses of a chain of closed switches that ends at a bar; none if it ends in a section."""
        chain: list[str] = []
        while link.is_switch and link.key not in self.breakers:
            bus = _far(link, bus)
            if bus in self.region or bus in chain:
                return chain
            chain.append(bus)
            on = [one for one in self.closed[bus] if one is not link]
            if len(on) != 1:
                return chain if on else []
            [link] = on
        return []

    def outward(self, lines: Sequence[LineDraft]) -> None:
        """All lines at once, breadth first: where two meet, each has what is nearer to it."""
        queue = deque(line.buses[0] for line in lines)
        while queue:
            bus = queue.popleft()
            line = lines[self.taken[bus]]
            for link in self.closed.get(bus, ()):
                if link.key in self.met:
                    continue
                self.met.add(link.key)
                line.links.append(link)
                far = _far(link, bus)
                if far in self.taken:
                    self.found.append(Finding("loop", {"row": link.key}))
                else:
                    self.taken[far] = self.taken[bus]
                    line.buses.append(far)
                    queue.append(far)


def _give_away_the_rest(links: Iterable[Link], lines: Sequence[LineDraft], walk: _Walk) -> None:
    """Open switches, and couplers between bars: they belong to a line too, if only for the book."""
    for link in links:
        if link.key not in walk.met and lines:
            number = max(walk.taken.get(link.one, -1), walk.taken.get(link.other, -1), 0)
            lines[number].links.append(link)


def _unreached(draft: Draft, walk: _Walk) -> Iterator[Finding]:
    reached, queue = set(walk.region), deque(walk.region)
    while queue:
        bus = queue.popleft()
        for link in walk.beside.get(bus, ()):
            if (far := _far(link, bus)) not in reached:
                reached.add(far)
                queue.append(far)
    islands = [bus for bus in draft.buses if bus not in reached]
    dark = [bus for bus in draft.buses if bus in reached and bus not in walk.taken]
    if islands and draft.mains:
        yield Finding("island", {"count": len(islands), "first": islands[0]})
    if dark:
        yield Finding("dark", {"count": len(dark), "first": dark[0]})


def middle_of(places: Sequence[Place]) -> Place:
    return sum(p[0] for p in places) / len(places), sum(p[1] for p in places) / len(places)
