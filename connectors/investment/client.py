"""Ask a platform what has happened since we last asked; the marketing system answers in the same words."""

from __future__ import annotations

from datetime import datetime

from connectors import http
from connectors.choices import Outcome
from connectors.investment.wire import Batch, Garbage, parse

SYSTEMS = ("investment", "marketing")
START = "0"


def events_since(cursor: str, *, system: str, at: datetime) -> Batch | None:
    """The next events, or None when the platform cannot say just now."""
    reply = http.call(system, "GET", f"/v1/events?after={cursor or START}&limit=100", purpose="projects", at=at)
    if reply.outcome is not Outcome.OK:
        return None
    try:
        return parse(reply.body)
    except Garbage:
        return None
