"""Reads a network from a ZIP (or a folder) of CSV tables, row after row; docs/network-files.md names every column."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from gridhealth.importing.draft import Bus, Demand, Draft, Link, Main, Named, Place, Station
from gridhealth.importing.findings import Finding, Unreadable

Row = dict[str, str]
# Of each table the columns that must be there.
NEEDED = {
    "substations": ("code", "name", "voltage_kv"),
    "transformers": ("code", "name", "substation", "node", "rated_kva"),
    "branches": ("code", "kind", "from", "to"),
    "areas": ("code", "name", "node", "rated_kva"),
}
OPTIONAL = {"nodes": ("code",), "feeders": ("code", "name", "breaker")}
SURVEYED = {"", "CGCS2000", "EPSG:4490", "WGS84", "WGS-84", "EPSG:4326"}
YES = {"", "1", "true", "yes", "closed", "合"}


def read(path: Path, prefix: str) -> Draft:
    """The draft in the tables; codes stay as they are. `prefix` is the cell of lines that name none."""
    reader = _Reader(prefix)
    with ExitStack() as stack:
        found = dict(_tables(path, stack))
        if not set(NEEDED) & set(found):
            raise Unreadable("not-a-network")
        for table in (*NEEDED, *OPTIONAL):
            if table in found:
                reader.take(table, found[table])
            elif table in NEEDED:
                reader.found("no-table", table=f"{table}.csv")
    reader.finish()
    return reader.draft


def _tables(path: Path, stack: ExitStack) -> Iterator[tuple[str, IO[bytes]]]:
    if path.is_dir():
        for file in sorted(path.glob("*.csv")):
            yield file.stem.lower(), stack.enter_context(file.open("rb"))
        return
    try:
        packed = stack.enter_context(zipfile.ZipFile(path))
    except zipfile.BadZipFile:
        raise Unreadable("cut-off", where="ZIP") from None
    for info in packed.infolist():
        name = Path(info.filename)
        if name.suffix.lower() == ".csv" and not name.name.startswith("."):
            yield name.stem.lower(), stack.enter_context(packed.open(info))


class _Reader:
    def __init__(self, cell: str) -> None:
        self.draft, self.cell = Draft(), cell
        self.places: dict[str, Place | None] = {}

    def found(self, code: str, **values: Any) -> None:
        self.draft.findings.append(Finding(code, values))

    def take(self, table: str, file: IO[bytes]) -> None:
        try:
            rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig", newline=""))
            columns = {(name or "").strip().lower() for name in rows.fieldnames or ()}
            missing = [name for name in {**NEEDED, **OPTIONAL}[table] if name not in columns]
            for name in missing:
                self.found("no-column", table=f"{table}.csv", column=name)
            for number, told in enumerate(rows, 2) if not missing else ():
                row = {(name or "").strip().lower(): (value or "").strip() for name, value in told.items()
                       if isinstance(value, str | None)}  # fmt: skip
                if any("\0" in value for value in row.values()):
                    raise Unreadable("cut-off", where=f"{table}.csv")
                if any(row.values()):
                    getattr(self, table)(row, _Numbers(self, f"{table}.csv", number, row))
        except UnicodeDecodeError:
            raise Unreadable("not-utf8", where=f"{table}.csv") from None
        except (csv.Error, zipfile.BadZipFile, zlib.error, EOFError):
            raise Unreadable("cut-off", where=f"{table}.csv") from None

    def substations(self, row: Row, number: Callable[..., float | None]) -> None:
        place = self._place(row, number)
        volts = number("voltage_kv") or 0.0
        self.draft.stations.append(Station(row["code"], row["name"] or row["code"], volts, place, row.get("mrid", "")))

    def transformers(self, row: Row, number: Callable[..., float | None]) -> None:
        self.draft.mains.append(
            Main(row["code"], row["name"] or row["code"], row["substation"], row["node"], number("rated_kva"),
                 number("peak_kva"), row.get("mrid", ""))
        )  # fmt: skip
        self._bus(row["node"])

    def branches(self, row: Row, number: Callable[..., float | None]) -> None:
        self._bus(row["from"])
        self._bus(row["to"])
        is_switch = row["kind"].lower() in ("switch", "开关")
        self.draft.links.append(
            Link(
                row["code"], row["from"], row["to"], row.get("name", ""), is_switch,
                not is_switch or row.get("closed", "").lower() in YES, number("length_m") or 0.0,
                number("r_ohm") or 0.0, number("x_ohm") or 0.0, number("limit_a"), mrid=row.get("mrid", ""),
            )
        )  # fmt: skip

    def areas(self, row: Row, number: Callable[..., float | None]) -> None:
        self._bus(row["node"])
        self.draft.demands.append(
            Demand(row["code"], row["name"] or row["code"], row["node"], number("rated_kva"),
                   number("peak_kva") or 0.0, self._place(row, number), row.get("township", "")[:9],
                   row.get("mrid", ""), self.draft.vector_group(row.get("vector_group", ""), of=row["code"]))
        )  # fmt: skip

    def nodes(self, row: Row, number: Callable[..., float | None]) -> None:
        self._bus(row["code"])
        self.places[row["code"]] = self._place(row, number)

    def feeders(self, row: Row, number: Callable[..., float | None]) -> None:
        before = next((one for one in self.draft.named if one.key == row["code"]), None)
        cell = row.get("cell") or self.cell
        if before is not None and before.cell != cell:
            self.found("two-cells", row=row["code"], one=before.cell, other=cell)
            return
        self.draft.named.append(
            Named(row["code"], row["name"] or row["code"], row["breaker"], number("voltage_kv") or 10.0,
                  number("peak_kw"), number("current_limit_a"), cell, row.get("mrid", ""))
        )  # fmt: skip

    def _bus(self, key: str) -> None:
        if key:
            self.places.setdefault(key, None)

    def _place(self, row: Row, number: Callable[..., float | None]) -> Place | None:
        if row.get("crs", "").upper() not in SURVEYED:
            self.found("public-datum", value=row["crs"])
            return None
        if not row.get("lon") or not row.get("lat"):
            return None
        lon, lat = number("lon"), number("lat")
        return None if lon is None or lat is None else (lon, lat)

    def finish(self) -> None:
        self.draft.buses = {key: Bus(key, place) for key, place in self.places.items()}


class _Numbers:
    """The numbers of one row; what is none is found, and taken as missing."""

    def __init__(self, reader: _Reader, table: str, number: int, row: Row) -> None:
        self.reader, self.table, self.number, self.row = reader, table, number, row

    def __call__(self, column: str) -> float | None:
        text = self.row.get(column, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if value != value or abs(value) == float("inf"):
            self.reader.found("no-number", table=self.table, row=self.number, column=column, value=text[:40])
            return None
        return value
