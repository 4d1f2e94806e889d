"""What happens by itself: what is no longer needed is deleted."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from accounts.actions import forget_codes

SCHEDULE = {"forget-codes": {"task": "accounts.tasks.forget_old_codes", "schedule": 3600.0}}


@shared_task
def forget_old_codes() -> None:
    forget_codes(at=timezone.now())
