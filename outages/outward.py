"""What 95598 and the State Grid app hear of outages: what everybody may read, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from customers.hotline.choices import Line, Publication
from customers.hotline.posting import publish, words_of
from outages.published.queries import one


def pass_on(sender: Any, *, number: str, at: datetime, **_more: Any) -> None:
    """An outage has changed: both lines hear of it, in the words it has when they are reached."""
    for line in Line:
        publish(Publication.OUTAGE, number, to=line, at=at)


@words_of(Publication.OUTAGE)
def as_told(number: str) -> Mapping[str, Any] | None:
    """Nothing while nobody may know of it."""
    found = one(number)
    if found is None:
        return None
    return {
        "version": found.revision, "number": found.number, "kind": found.kind.value, "phase": found.phase.value,
        "line": found.line, "areas": list(found.areas), "townships": list(found.townships),
        "since": found.since.isoformat(), "until": found.until.isoformat() if found.until else None,
        "ended_at": found.ended_at.isoformat() if found.ended_at else None,
        "customers": {"least": found.affected.least, "most": found.affected.most},
    }  # fmt: skip
