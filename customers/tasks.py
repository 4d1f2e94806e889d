"""What happens by itself: the platforms are read on."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from connectors.investment.client import SYSTEMS
from customers.projects.actions import read_feed

SCHEDULE = {"read-projects": {"task": "customers.tasks.read_projects", "schedule": 60.0}}


@shared_task
def read_projects() -> None:
    """Safe to run twice and side by side: news counts once."""
    for system in SYSTEMS:
        read_feed(system, at=timezone.now())
