"""Reads a network from CIM RDF/XML (the EQ profile of CGMES, one file), element after element.

Taken: Substation, VoltageLevel, BaseVoltage, ConnectivityNode, Terminal, PowerTransformer with its ends, ACLineSegment,
switches of every kind, EnergyConsumer, CurrentLimit, PositionPoint by Location. Anything else is passed over.
"""

from __future__ import annotations

import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from hashlib import blake2s
from math import isfinite
from pathlib import Path
from sys import intern
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from gridhealth.importing.draft import Bus, Demand, Draft, Link, Main, Place, Station
from gridhealth.importing.findings import Finding, Unreadable
from gridhealth.importing.pandapower import LOW_KV, usual_kva

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
SWITCHES = {"Breaker", "Disconnector", "LoadBreakSwitch", "Switch", "Fuse", "GroundDisconnector", "Recloser",
            "Sectionaliser"}  # fmt: skip
KINDS = SWITCHES | {
    "Substation", "VoltageLevel", "BaseVoltage", "Bay", "ConnectivityNode", "Terminal", "PowerTransformer",
    "PowerTransformerEnd", "ACLineSegment", "EnergyConsumer", "ConformLoad", "NonConformLoad", "CurrentLimit",
    "OperationalLimitSet", "PositionPoint", "Location",
}  # fmt: skip
NUMBERS = {"endNumber", "length", "nominalVoltage", "p", "pfixed", "q", "qfixed", "r", "ratedS", "ratedU",
           "sequenceNumber", "value", "x", "xPosition", "yPosition"}  # fmt: skip
# All that is kept of an object: a file is mostly of what nobody here asks for.
ASKED = NUMBERS | {
    "BaseVoltage", "ConductingEquipment", "ConnectivityNode", "ConnectivityNodeContainer", "Equipment",
    "EquipmentContainer", "Location", "OperationalLimitSet", "PowerSystemResources", "PowerTransformer", "Substation",
    "Terminal", "VoltageLevel", "connectionKind", "name", "normalOpen", "open", "phaseAngleClock",
}  # fmt: skip
# Of a hundred thousand objects two share a mark of so many bytes once in sixty thousand counties.
CODE_BYTES = 6
LOADS = ("EnergyConsumer", "ConformLoad", "NonConformLoad")
Thing = dict[str, str]


def read(path: Path, prefix: str) -> Draft:
    """The draft in a file; the objects' own ids become the global keys."""
    things: dict[str, dict[str, Thing]] = defaultdict(dict)
    mistakes = []
    try:
        for kind, key, thing in _everything(path):
            if key in things[kind]:
                mistakes.append(Finding("twice", {"table": kind, "row": key}))
            mistakes += _no_numbers(kind, key, thing)
            things[kind][key] = thing
    except DefusedXmlException:
        raise Unreadable("unsafe") from None
    except (ParseError, UnicodeDecodeError, LookupError, zipfile.BadZipFile, zlib.error, EOFError):
        raise Unreadable("cut-off", where="XML") from None
    if not things:
        raise Unreadable("not-a-network")
    draft = _Reader(things, prefix).draft
    draft.findings[:0] = mistakes
    return draft


def _no_numbers(kind: str, key: str, thing: Thing) -> Iterator[Finding]:
    for name in NUMBERS & thing.keys():
        if _number(thing, name) is None:
            yield Finding("no-number", {"table": kind, "row": key, "column": name, "value": thing[name][:40]})


def _everything(path: Path) -> Iterator[tuple[str, str, Thing]]:
    """Of a file, or of every XML file in a ZIP: EQ comes with its boundary."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield from _things(file)
        return
    with zipfile.ZipFile(path) as packed:
        for info in packed.infolist():
            if info.filename.lower().endswith(".xml"):
                with packed.open(info) as file:
                    yield from _things(file)


def _things(file: IO[bytes]) -> Iterator[tuple[str, str, Thing]]:
    """Each object as its kind, id and properties; a reference is the id it points at. The tree does not grow."""
    depth, root = 0, None
    for event, element in ElementTree.iterparse(file, events=("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        if root is None:
            root = element
            if element.tag != f"{RDF}RDF":
                raise Unreadable("not-a-network")
        if event == "end" and depth == 1:
            kind = element.tag.rsplit("}", 1)[-1]
            key = element.get(f"{RDF}ID") or element.get(f"{RDF}about") or ""
            if kind in KINDS and key:
                yield kind, intern(key.lstrip("#")), dict(_properties(element))
            root.clear()


def _properties(element: Any) -> Iterator[tuple[str, str]]:
    for child in element:
        name = child.tag.rsplit("}", 1)[-1].rsplit(".", 1)[-1]
        if name in ASKED:
            target = child.get(f"{RDF}resource")
            yield intern(name), intern(target.lstrip("#") if target is not None else (child.text or "").strip())


class _Reader:
    def __init__(self, things: dict[str, dict[str, Thing]], prefix: str) -> None:
        self.things, self.prefix, self.draft = things, prefix, Draft()
        self.ends: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for key, terminal in things["Terminal"].items():
            order = int(_number(terminal, "sequenceNumber") or 0)
            self.ends[terminal.get("ConductingEquipment", "")].append((order, terminal.get("ConnectivityNode", "")))
            terminal["key"] = key
        self.codes: dict[str, str] = {}
        self.places = self._places()
        self.limits = self._limits()
        self._stations()
        self._transformers()
        self._branches()
        self._loads()
        self._keep_buses()

    def _code(self, letter: str, key: str) -> str:
        """A short code for a long id: the same whenever it is read, and another one for what another file holds."""
        if key not in self.codes:
            mark = blake2s(key.encode(), digest_size=CODE_BYTES).hexdigest().upper()
            self.codes[key] = f"{self.prefix}-{letter}{mark}"
        return self.codes[key]

    def _nodes(self, equipment: str) -> list[str]:
        return [self._code("N", node) for _order, node in sorted(self.ends.get(equipment, ())) if node]

    def _places(self) -> dict[str, Place]:
        spots: dict[str, Place] = {}
        for point in self.things["PositionPoint"].values():
            x, y = _number(point, "xPosition"), _number(point, "yPosition")
            if x is not None and y is not None:
                spots.setdefault(point.get("Location", ""), (x, y))
        located = self.things["Location"].items()
        return {place.get("PowerSystemResources", ""): spots[key] for key, place in located if key in spots}

    def _place(self, key: str, thing: Thing) -> Place | None:
        return self.places.get(key) or self.places.get(thing.get("Location", ""))

    def _limits(self) -> dict[str, float]:
        """The lowest current limit of each piece of equipment."""
        sets = self.things["OperationalLimitSet"]
        terminals = self.things["Terminal"]
        limits: dict[str, float] = {}
        for limit in self.things["CurrentLimit"].values():
            whole = sets.get(limit.get("OperationalLimitSet", ""), {})
            terminal = terminals.get(whole.get("Terminal", ""), {})
            equipment = whole.get("Equipment") or terminal.get("ConductingEquipment", "")
            value = _number(limit, "value")
            if equipment and value is not None:
                limits[equipment] = min(value, limits.get(equipment, value))
        return limits

    def _stations(self) -> None:
        for key, thing in self.things["Substation"].items():
            kv = max((self._kv(level) for level in self.things["VoltageLevel"].values()
                      if level.get("Substation") == key), default=0.0)  # fmt: skip
            name = thing.get("name") or key
            self.draft.stations.append(Station(self._code("S", key), name[:60], kv, self._place(key, thing), key))

    def _kv(self, level: Thing) -> float:
        return _number(self.things["BaseVoltage"].get(level.get("BaseVoltage", ""), {}), "nominalVoltage") or 0.0

    def _transformers(self) -> None:
        ends: dict[str, list[Thing]] = defaultdict(list)
        for end in self.things["PowerTransformerEnd"].values():
            ends[end.get("PowerTransformer", "")].append(end)
        for key, thing in self.things["PowerTransformer"].items():
            mine = sorted(ends[key], key=lambda end: _number(end, "endNumber") or 0)
            buses = [self._bus_of_end(end) for end in mine]
            if len(mine) < 2 or not all(buses):
                self.draft.findings.append(Finding("no-such-bus", {"table": "transformer", "row": key, "value": "–"}))
                continue
            volts = [_number(end, "ratedU") or 0.0 for end in mine]
            low = min(range(len(mine)), key=lambda n: volts[n])
            kva = (_number(mine[low], "ratedS") or _number(mine[0], "ratedS") or 0.0) * 1000
            name = (thing.get("name") or key)[:60]
            if volts[low] <= LOW_KV:
                high = max(range(len(mine)), key=lambda n: volts[n])
                area, group = self._code("A", key), self._vector_group(key, mine[high], mine[low])
                self.draft.demands.append(
                    Demand(area, name, buses[high], kva, 0.0, self._place(key, thing), mrid=key, vector_group=group)
                )
            else:
                self._main(key, name, thing, buses[low], max(volts), kva)

    def _vector_group(self, key: str, high: Thing, low: Thing) -> str:
        """The connection of either end and the hour of the lower one, as in Dyn11; nothing told is nothing found."""
        kinds = [end.get("connectionKind", "").rpartition(".")[2] for end in (high, low)]
        if not all(kinds):
            return ""
        told = f"{kinds[0].upper()}{kinds[1].lower()}{low.get('phaseAngleClock', '')}"
        return self.draft.vector_group(told, of=key)

    def _main(self, key: str, name: str, thing: Thing, bus: str, high_kv: float, kva: float) -> None:
        station = thing.get("EquipmentContainer", "")
        code = self._code("S", station)
        if code not in {one.key for one in self.draft.stations}:
            self.draft.stations.append(Station(code, code, high_kv))
        self.draft.mains.append(Main(self._code("T", key), name, code, bus, kva, mrid=key))

    def _bus_of_end(self, end: Thing) -> str:
        terminal = self.things["Terminal"].get(end.get("Terminal", ""), {})
        node = terminal.get("ConnectivityNode", "")
        return self._code("N", node) if node else ""

    def _branches(self) -> None:
        for kind in ("ACLineSegment", *sorted(SWITCHES - {"GroundDisconnector"})):
            for key, thing in self.things[kind].items():
                nodes = self._nodes(key)
                if len(nodes) != 2:
                    self.draft.findings.append(Finding("no-such-bus", {"table": kind, "row": key, "value": "–"}))
                    continue
                self.draft.links.append(self._link(kind, key, thing, *nodes))

    def _link(self, kind: str, key: str, thing: Thing, one: str, other: str) -> Link:
        name, is_switch = (thing.get("name") or "")[:60], kind in SWITCHES
        return Link(
            self._code("K" if is_switch else "L", key), one, other, name, is_switch,
            not is_switch or (thing.get("open") or thing.get("normalOpen", "false")) != "true",
            (_number(thing, "length") or 0.0) * 1000, _number(thing, "r") or 0.0, _number(thing, "x") or 0.0,
            self.limits.get(key), mrid=key,
        )  # fmt: skip

    def _loads(self) -> None:
        """A consumer on the middle voltage is a transformer area whose rating has to be guessed."""
        assumed = 0
        for kind in LOADS:
            for key, thing in self.things[kind].items():
                nodes = self._nodes(key)
                if not nodes:
                    continue
                peak = ((_number(thing, "pfixed") or _number(thing, "p") or 0.0) ** 2
                        + (_number(thing, "qfixed") or _number(thing, "q") or 0.0) ** 2) ** 0.5 * 1000  # fmt: skip
                name = (thing.get("name") or key)[:60]
                place = self._place(key, thing)
                self.draft.demands.append(
                    Demand(self._code("A", key), name, nodes[0], usual_kva(peak), peak, place, mrid=key)
                )
                assumed += 1
        if assumed:
            self.draft.findings.append(Finding("assumed-rating", {"count": assumed}))

    def _keep_buses(self) -> None:
        """What lies between the substations' low sides and the areas; above and below is not part of this model."""
        low = self._below_areas()
        ends = {end for link in self.draft.links for end in (link.one, link.other)}
        used = ends | {main.bus for main in self.draft.mains} | {one.bus for one in self.draft.demands}
        above = self._above(used)
        self.draft.buses = {bus: Bus(bus) for bus in sorted(used - low - above)}
        kept = self.draft.buses
        self.draft.links = [link for link in self.draft.links if link.one in kept and link.other in kept]
        self.draft.demands = [one for one in self.draft.demands if one.bus in kept]
        if left := len(used) - len(kept):
            self.draft.findings.append(Finding("passed-over", {"count": left}))

    def _levels(self) -> dict[str, float]:
        """Nominal kV by node, as far as the file tells: by the level that holds the node."""
        levels = self.things["VoltageLevel"]
        kv = {}
        for key, node in self.things["ConnectivityNode"].items():
            level = node.get("ConnectivityNodeContainer", "")
            level = self.things["Bay"].get(level, {}).get("VoltageLevel", level)
            if level in levels:
                kv[self._code("N", key)] = self._kv(levels[level])
        return kv

    def _below_areas(self) -> set[str]:
        return {bus for bus, kv in self._levels().items() if 0 < kv <= LOW_KV}

    def _above(self, used: set[str]) -> set[str]:
        """Nodes of a voltage that no substation transformer gives out."""
        levels = self._levels()
        given = {round(levels[main.bus], 3) for main in self.draft.mains if main.bus in levels}
        return {bus for bus in used if given and bus in levels and levels[bus] > max(given) + 0.001}


def _number(thing: Thing, name: str) -> float | None:
    try:
        value = float(thing[name])
    except (KeyError, ValueError):
        return None
    return value if isfinite(value) else None
