"""Celery wakes the sweep; what is due stands in the rows."""

from __future__ import annotations

import time

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from deadlines import heads, loading, sweeping
from deadlines.models import Heartbeat
from deadlines.wallclock import Reading

log = structlog.get_logger()

DRIVERS = ("beat", "loop")
"""Either alone is enough; when both are used and one falls silent, a person is told."""

ONE_TURN_S = 20.0
"""A turn ends before the next is due, so that a backlog never keeps a worker from its other work."""

SCHEDULE = {
    "sweep": {"task": "deadlines.tasks.sweep", "schedule": 30.0, "options": {"expires": 30}},
    "export-heads": {"task": "deadlines.tasks.export_heads", "schedule": 3600.0},
}


@shared_task(name="deadlines.tasks.sweep")
def sweep() -> None:
    """Safe to run twice and side by side: rows are locked, steps are unique."""
    turn(driver="beat", for_s=ONE_TURN_S)


@shared_task
def export_heads() -> None:
    """Once a day: what the chains end with, written out of the database."""
    heads.export(settings.HEADS_ROOT, at=timezone.now())


def turn(*, driver: str, for_s: float, reading: Reading | None = None) -> int:
    """Sweep and carry a new calendar through until nothing is left or the time is up; returns how much was done.

    A clock that is far off raises nothing: see `wallclock`.
    """
    reading = reading or Reading.now()
    if not Heartbeat.objects.believes(reading):
        log.error("the machine's clock is off; nothing is raised until it agrees again or is trusted")
        return 0
    end, done = time.monotonic() + for_s, 0
    while time.monotonic() < end:
        now = timezone.now()
        found = sweeping.sweep(at=now, limit=100) + loading.carry_through(at=now, limit=100)
        done += found
        if not found:
            break
    Heartbeat.objects.swept(Reading.now(), driver=driver)
    if driver in DRIVERS:
        Heartbeat.objects.beat(f"sweep-{driver}", timezone.now())
    return done
