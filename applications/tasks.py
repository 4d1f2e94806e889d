"""What happens by itself: Celery finds the rows, one action each decides."""

from __future__ import annotations

from datetime import datetime

from celery import shared_task
from django.utils import timezone

import applications.batch.actions as batches
import applications.lease.actions as lease
import applications.temporary.actions as temporary
from applications import timers
from applications.intake.fetching import fetch
from applications.intake.models import Document
from applications.works import watch

SCHEDULE = {
    "fetch-documents": {"task": "applications.tasks.fetch_documents", "schedule": 10.0},
    "run-batches": {"task": "applications.tasks.run_batches", "schedule": 10.0},
    "run-timers": {"task": "applications.tasks.run_timers", "schedule": 300.0},
    "watch-filings": {"task": "applications.tasks.watch_filings", "schedule": 600.0},
}


@shared_task
def fetch_documents() -> None:
    """Every document whose next try is due."""
    now = timezone.now()
    for pk in Document.objects.due(at=now).order_by("next_try_at").values_list("pk", flat=True)[:100]:
        fetch_document.delay(pk)


@shared_task
def fetch_document(document_id: int, *, at: str = "") -> None:
    """`at` (ISO) stands in for the clock; a worker leaves it out."""
    fetch(document_id, at=datetime.fromisoformat(at) if at else timezone.now())


@shared_task
def run_batches() -> None:
    """Rows that wait to be checked or submitted; a turn ends in time, the next one goes on."""
    batches.run(at=timezone.now())


@shared_task
def run_timers() -> None:
    now = timezone.now()
    timers.run(at=now)
    lease.run(at=now)
    temporary.run(at=now)


@shared_task
def watch_filings() -> None:
    """A filing without signature, receipt or photo raises its alarm once."""
    watch.watch_filings(at=timezone.now())
