"""Celery wakes the sweep; what is due stands in the rows."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from deadlines import loading, sweeping
from deadlines.actions import beat

SCHEDULE = {
    "sweep": {"task": "deadlines.tasks.sweep", "schedule": 30.0},
    "carry-through": {"task": "deadlines.tasks.carry_through", "schedule": 600.0},
}


@shared_task
def sweep() -> None:
    now = timezone.now()
    sweeping.sweep(at=now)
    beat("sweep", at=now)


@shared_task
def carry_through() -> None:
    loading.carry_through(at=timezone.now())
