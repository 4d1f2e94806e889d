"""The outbox's background work: every few seconds, and at once when something has been queued."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial

from celery import shared_task
from django.utils import timezone

from connectors.actions import forget_nonces as forget
from notifications import actions
from notifications.relay import step
from notifications.webhooks import actions as webhooks
from notifications.webhooks.sending import push

log = logging.getLogger(__name__)

ONE_TURN_S = 4.0
"""A turn ends before the next is due, so that a backlog never keeps a worker from its other work."""

MOST_FAILURES = 5
"""Steps that may fail of themselves (the database is away) before a turn gives up and leaves it to the next."""

SCHEDULE = {
    "relay": {"task": "notifications.tasks.relay", "schedule": 5.0, "options": {"expires": 5}},
    "push": {"task": "notifications.tasks.push_news", "schedule": 5.0, "options": {"expires": 5}},
    "forget-pushes": {"task": "notifications.tasks.forget_pushes", "schedule": 3600.0, "options": {"expires": 3600}},
    "forget-nonces": {"task": "notifications.tasks.forget_nonces", "schedule": 3600.0, "options": {"expires": 3600}},
}


@shared_task(name="notifications.tasks.relay")
def relay() -> None:
    """Safe to run twice and side by side: each delivery is claimed by one."""
    if turn(for_s=ONE_TURN_S):
        actions.wake()


@shared_task(name="notifications.tasks.push_news")
def push_news() -> None:
    """News to programs; a slow receiver holds this turn up, never the people's messages."""
    turn(for_s=ONE_TURN_S, step=partial(webhooks.step, push))


@shared_task(name="notifications.tasks.forget_pushes")
def forget_pushes() -> None:
    webhooks.forget(at=timezone.now())


def turn(*, for_s: float, step: Callable[..., bool] = step) -> bool:
    """Step until nothing is ready or the time is up; True when there is more. One bad row never ends the turn."""
    end, failures = time.monotonic() + for_s, 0
    while time.monotonic() < end and failures < MOST_FAILURES:
        try:
            if not step(at=timezone.now()):
                return False
        except Exception:
            log.exception("a step of the relay failed")
            failures += 1
    return not failures


@shared_task(name="notifications.tasks.forget_nonces")
def forget_nonces() -> None:
    forget(at=timezone.now())
