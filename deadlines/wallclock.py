"""Whether the machine's clock can be believed: the time of day against the machine's own count since it was started.

A clock set a day ahead by mistake would breach every promise at once. So a driver that sees the two counts part stops
raising anything, until the clock agrees again or a person has looked and says so (`manage.py sweep --trust-clock`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

TOLERANCE = timedelta(seconds=60)
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Reading:
    """The time of day, and how long this machine had run by then. `boot` tells one run of the machine from another."""

    at: datetime
    boot: str
    up_s: float

    @classmethod
    def now(cls) -> Reading:
        boot = BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""
        return cls(timezone.now(), boot, time.clock_gettime(time.CLOCK_BOOTTIME))

    @classmethod
    def kept(cls, detail: dict[str, Any]) -> Reading | None:
        """What a heartbeat has kept; None when it kept nothing of the kind."""
        try:
            return cls(datetime.fromisoformat(detail["seen_at"]), detail["boot"], float(detail["up_s"]))
        except (KeyError, TypeError, ValueError):
            return None

    def to_keep(self) -> dict[str, Any]:
        return {"seen_at": self.at.isoformat(), "boot": self.boot, "up_s": self.up_s}


def jumped(then: Reading | None, now: Reading) -> timedelta:
    """How far the time of day went beyond what passed; zero within the tolerance, or where nothing can be compared.

    After a restart of the machine only a step back can be seen: how long it was off nobody counted.
    """
    if then is None:
        return timedelta(0)
    passed = now.at - then.at
    if then.boot and then.boot == now.boot:
        passed -= timedelta(seconds=now.up_s - then.up_s)
    elif passed > timedelta(0):
        return timedelta(0)
    return passed if abs(passed) > TOLERANCE else timedelta(0)
