"""Whether the machine's clock can be believed: against its own count since it was started, and against the database's.

A clock set a day ahead by mistake would breach every promise at once. So whoever sweeps looks first: a clock that is
more than `ALARM` off turns health red, one that is more than `STOP` off raises nothing until it agrees again or, where
it was set on purpose, a person has looked and says so (`manage.py sweep --trust-clock`). The web goes on meanwhile.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

ALARM = timedelta(seconds=5)
STOP = timedelta(seconds=30)
SILENT_LONG = timedelta(hours=26)
"""After so long without a sweep a machine that stood still looks like a clock set ahead: people look first."""

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Reading:
    """The time of day, and how long this machine had run by then. `boot` tells one run of the machine from another.

    `apart` is how far this clock is ahead of the database's.
    """

    at: datetime
    boot: str
    up_s: float
    apart: timedelta = timedelta(0)

    @classmethod
    def now(cls) -> Reading:
        boot = BOOT_ID.read_text().strip() if BOOT_ID.exists() else ""
        before = timezone.now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            database = cursor.fetchone()[0]
        at, up_s = timezone.now(), time.clock_gettime(time.CLOCK_BOOTTIME)
        return cls(at, boot, up_s, apart(before, database, at))

    @classmethod
    def kept(cls, detail: dict[str, Any]) -> Reading | None:
        """What a heartbeat has kept; None when it kept nothing of the kind."""
        try:
            return cls(datetime.fromisoformat(detail["seen_at"]), detail["boot"], float(detail["up_s"]))
        except (KeyError, TypeError, ValueError):
            return None

    def to_keep(self) -> dict[str, Any]:
        return {"seen_at": self.at.isoformat(), "boot": self.boot, "up_s": self.up_s}

    def is_of_one_run(self, other: Reading) -> bool:
        return bool(self.boot) and self.boot == other.boot


def apart(before: datetime, database: datetime, after: datetime) -> timedelta:
    """How far our clock is ahead of the database's, read between `before` and `after`: a slow answer is none."""
    if database < before:
        return before - database
    return min(after - database, timedelta(0))


def jumped(since: Reading | None, last_at: datetime | None, now: Reading) -> timedelta:
    """How far the time of day went beyond what passed since the clock was first seen or trusted.

    After a restart of the machine only a step back behind `last_at` can be seen: how long it was off nobody counted.
    """
    if since is not None and since.is_of_one_run(now):
        return now.at - since.at - timedelta(seconds=now.up_s - since.up_s)
    return min(now.at - last_at, timedelta(0)) if last_at else timedelta(0)


def off_by(since: Reading | None, last_at: datetime | None, now: Reading) -> timedelta:
    """How far off the clock is, by whichever says more."""
    return max(jumped(since, last_at, now), now.apart, key=abs)
