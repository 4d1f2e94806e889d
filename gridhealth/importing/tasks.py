"""Reads the network files that wait; woken when one arrives, and every minute in case nobody was."""

from __future__ import annotations

import structlog
from celery import current_app, shared_task
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from gridhealth.importing import actions
from gridhealth.importing.queries import waiting

NAME = "gridhealth.importing.tasks.read_waiting"
LONGEST_S = 1_800
EVERY_S = 60.0
log = structlog.get_logger(__name__)


def wake() -> None:
    """Only a hint: without a broker the next round finds the rows."""
    transaction.on_commit(_send, robust=True)


def _send() -> None:
    try:
        with current_app.connection_for_write(connect_timeout=0.5) as broker:
            current_app.send_task(NAME, connection=broker, retry=False, ignore_result=True, expires=600)
    except (OperationalError, OSError):
        log.warning("the broker is away; the network file waits for its next round")


@shared_task(name=NAME, time_limit=LONGEST_S, soft_time_limit=LONGEST_S)
def read_waiting() -> None:
    """One after the other; each is begun once, whoever else is woken."""
    for pk in waiting(at=timezone.now()):
        actions.run(pk, at=timezone.now())
