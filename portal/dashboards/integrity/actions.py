"""Ask the database whether everything holds, and keep what it said where health and the page find it."""

from __future__ import annotations

from datetime import datetime

import structlog

from deadlines.models import Heartbeat
from portal.dashboards.integrity.invariants import Broken, broken

KEPT = "invariants"
"""Not a driver: it speaks once an hour."""

log = structlog.get_logger(__name__)


def check(*, at: datetime) -> list[Broken]:
    """Returns what is broken; empty when everything holds."""
    found = list(broken(at=at))
    for one in found:
        log.error("an invariant is broken", invariant=one.invariant.key, names=one.names[:5])
    Heartbeat.objects.beat(KEPT, at, broken={one.invariant.key: one.names for one in found})
    return found


def last_check() -> Heartbeat | None:
    return Heartbeat.objects.filter(name=KEPT).first()
