"""The files: one an address and language, and its compressed twin; replaced as a whole, never written in place."""

from __future__ import annotations

import fcntl
import gzip
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from portal.disclosure.topics import Sheet


def root() -> Path:
    return Path(settings.PUBLISHED_ROOT)


def file_of(address: str, language: str) -> Path | None:
    """Where the sheet of an address lies; None for an address that leads out of the folder."""
    if ".." in address or "\0" in address or "//" in address:
        return None
    return root() / (f"{address[1:]}index.{language}.html" if address.endswith("/") else address[1:])


def put(sheet: Sheet) -> bool:
    """Write a sheet and its compressed twin unless they stand there already. Tells whether anything changed."""
    path = file_of(sheet.address, sheet.language)
    if path is None:
        raise ValueError(f"no place for {sheet.address}")
    if path.is_file() and path.read_bytes() == sheet.body:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path.with_name(path.name + ".gz"), gzip.compress(sheet.body, 6, mtime=0))
    _replace(path, sheet.body)
    return True


def _replace(path: Path, body: bytes) -> None:
    """All of it or nothing: whoever reads the old file reads it to its end."""
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".new")
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        os.fchmod(file.fileno(), 0o644)  # nginx reads them too
    Path(scratch).replace(path)


@contextmanager
def only_one(topic: str) -> Iterator[None]:
    """One renderer of a topic at a time on this machine; the others wait and then find its work."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / f".{topic}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
