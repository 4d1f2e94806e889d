"""When somebody comes back through a door, what follows: values in, a word out."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

PATIENCE = timedelta(minutes=10)


def is_ours(begun: Mapping[str, Any] | None, *, door: str, state: str, at: datetime) -> bool:
    """Whether this return belongs to what this browser began at this door, a moment ago."""
    if not begun or begun.get("door") != door or not state:
        return False
    is_fresh = 0 <= at.timestamp() - float(begun["at"]) <= PATIENCE.total_seconds()
    return is_fresh and hmac.compare_digest(str(begun["state"]).encode(), state.encode())
