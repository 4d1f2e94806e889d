"""What was achieved, as published: for the home page, which asks the database nothing."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NamedTuple

from portal.disclosure import store
from portal.disclosure.performance.showing import text


class Achieved(NamedTuple):
    """Of one promise in the last twelve months: workdays of half and of nine in ten, share on time."""

    median: int
    p90: int
    share: float

    @property
    def on_time(self) -> str:
        return text(self.share, "share")


def achieved() -> dict[str, Achieved]:
    """By stage ("C4"); a stage of which too few ended is missing, and so is everything before it was published."""
    path = store.file_of("/public/performance.json", "")
    try:
        assert path is not None
        told = path.stat()
    except OSError:
        return {}
    return _read(str(path), told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=2)
def _read(path: str, written_ns: int, size: int) -> dict[str, Achieved]:
    with open(path, "rb") as file:  # noqa: PTH123
        sections = json.load(file)["sections"]
    steps = next((one["rows"] for one in sections if one["key"] == "steps"), [])
    values = {row["subject"]: {name: one["value"] for name, one in row["values"].items()} for row in steps}
    return {
        kind: Achieved(one["median"], one["p90"], one["kept"])
        for kind, one in values.items() if one["median"] is not None
    }  # fmt: skip
