"""Reads the network files that wait; woken when one arrives, and every minute in case nobody was."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from connectors.hints import hint
from gridhealth.importing import actions
from gridhealth.importing.queries import waiting

NAME = "gridhealth.importing.tasks.read_waiting"
LONGEST_S = 1_800
EVERY_S = 60.0


def wake() -> None:
    """Only a hint: without a broker the next round finds the rows."""
    transaction.on_commit(lambda: hint(NAME, expires_s=600), robust=True)


@shared_task(name=NAME, time_limit=LONGEST_S, soft_time_limit=LONGEST_S)
def read_waiting() -> None:
    """One after the other; each is begun once, whoever else is woken."""
    for pk in waiting(at=timezone.now()):
        actions.run(pk, at=timezone.now())
