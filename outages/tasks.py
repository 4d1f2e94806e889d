"""Periodic work of outages: find the rows, one action each decides."""

from __future__ import annotations

from datetime import datetime

import structlog
from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from outages.faults import watching
from outages.indices import telling
from outages.models import Outage, PlannedWork
from outages.planned import reminding

log = structlog.get_logger()
SCHEDULE = {
    "watch-faults": {"task": "outages.tasks.watch_faults", "schedule": 60.0},
    "tell-health": {
        "task": "outages.tasks.tell_health",
        "schedule": crontab(hour="3", minute="50"),
        "options": {"expires": 1200},
    },
    "watch-planned": {"task": "outages.tasks.watch_planned", "schedule": 300.0},
}


@shared_task
def watch_faults(*, at: str = "") -> None:
    """Restorations nobody disputed, estimates about to pass, late crews. `at` (ISO) stands in for the clock."""
    now = datetime.fromisoformat(at) if at else timezone.now()
    rows = [(watching.settle, pk) for pk in Outage.objects.unsettled().values_list("pk", flat=True)]
    rows += [(watching.warn, pk) for pk in Outage.objects.to_watch().values_list("pk", flat=True)]
    for act, pk in rows:
        try:
            act(pk, at=now)
        except Exception:  # noqa: BLE001 - whatever is wrong with this row, the next one is due too
            log.exception("fault_not_watched", outage=pk)


@shared_task
def tell_health(*, at: str = "") -> None:
    """Before the network is assessed at night: who was interrupted, so that frequent interruptions make it ill."""
    telling.tell_health(at=datetime.fromisoformat(at) if at else timezone.now())


@shared_task
def watch_planned(*, at: str = "") -> None:
    """Announcements that are due, and announced ends about to pass. `at` (ISO) stands in for the clock."""
    now = datetime.fromisoformat(at) if at else timezone.now()
    for pk in PlannedWork.objects.needing_a_word(at=now).values_list("pk", flat=True):
        try:
            reminding.remind(pk, at=now)
        except Exception:  # noqa: BLE001 - whatever is wrong with this row, the next one is due too
            log.exception("planned_work_not_watched", work=pk)
