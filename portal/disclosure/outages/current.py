"""How many outages are going on, as published: for the home page, which asks the database nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from portal.disclosure import store


class Current(NamedTuple):
    """Outages now, and the moment at which that was true."""

    count: int
    as_of: datetime


def current() -> Current | None:
    """None where nothing has been published yet."""
    facts, page = store.file_of("/public/outages.geojson", ""), store.file_of("/public/outages/", "zh")
    try:
        assert facts is not None
        assert page is not None
        told, rendered = facts.stat(), page.stat()
    except OSError:
        return None
    count = _count(str(facts), told.st_mtime_ns, told.st_size)
    return Current(count, datetime.fromtimestamp(rendered.st_mtime, UTC))


@lru_cache(maxsize=2)
def _count(path: str, written_ns: int, size: int) -> int:
    with open(path, "rb") as file:  # noqa: PTH123
        features = json.load(file)["features"]
    return sum(feature["properties"]["statusKind"] == "NOW" for feature in features)
