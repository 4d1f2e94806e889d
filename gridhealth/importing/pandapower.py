"""Reads a network that pandapower saved as JSON: middle voltage between substation and transformer areas."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from accounts.refusals import Invalid
from gridhealth.choices import VectorGroup
from gridhealth.flow import pandapower as saved
from gridhealth.importing.draft import Bus, Demand, Draft, Link, Main, Place, Station
from gridhealth.importing.findings import Finding, Unreadable

Row = dict[str, Any]
LOW_KV, HIGH_KV = 1.0, 35.0
USUAL_KVA = (30, 50, 80, 100, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500)
ROOM = 0.8
GROUPS = {"dyn": VectorGroup.DYN11, "yyn": VectorGroup.YYN0}  # as pandapower names them, without the hour


def read(path: Path, prefix: str) -> Draft:
    """The draft in a file; codes begin with `prefix`, because pandapower's numbers are only its own."""
    try:
        text = path.read_text(encoding="utf-8")
        if "\\u0000" in text:
            raise Unreadable("cut-off", where="JSON")
        tables = saved.tables(text)
    except UnicodeDecodeError:
        raise Unreadable("not-a-network") from None
    except Invalid as refusal:
        code = "cut-off" if refusal.fields == {"file": [saved.CUT_OFF]} else "not-a-network"
        raise Unreadable(code, where="JSON") from None
    try:
        return _Reader(tables, prefix).draft
    except KeyError as missing:
        raise Unreadable("no-column", table="JSON", column=str(missing.args[0])) from None
    except (TypeError, ValueError, AttributeError):
        raise Unreadable("cut-off", where="JSON") from None


class _Reader:
    def __init__(self, tables: dict[str, list[Row]], prefix: str) -> None:
        self.tables, self.prefix, self.draft = tables, prefix, Draft()
        self.buses = {row["index"]: row for row in tables["bus"]}
        self.low = {index for index, row in self.buses.items() if row["vn_kv"] <= LOW_KV}
        self._doubled()
        self.outside = self.low | self._above()
        kept = [row for row in tables["bus"] if row["index"] not in self.outside]
        for row in kept:
            self.draft.buses[self._bus(row["index"])] = Bus(self._bus(row["index"]), _place(row), row["vn_kv"])
        self._transformers()
        self._links()
        self._loads()
        if left := len(self.buses) - len(kept):
            self.draft.findings.append(Finding("passed-over", {"count": left}))

    def _doubled(self) -> None:
        for name in ("bus", "line", "trafo", "load", "switch"):
            seen: set[int] = set()
            for row in self.tables[name]:
                if row["index"] in seen:
                    self.draft.findings.append(Finding("twice", {"table": name, "row": row["index"]}))
                seen.add(row["index"])

    def _bus(self, index: Any) -> str:
        return f"{self.prefix}-N{index}"

    def _above(self) -> set[int]:
        """Buses above the substations: what the sources of the file reach without passing a transformer down."""
        low_sides = {row["lv_bus"] for row in self.tables["trafo"]}
        joined: dict[int, set[int]] = defaultdict(set)
        for row in self.tables["line"]:
            joined[row["from_bus"]].add(row["to_bus"])
            joined[row["to_bus"]].add(row["from_bus"])
        for row in self.tables["switch"]:
            if row["et"] == "b":
                joined[row["bus"]].add(row["element"])
                joined[row["element"]].add(row["bus"])
        queue = [row["bus"] for row in self.tables["ext_grid"] if row["bus"] not in low_sides]
        above = set(queue)
        while queue:
            for far in joined[queue.pop()] - above:
                above.add(far)
                queue.append(far)
        return above

    def _transformers(self) -> None:
        for row in self.tables["trafo"]:
            if not row["in_service"]:
                continue
            index, kva = row["index"], (row["sn_mva"] or 0) * 1000 * (row.get("parallel") or 1)
            if row["lv_bus"] in self.low:
                self._area(row, kva)
                continue
            name = row.get("name") or f"T{index}"
            station = f"{self.prefix}-S{row['hv_bus']}"
            if station not in {one.key for one in self.draft.stations}:
                high = self.buses.get(row["hv_bus"], {})
                self.draft.stations.append(Station(station, station, row["vn_hv_kv"], _place(high)))
            self.draft.mains.append(
                Main(f"{self.prefix}-T{index}", str(name)[:60], station, self._bus(row["lv_bus"]), kva)
            )

    def _area(self, row: Row, kva: float) -> None:
        """A transformer down to low voltage; what hangs behind it is its load."""
        bus = self._ended("t", row["index"], row["hv_bus"], "A")
        peak = sum(_kva(load) for load in self._loads_behind().get(row["lv_bus"], ()))
        self.draft.demands.append(
            Demand(f"{self.prefix}-A{row['index']}", str(row.get("name") or f"A{row['index']}")[:60], bus, kva, peak,
                   _place(self.buses.get(row["hv_bus"], {})),
                   vector_group=GROUPS.get(str(row.get("vector_group") or "")[:3].lower(), ""))
        )  # fmt: skip

    def _loads_behind(self) -> dict[int, list[Row]]:
        """Loads of the low voltage by the low side of the transformer that reaches them."""
        if not hasattr(self, "_behind"):
            self._behind: dict[int, list[Row]] = defaultdict(list)
            top = self._tops()
            for row in self.tables["load"]:
                if row["bus"] in self.low and row["in_service"]:
                    self._behind[top.get(row["bus"], row["bus"])].append(row)
        return self._behind

    def _tops(self) -> dict[int, int]:
        joined: dict[int, list[int]] = defaultdict(list)
        for row in self.tables["line"]:
            joined[row["from_bus"]].append(row["to_bus"])
            joined[row["to_bus"]].append(row["from_bus"])
        for row in self.tables["switch"]:
            if row["et"] == "b" and row["closed"]:
                joined[row["bus"]].append(row["element"])
                joined[row["element"]].append(row["bus"])
        top: dict[int, int] = {}
        for trafo in self.tables["trafo"]:
            if (start := trafo["lv_bus"]) in self.low and start not in top:
                top[start], queue = start, [start]
                for bus in queue:  # grows while it is read
                    for far in joined[bus]:
                        if far in self.low and far not in top:
                            top[far] = start
                            queue.append(far)
        return top

    def _links(self) -> None:
        for row in self.tables["line"]:
            if {row["from_bus"], row["to_bus"]} & self.outside:
                continue
            if row["in_service"]:
                self.draft.links.append(self._section(row))
        for row in self.tables["switch"]:
            if row["et"] == "b" and not {row["bus"], row["element"]} & self.outside:
                self.draft.links.append(self._switch(row, self._bus(row["bus"]), self._bus(row["element"])))

    def _section(self, row: Row) -> Link:
        index, length, beside = row["index"], (row["length_km"] or 0) * 1000, row.get("parallel") or 1
        limit = row["max_i_ka"] * 1000 * beside * (row.get("df") or 1) if row.get("max_i_ka") else None
        return Link(
            f"{self.prefix}-L{index}", self._ended("l", index, row["from_bus"], "L"),
            self._ended("l", index, row["to_bus"], "L"), name=str(row.get("name") or "")[:60], length_m=length,
            r_ohm=(row["r_ohm_per_km"] or 0) * length / 1000 / beside,
            x_ohm=(row["x_ohm_per_km"] or 0) * length / 1000 / beside, limit_a=limit, path=_path(row),
        )  # fmt: skip

    def _ended(self, kind: str, index: int, bus: int, letter: str) -> str:
        """The bus at which an element ends; one with a switch there ends behind the switch."""
        switch = self._switches().get((kind, index, bus))
        if switch is None:
            return self._bus(bus)
        end = f"{self._bus(bus)}-{letter}{index}"
        if end not in self.draft.buses:
            whole = self.buses.get(bus, {"vn_kv": 0.0})
            self.draft.buses[end] = Bus(end, _place(whole), whole["vn_kv"])
            self.draft.links.append(self._switch(switch, self._bus(bus), end))
        return end

    def _switches(self) -> dict[tuple[str, int, int], Row]:
        if not hasattr(self, "_by_end"):
            rows = (row for row in self.tables["switch"] if row["et"] in ("l", "t"))
            self._by_end = {(row["et"], row["element"], row["bus"]): row for row in rows}
        return self._by_end

    def _switch(self, row: Row, one: str, other: str) -> Link:
        return Link(
            f"{self.prefix}-K{row['index']}", one, other, name=str(row.get("name") or "")[:60], is_switch=True,
            is_closed=bool(row["closed"]),
        )  # fmt: skip

    def _loads(self) -> None:
        """Loads on the middle voltage: each bus with some is one area."""
        by_bus: dict[int, list[Row]] = defaultdict(list)
        for row in self.tables["load"]:
            if row["in_service"] and self._bus(row["bus"]) in self.draft.buses:
                by_bus[row["bus"]].append(row)
        assumed = 0
        for bus, rows in by_bus.items():
            peak = sum(_kva(row) for row in rows)
            rated = sum((row.get("sn_mva") or 0) * 1000 for row in rows)
            if rated < peak:
                rated, assumed = usual_kva(peak), assumed + 1
            name = str(rows[0].get("name") or f"A{bus}")[:60]
            self.draft.demands.append(
                Demand(f"{self.prefix}-D{bus}", name, self._bus(bus), rated, peak, _place(self.buses[bus]))
            )
        if assumed:
            self.draft.findings.append(Finding("assumed-rating", {"count": assumed}))


def _kva(row: Row) -> float:
    return float((row["p_mw"] ** 2 + row["q_mvar"] ** 2) ** 0.5 * 1000 * row["scaling"])


def usual_kva(peak: float) -> float:
    return float(next((kva for kva in USUAL_KVA if kva * ROOM >= peak), max(peak / ROOM, 1.0)))


def _geo(row: Row) -> Any:
    told = row.get("geo")
    try:
        return (json.loads(told) if isinstance(told, str) else told or {}).get("coordinates")
    except (ValueError, AttributeError):
        return None


def _place(row: Row) -> Place | None:
    told = _geo(row)
    return (float(told[0]), float(told[1])) if isinstance(told, list) and len(told) > 1 else None


def _path(row: Row) -> tuple[Place, ...]:
    told = _geo(row)
    return tuple(_pairs(told)) if isinstance(told, list) else ()


def _pairs(told: list[Any]) -> Iterator[Place]:
    for one in told:
        if isinstance(one, list) and len(one) > 1:
            yield float(one[0]), float(one[1])
