"""What happens by itself: the platforms are read on, leave begins and ends, appointments are remembered."""

from __future__ import annotations

from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from connectors.investment.client import SYSTEMS
from customers.calendar.reminders import remind
from customers.demands.actions import settle_what_is_quiet
from customers.hotline.posting import send_ready
from customers.models import Leave
from customers.projects.actions import read_feed
from customers.serving.actions import begin_leave, end_leave
from customers.visits.actions import remind as remind_of_visits

SCHEDULE = {
    "read-projects": {"task": "customers.tasks.read_projects", "schedule": 60.0},
    "post-out": {"task": "customers.tasks.post_out", "schedule": 30.0, "options": {"expires": 30}},
    "keep-house": {"task": "customers.tasks.keep_house", "schedule": 300.0},
}


@shared_task
def read_projects() -> None:
    """Safe to run twice and side by side: news counts once."""
    for system in SYSTEMS:
        read_feed(system, at=timezone.now())


@shared_task
def post_out() -> None:
    """What 95598 and the app wait for."""
    send_ready(at=timezone.now())


@shared_task
def keep_house(*, at: str = "") -> None:
    """`at` (ISO) stands in for the clock; a worker leaves it out."""
    now = datetime.fromisoformat(at) if at else timezone.now()
    today = timezone.localdate(now)
    for pk in Leave.objects.to_begin(today).values_list("pk", flat=True):
        begin_leave(pk, at=now)
    for pk in Leave.objects.to_end(today).values_list("pk", flat=True):
        end_leave(pk, at=now)
    settle_what_is_quiet(at=now)
    remind(at=now, ahead=timedelta(days=1))
    remind_of_visits(at=now)
