"""P15: foreign networks come in whole beside pandapower's own reading; ten times the rows, and what reading holds."""

from __future__ import annotations

import csv
import gc
import io
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.ground import databases, on, size_of
from bench.sides import alternate, compare, judge, say, surroundings, tell

# Foreign networks that packages bring, the largest last.
NAMES = ("CIGRE MV", "mv_oberrhein", "SimBench 1-MVLV-urban-all")
SECTIONS_A_LINE = 200
AREA_EVERY = 10


def main() -> dict[str, Any]:
    saved = dict(_saved(size_of(tiny=1, short=3, long=3)))
    with tempfile.TemporaryDirectory() as folder, databases("p15") as made, on(made["p15"]):
        cell = _cell()
        sides: dict[str, Callable[[], Any]] = {}
        for name, text in saved.items():
            path = Path(folder) / f"{len(sides)}.json"
            path.write_text(text)
            say(f"P15: {name}: {_proven(path, text, cell)}")
            sides[f"{name}, read by pandapower"] = _reader(text)
            sides[f"{name}, imported"] = _importer(path, cell)
        times = alternate(sides, rounds=size_of(tiny=1, short=9, long=15))
        tell(times)
        told = {
            name: compare("P15", f"{name}, imported whole beside pandapower's reading it", times, f"{name}, imported",
                          f"{name}, read by pandapower", goal=1)
            for name in saved
        }  # fmt: skip
        told["tables"] = _grown(Path(folder), cell)
        told |= _held(Path(folder))
    return {**told, "ms": times, **surroundings()}


def _saved(count: int) -> Iterator[tuple[str, str]]:
    """As pandapower saves them; the last takes a while to make, and no database may wait for it."""
    import pandapower
    import simbench
    from pandapower import networks

    makers = (networks.create_cigre_network_mv, networks.mv_oberrhein,
              lambda: simbench.get_simbench_net("1-MVLV-urban-all-0-sw"))  # fmt: skip
    for name, make in list(zip(NAMES, makers, strict=True))[:count]:
        yield name, pandapower.to_json(make())


def _cell() -> Any:
    from gridhealth.choices import Crs
    from gridhealth.models import GridCell

    cell = GridCell(code="C0", name="C0")
    cell.place({"type": "Point", "coordinates": [114.9, 31.6]}, Crs.CGCS2000)
    cell.save()
    return cell


def _importer(path: Path, cell: Any) -> Callable[[], Any]:
    """Read, checked, put in order and stored; then taken back, so that each turn begins with nothing."""
    from django.db import transaction
    from django.utils import timezone

    from gridhealth.importing import actions

    def imports() -> float:
        began = time.perf_counter()
        with transaction.atomic():
            row = actions.import_path(path, cell=cell, by=None, at=timezone.now())
            took = (time.perf_counter() - began) * 1000
            if row.errors():
                raise SystemExit(f"P15 measured nothing: {path.name} was refused")
            transaction.set_rollback(True)
        return took

    return imports


def _reader(text: str) -> Callable[[], Any]:
    import pandapower

    return lambda: pandapower.from_json_string(text)


def _proven(path: Path, text: str, cell: Any) -> str:
    """Everything of the network is there afterwards and has power, and the flow is pandapower's to a millionth."""
    from django.db import transaction
    from django.utils import timezone

    from gridhealth.importing import actions
    from gridhealth.topology.models import Node

    with transaction.atomic():
        row = actions.import_path(path, cell=cell, by=None, at=timezone.now())
        if row.errors() or Node.objects.dark().exists():
            raise SystemExit(f"P15 measured nothing: {path.name} did not come in whole")
        counts = {kind: of["new"] for kind, of in row.counts.items()}
        transaction.set_rollback(True)
    return f"{counts['area']} areas and {counts['branch']} branches; voltages apart by {_apart(text):.0e} p.u."


def _apart(text: str) -> float:
    import pandapower

    from gridhealth.flow import pandapower as reader
    from gridhealth.flow import rules

    net = pandapower.from_json_string(text)
    pandapower.runpp(net, trafo_model="pi", tolerance_mva=1e-10, numba=False)
    flow, places = rules.solve(reader.read(text)), reader.places_of(text)
    apart = max(abs(flow.voltages_pu[places[bus]] - pu) for bus, pu in net.res_bus.vm_pu.dropna().items())
    if apart > 1e-6:
        raise SystemExit(f"P15 measured nothing: the flow is another than pandapower's by {apart}")
    return float(apart)


def _grown(folder: Path, cell: Any) -> float:
    """What a row costs in a file ten times as long."""
    few = size_of(tiny=1, short=2, long=50)
    sides = {}
    for lines in (few, few * 10):
        path = folder / f"{lines}.zip"
        path.write_bytes(tables(lines))
        sides[lines] = _importer(path, cell)
    costs = {f"{lines * SECTIONS_A_LINE:,} sections": (lambda side=side, lines=lines: side() / lines)
             for lines, side in sides.items()}  # fmt: skip
    times = alternate(costs, rounds=size_of(tiny=1, short=9, long=9))
    tell(times, "ms a line")
    small, large = times
    return compare("P15", "a row of a file ten times as long", times, large, small, goal=1.3)


def _held(folder: Path) -> dict[str, float]:
    """What is held at the most while a file is read: by the row, and of a file that is mostly of other things."""
    few = size_of(tiny=200, short=1_000, long=10_000)
    small, large, padded = (folder / name for name in ("small.xml", "large.xml", "padded.xml"))
    for path, rows, others in ((small, few, 0), (large, few * 10, 0), (padded, few, few * 25)):
        with path.open("w") as file:
            file.writelines(_cim(rows, others))
    held = {path: _peak(path) for path in (small, large, padded)}
    say(f"P15: CIM of {large.stat().st_size / 1e6:.0f} MB: {held[large] / 1e6:.0f} MB held at the most")
    return {
        "held a row": judge("P15", "what a row holds in a CIM file ten times as long", held[large] / held[small] / 10,
                            goal=1.3),
        "held of others": judge("P15", "what a CIM file holds that is ten times as large by what nobody asks for",
                                held[padded] / held[small], goal=1.3),
    }  # fmt: skip


def _peak(path: Path) -> int:
    from gridhealth.importing import files

    gc.collect()
    tracemalloc.start()
    try:
        _kind, draft = files.read(path, "C0")
        if not draft.links:
            raise SystemExit(f"P15 measured nothing: {path.name} has no lines")
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _cim(rows: int, others: int) -> Iterator[str]:
    """A chain of so many sections on one bar, and so many objects that are no part of the network."""
    yield ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
           ' xmlns:cim="http://iec.ch/TC57/2013/CIM-schema-cim16#">')  # fmt: skip
    for n in range(rows):
        yield _object("ConnectivityNode", f"N{n}") + _object(
            "ACLineSegment", f"L{n}", length="0.06", r="0.01", x="0.02"
        )
        for end in (n, n + 1):
            yield _object("Terminal", f"E{n}-{end}", ConductingEquipment=f"#L{n}", ConnectivityNode=f"#N{end}")
    yield _object("ConnectivityNode", f"N{rows}")
    for n in range(others):
        yield _object("DiagramObjectPoint", f"P{n}", xPosition=str(n), yPosition=str(n), sequenceNumber=str(n))
    yield "</rdf:RDF>"


def _object(kind: str, key: str, **told: str) -> str:
    inside = "".join(
        f'<cim:X.{name} rdf:resource="{value}"/>' if value.startswith("#") else f"<cim:X.{name}>{value}</cim:X.{name}>"
        for name, value in told.items()
    )
    return f'<cim:{kind} rdf:ID="{key}">{inside}</cim:{kind}>\n'


def tables(lines: int) -> bytes:
    """A county of so many lines as tables, each a chain of sections with an area at every tenth pole."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in _tables(lines).items():
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            packed.writestr(f"{name}.csv", text.getvalue())
    return whole.getvalue()


def _tables(lines: int) -> dict[str, list[tuple[Any, ...]]]:
    poles = [(line, n) for line in range(lines) for n in range(1, SECTIONS_A_LINE + 1)]
    sections = [(f"L{line}-{n}", "section", f"{line}-{n - 1}", f"{line}-{n}", 60, 0.01, 0.02, 400) for line, n in poles]
    breakers = [(f"K{line}", "switch", "bar", f"{line}-0", "", "", "", 400) for line in range(lines)]
    areas = [(f"A{line}-{n}", f"{line}-{n}", f"{line}-{n}", 400, 120) for line, n in poles if n % AREA_EVERY == 0]
    return {
        "substations": [("code", "name", "voltage_kv"), ("S", "S", 110)],
        "transformers": [("code", "name", "substation", "node", "rated_kva"), ("T", "T", "S", "bar", 50_000)],
        "branches": [("code", "kind", "from", "to", "length_m", "r_ohm", "x_ohm", "limit_a", "closed"),
                     *((*row, 1) for row in (*breakers, *sections))],
        "areas": [("code", "name", "node", "rated_kva", "peak_kva"), *areas],
    }  # fmt: skip
