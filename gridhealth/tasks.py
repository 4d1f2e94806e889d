"""What the network does by itself: once a day it assesses its health and lets old curves go."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from gridhealth.health import actions
from gridhealth.importing import tasks as reading
from gridhealth.telemetry import partitions

SCHEDULE = {
    "read-network-files": {"task": reading.NAME, "schedule": reading.EVERY_S},
    "assess": {
        "task": "gridhealth.tasks.assess",
        "schedule": crontab(hour="4", minute="10"),
        "options": {"expires": 3600},
    },
}


@shared_task(name="gridhealth.tasks.assess")
def assess() -> None:
    """Safe to run twice: a day that was assessed finds nothing new."""
    now = timezone.now()
    actions.assess(at=now)
    partitions.forget(at=now)
