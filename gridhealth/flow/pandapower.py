"""Reads a network that pandapower saved as JSON into a case for the solver. Their program is not needed for it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid
from gridhealth.flow.rules import Case, Line, Transformer

NOT_ONE = _("This is not a network saved by pandapower. Save it there with to_json and give us that file.")
CUT_OFF = _("The file ends too early or is damaged. Fetch it again and give us the whole.")
NEEDED = ("bus", "line", "ext_grid")
RATIO_CHANGERS = ("Ratio", "Symmetrical")
Row = dict[str, Any]


def read(text: str) -> Case:
    """The case in a file; every finding at once in one refusal."""
    told = tables(text)
    findings = [*_twice(told), *_impossible(told)]
    if findings:
        raise Invalid({"file": findings})
    places = _merged(told)
    return Case.of(
        buses=_nominal_kv(told["bus"], places),
        sources={places[row["bus"]]: row["vm_pu"] for row in told["ext_grid"] if row["in_service"]},
        loads=_loads(told, places),
        lines=[_line(row, told, places) for row in told["line"] if row["in_service"]],
        transformers=[_transformer(row, told, places) for row in told["trafo"] if row["in_service"]],
    )


def places_of(text: str) -> dict[int, int]:
    """Which bus of the case each bus of the file became: those joined by a closed switch are one."""
    return _merged(tables(text))


def tables(text: str) -> dict[str, list[Row]]:
    """The rows of each table in a file, whatever they say."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid({"file": [CUT_OFF]}) from None
    if not isinstance(found, dict) or found.get("_class") != "pandapowerNet":
        raise Invalid({"file": [NOT_ONE]})
    names = ("bus", "line", "ext_grid", "trafo", "load", "sgen", "switch")
    try:
        inside = found["_object"]
        rows = {name: list(_rows(inside[name])) if name in inside else [] for name in names}
    except (KeyError, TypeError, ValueError):
        raise Invalid({"file": [NOT_ONE]}) from None
    if not all(rows[name] for name in NEEDED):
        raise Invalid({"file": [NOT_ONE]})
    return rows


def _rows(frame: Row) -> Iterable[Row]:
    table = frame["_object"]
    if isinstance(table, str):
        table = json.loads(table)
    for key, values in zip(table["index"], table["data"], strict=True):
        yield {"index": key, **dict(zip(table["columns"], values, strict=True))}


def _twice(tables: dict[str, list[Row]]) -> Iterable[Any]:
    for name, rows in tables.items():
        seen: set[int] = set()
        for row in rows:
            if row["index"] in seen:
                yield _("%(table)s %(row)s stands there twice.") % {"table": name, "row": row["index"]}
            seen.add(row["index"])


def _impossible(tables: dict[str, list[Row]]) -> Iterable[Any]:
    buses = {row["index"] for row in tables["bus"]}
    for row in tables["trafo"]:
        if not row["sn_mva"] or row["sn_mva"] <= 0:
            yield _("Transformer %(row)s is rated at nothing. Give its kVA.") % {"row": row["index"]}
    for row in tables["line"]:
        if not row["length_km"] or row["length_km"] <= 0:
            yield _("Line %(row)s has no length.") % {"row": row["index"]}
        if not {row["from_bus"], row["to_bus"]} <= buses:
            yield _("Line %(row)s ends where no bus is.") % {"row": row["index"]}


def _merged(tables: dict[str, list[Row]]) -> dict[int, int]:
    """Buses joined by closed switches become one, numbered in the order of the file."""
    up = {row["index"]: row["index"] for row in tables["bus"]}

    def top(bus: int) -> int:
        while up[bus] != bus:
            bus = up[bus]
        return bus

    for row in tables["switch"]:
        if row["et"] == "b" and row["closed"]:
            up[top(row["element"])] = top(row["bus"])
    tops = list(dict.fromkeys(top(bus) for bus in up))
    numbers = {bus: n for n, bus in enumerate(tops)}
    return {bus: numbers[top(bus)] for bus in up}


def _nominal_kv(buses: list[Row], places: dict[int, int]) -> list[float]:
    kv = {places[row["index"]]: row["vn_kv"] for row in buses}
    return [kv[n] for n in range(len(kv))]


def _loads(tables: dict[str, list[Row]], places: dict[int, int]) -> dict[int, tuple[float, float]]:
    """By bus, generation as less load."""
    loads: dict[int, tuple[float, float]] = {}
    for name, sign in (("load", 1000), ("sgen", -1000)):
        for row in (row for row in tables[name] if row["in_service"]):
            bus, share = places[row["bus"]], sign * row["scaling"]
            kw, kvar = loads.get(bus, (0.0, 0.0))
            loads[bus] = (kw + share * row["p_mw"], kvar + share * row["q_mvar"])
    return loads


def _is_open(tables: dict[str, list[Row]], kind: str, element: int, bus: int) -> bool:
    return any(
        row["et"] == kind and row["element"] == element and row["bus"] == bus and not row["closed"]
        for row in tables["switch"]
    )


def _line(row: Row, tables: dict[str, list[Row]], places: dict[int, int]) -> Line:
    length, beside = row["length_km"], row.get("parallel") or 1
    return Line(
        one=places[row["from_bus"]], other=places[row["to_bus"]], r_ohm=row["r_ohm_per_km"] * length / beside,
        x_ohm=row["x_ohm_per_km"] * length / beside, c_f=row["c_nf_per_km"] * 1e-9 * length * beside,
        limit_a=row["max_i_ka"] * 1000 * beside * (row.get("df") or 1),
        is_closed_at_one=not _is_open(tables, "l", row["index"], row["from_bus"]),
        is_closed_at_other=not _is_open(tables, "l", row["index"], row["to_bus"]),
    )  # fmt: skip


def _tap_percent(row: Row, side: str) -> float:
    """How far the tap on this side moves its rated voltage. A file that names the kind of changer and says none has
    none, as for pandapower from 3.0 on; older files do not name it and mean one that changes the ratio."""
    if row.get("tap_side") != side or row.get("tap_changer_type", "Ratio") not in RATIO_CHANGERS:
        return 0.0
    return float(((row.get("tap_pos") or 0) - (row.get("tap_neutral") or 0)) * (row.get("tap_step_percent") or 0))


def _transformer(row: Row, tables: dict[str, list[Row]], places: dict[int, int]) -> Transformer:
    beside = row.get("parallel") or 1
    return Transformer(
        high=places[row["hv_bus"]], low=places[row["lv_bus"]], high_kv=row["vn_hv_kv"],
        low_kv=row["vn_lv_kv"] * (1 + _tap_percent(row, "lv") / 100),
        rated_kva=row["sn_mva"] * 1000 * beside, uk=row["vk_percent"] / 100,
        copper_kw=row["vkr_percent"] / 100 * row["sn_mva"] * 1000 * beside, iron_kw=row["pfe_kw"] * beside,
        i0=row["i0_percent"] / 100, tap_percent=_tap_percent(row, "hv"),
        clock=round((row.get("shift_degree") or 0) / 30) % 12,
        is_closed_at_high=not _is_open(tables, "t", row["index"], row["hv_bus"]),
        is_closed_at_low=not _is_open(tables, "t", row["index"], row["lv_bus"]),
    )  # fmt: skip
