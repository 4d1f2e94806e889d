"""Which kind of network file this is, by its first bytes and not by its name, and the reader for it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from gridhealth.importing import cim, pandapower, tables
from gridhealth.importing.choices import FileKind
from gridhealth.importing.draft import Draft
from gridhealth.importing.findings import Unreadable

MEGABYTE = 1_000_000
# JSON has to be read as a whole; tables and XML are read row after row, packed or not.
MOST_MB = {FileKind.PANDAPOWER: 120, FileKind.TABLES: 300, FileKind.CIM: 1_000}
MOST_UNPACKED_MB = 1_000
ENCRYPTED = 0x1
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
READERS: dict[FileKind, Callable[[Path, str], Draft]] = {
    FileKind.PANDAPOWER: pandapower.read, FileKind.TABLES: tables.read, FileKind.CIM: cim.read,
}  # fmt: skip


def read(path: Path, prefix: str) -> tuple[FileKind, Draft]:
    """The kind and the draft; `Unreadable` says in one finding why there is none."""
    kind = kind_of(path)
    return kind, READERS[kind](path, prefix)


def kind_of(path: Path) -> FileKind:
    if path.is_dir():
        return FileKind.TABLES
    if (size := path.stat().st_size) == 0:
        raise Unreadable("empty")
    with path.open("rb") as file:
        start = file.read(400).lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = _by_start(path, start)
    if size > MOST_MB[kind] * MEGABYTE:
        raise Unreadable("too-large", mb=size // MEGABYTE, most=MOST_MB[kind])
    return kind


def _by_start(path: Path, start: bytes) -> FileKind:
    if start.startswith(b"{"):
        return FileKind.PANDAPOWER
    if start.startswith(b"<"):
        return FileKind.CIM
    if start.startswith(b"PK"):
        return _by_names(path)
    raise Unreadable("not-a-network")


def _by_names(path: Path) -> FileKind:
    """What a ZIP holds; it may say of itself that it is small and be huge unpacked."""
    try:
        with zipfile.ZipFile(path) as packed:
            inside = packed.infolist()
    except zipfile.BadZipFile:
        raise Unreadable("cut-off", where="ZIP") from None
    if any(one.flag_bits & ENCRYPTED or one.compress_type not in PACKINGS for one in inside):
        raise Unreadable("locked")
    if (size := sum(one.file_size for one in inside)) > MOST_UNPACKED_MB * MEGABYTE:
        raise Unreadable("too-large", mb=size // MEGABYTE, most=MOST_UNPACKED_MB)
    return FileKind.CIM if any(one.filename.lower().endswith(".xml") for one in inside) else FileKind.TABLES
