"""Events as the platforms write them. One that makes no sense is left out; it never holds up the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.investment.choices import Kind

CURSOR = re.compile(r"[A-Za-z0-9_-]{1,40}")
LONGEST = 200
FACTS = (
    "code", "former_code", "name", "owner_name", "owner_uscc", "phone", "township_code", "address", "needed_kva",
    "wanted_on", "level",
)  # fmt: skip


class Garbage(ValueError):
    """The answer as a whole cannot be read."""


@dataclass(frozen=True, slots=True)
class Event:
    event_id: str
    kind: Kind
    told_at: datetime
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    events: tuple[Event, ...]
    cursor: str
    left_out: int


def parse(body: Mapping[str, Any]) -> Batch:
    rows, cursor = body.get("events"), body.get("cursor")
    if not isinstance(rows, list) or not isinstance(cursor, str) or not CURSOR.fullmatch(cursor):
        raise Garbage
    read = [_event(row) for row in rows]
    events = tuple(event for event in read if event is not None)
    return Batch(events, cursor, len(read) - len(events))


def _event(row: Any) -> Event | None:
    if not isinstance(row, dict) or not isinstance(row.get("facts"), dict):
        return None
    try:
        told_at, kind = datetime.fromisoformat(str(row.get("told_at"))), Kind(str(row.get("kind")))
    except ValueError:
        return None
    event_id = str(row.get("id", ""))
    if told_at.tzinfo is None or not 0 < len(event_id) <= 80 or "\x00" in event_id:
        return None
    given = {name: str(row["facts"].get(name) or "").replace("\x00", "").strip()[:LONGEST] for name in FACTS}
    return Event(event_id, kind, told_at, {name: value for name, value in given.items() if value})
