"""Power flow: a case of values in, voltages, loadings and losses out. A real solver; no database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from power_grid_model import PowerGridModel, WindingType, initialize_array
from power_grid_model.errors import PowerGridError  # type: ignore[attr-defined]  # public, only not marked so

# So strong that a source holds its voltage to the last digit anybody compares.
STIFF_VA = 1e20
TOLERANCE = 1e-10
ROUNDS = 30


@dataclass(frozen=True)
class Line:
    """A line between two buses; an end may be open while the other still charges it."""

    one: int
    other: int
    r_ohm: float
    x_ohm: float
    c_f: float = 0.0
    limit_a: float = 1e9
    is_closed_at_one: bool = True
    is_closed_at_other: bool = True


@dataclass(frozen=True)
class Transformer:
    """Rated kV at both sides, short circuit and no-load values as shares, the tap at the high side in per cent."""

    high: int
    low: int
    high_kv: float
    low_kv: float
    rated_kva: float
    uk: float
    copper_kw: float
    iron_kw: float = 0.0
    i0: float = 0.0
    tap_percent: float = 0.0
    clock: int = 0
    is_closed_at_high: bool = True
    is_closed_at_low: bool = True


@dataclass(frozen=True, eq=False)
class Case:
    """What the solver takes: its tables by kind, in volts, amperes, watts and farads, with buses numbered from 0."""

    tables: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        buses: Sequence[float],
        sources: Mapping[int, float],
        loads: Mapping[int, tuple[float, float]],
        lines: Sequence[Line] = (),
        transformers: Sequence[Transformer] = (),
    ) -> Case:
        """Buses 0, 1, 2 ... with their nominal kV; sources with their voltage in p.u.; loads in kW and kvar by bus."""
        watts = np.array(list(loads.values()), dtype=float).reshape(-1, 2) * 1000
        return cls(
            _numbered(
                node=_table("node", len(buses), u_rated=np.array(buses) * 1000),
                line=_table("line", len(lines), **_line_columns(lines)),
                transformer=_table("transformer", len(transformers), **_transformer_columns(transformers)),
                source=_table("source", len(sources), node=list(sources), u_ref=list(sources.values()), status=1,
                              sk=STIFF_VA),
                sym_load=_table("sym_load", len(loads), node=list(loads), type=0, status=1, p_specified=watts[:, 0],
                                q_specified=watts[:, 1]),
            )
        )  # fmt: skip

    def count(self, kind: str) -> int:
        return len(self.tables[kind])

    def loaded(self, times: float, *more: tuple[int, float, float]) -> Case:
        """The same wires with so many times the load, and what hangs there besides: bus, kW, kvar."""
        loads = self.tables["sym_load"].copy()
        loads["p_specified"] *= times
        loads["q_specified"] *= times
        if more:
            bus, kw, kvar = np.array(more).T
            besides = _table("sym_load", len(more), node=bus, type=0, status=1, p_specified=kw * 1000,
                             q_specified=kvar * 1000)  # fmt: skip
            before = sum(self.count(kind) for kind in ENDS if kind != "sym_load")
            loads = np.concatenate([loads, besides])
            loads["id"] = np.arange(before, before + len(loads))
        return Case({**self.tables, "sym_load": loads})


@dataclass(frozen=True)
class Flow:
    """What the solver found, in the order of the case. Not converged: nothing is known, nothing is healthy."""

    has_converged: bool
    voltages_pu: Sequence[float] = ()
    loadings: Sequence[float] = ()
    line_losses_kw: Sequence[float] = field(default=(), repr=False)
    why_not: str = ""

    @property
    def lowest_pu(self) -> float | None:
        """Of the buses that have power; one without has none to be low."""
        return min((pu for pu in self.voltages_pu if pu > 0), default=None)

    @property
    def highest_loading(self) -> float | None:
        return max(self.loadings, default=None)

    @property
    def losses_kw(self) -> float | None:
        return sum(self.line_losses_kw) if self.has_converged else None


def solve(case: Case) -> Flow:
    """One case, by Newton and Raphson. Of a line that nobody has drawn nothing is known."""
    if not case.count("node"):
        return Flow(False, why_not="NoBuses")
    try:
        model = PowerGridModel({kind: table for kind, table in case.tables.items() if len(table)})
        found = model.calculate_power_flow(error_tolerance=TOLERANCE, max_iterations=ROUNDS)
    except PowerGridError as problem:
        return Flow(False, why_not=type(problem).__name__)
    lines = found.get("line")
    if lines is None:
        return Flow(True, found["node"]["u_pu"].tolist())
    losses = (lines["p_from"] + lines["p_to"]) / 1000
    return Flow(True, found["node"]["u_pu"].tolist(), lines["loading"].tolist(), losses.tolist())


def solve_all(cases: Sequence[Case]) -> list[Flow]:
    """All at once where all can be solved; else one by one, so that a case without an answer spoils no other."""
    whole = solve(together(cases))
    if not whole.has_converged:
        return [solve(case) for case in cases]
    flows, bus_at, line_at = [], 0, 0
    for case in cases:
        buses, lines = slice(bus_at, bus_at + case.count("node")), slice(line_at, line_at + case.count("line"))
        found = Flow(True, whole.voltages_pu[buses], whole.loadings[lines], whole.line_losses_kw[lines])
        flows.append(found if case.count("node") else solve(case))
        bus_at, line_at = buses.stop, lines.stop
    return flows


def together(cases: Sequence[Case]) -> Case:
    """Many cases as the islands of one."""
    before = np.cumsum([0, *(case.count("node") for case in cases)])[:-1]
    tables = {}
    for kind, ends in ENDS.items():
        # As bytes: numpy joins rows of many columns column by column, fifty times slower.
        rows = bytearray().join(case.tables[kind].tobytes() for case in cases)
        table = tables[kind] = np.frombuffer(rows, dtype=_table(kind, 0).dtype)
        further = np.repeat(before, [case.count(kind) for case in cases])
        for end in ends:
            table[end] += further
    return Case(_numbered(**tables))


# The columns that name a bus.
ENDS = {
    "node": (), "line": ("from_node", "to_node"), "transformer": ("from_node", "to_node"), "source": ("node",),
    "sym_load": ("node",),
}  # fmt: skip


def _table(kind: str, count: int, **columns: Any) -> Any:
    table = initialize_array("input", kind, count)
    for name, values in columns.items():
        table[name] = values
    return table


def _numbered(**tables: Any) -> dict[str, Any]:
    """Ids count on from table to table, the buses first."""
    counted = 0
    for table in tables.values():
        table["id"] = np.arange(counted, counted + len(table))
        counted += len(table)
    return tables


def _line_columns(lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "from_node": [line.one for line in lines], "to_node": [line.other for line in lines],
        "from_status": [line.is_closed_at_one for line in lines],
        "to_status": [line.is_closed_at_other for line in lines],
        "r1": [line.r_ohm for line in lines], "x1": [line.x_ohm for line in lines],
        "c1": [line.c_f for line in lines], "tan1": 0.0, "i_n": [line.limit_a for line in lines],
    }  # fmt: skip


def _transformer_columns(rows: Sequence[Transformer]) -> dict[str, Any]:
    kinds = [WindingType.delta if row.clock % 2 else WindingType.wye_n for row in rows]
    return {
        "from_node": [row.high for row in rows], "to_node": [row.low for row in rows],
        "from_status": [row.is_closed_at_high for row in rows], "to_status": [row.is_closed_at_low for row in rows],
        "u1": [row.high_kv * (1 + row.tap_percent / 100) * 1000 for row in rows],
        "u2": [row.low_kv * 1000 for row in rows], "sn": [row.rated_kva * 1000 for row in rows],
        "uk": [row.uk for row in rows], "pk": [row.copper_kw * 1000 for row in rows],
        "p0": [row.iron_kw * 1000 for row in rows], "i0": [row.i0 for row in rows],
        "clock": [row.clock for row in rows], "winding_from": kinds, "winding_to": WindingType.wye_n,
        "tap_side": 0, "tap_pos": 0, "tap_min": 0, "tap_max": 0, "tap_nom": 0, "tap_size": 0.0,
    }  # fmt: skip
