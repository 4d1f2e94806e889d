"""What the network does by itself: once a day it assesses its health and lets old curves go."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from gridhealth.health import actions
from gridhealth.importing import tasks as reading
from gridhealth.telemetry import partitions
from gridhealth.upgrades import actions as upgrades
from gridhealth.upgrades.queries import lacking_under

SCHEDULE = {
    "give-out-openings": {"task": "gridhealth.tasks.give_out_openings", "schedule": 60.0},
    "read-network-files": {"task": reading.NAME, "schedule": reading.EVERY_S},
    "assess": {
        "task": "gridhealth.tasks.assess",
        "schedule": crontab(hour="4", minute="10"),
        "options": {"expires": 3600},
    },
}


@shared_task(name="gridhealth.tasks.give_out_openings")
def give_out_openings() -> None:
    """What opened goes to whoever lacks it, the longest waiting first; then whoever wanted to be told is told."""
    mains = upgrades.take_openings()
    if not mains:
        return
    for pk in lacking_under(mains):
        upgrades.raise_firm(pk, at=timezone.now())
    upgrades.tell_watchers(at=timezone.now())


@shared_task(name="gridhealth.tasks.assess")
def assess() -> None:
    """Safe to run twice: a day that was assessed finds nothing new."""
    now = timezone.now()
    actions.assess(at=now)
    partitions.forget(at=now)
