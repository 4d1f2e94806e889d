"""Every stage and every event of an outage passes here, so that whoever publishes outages hears of each change."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from django.db import models

from accounts.models import User
from deadlines import machine
from notifications.webhooks.actions import announce
from notifications.webhooks.choices import Topic
from notifications.webhooks.models import Webhook
from outages.models import Outage
from outages.signals import outage_changed

Row = TypeVar("Row", bound=models.Model)


def move(row: Row, verb: str, *, by: Any, at: datetime, **told: Any) -> Row:
    """As `deadlines.machine.move`, and say that something changed."""
    machine.move(row, verb, by=by, at=at, **told)
    changed(row, at=at)
    return row


def record(row: models.Model, verb: str, before: str, *, by: Any, at: datetime, **told: Any) -> None:
    """As `deadlines.machine.record`, and say that something changed."""
    machine.record(row, verb, before, by=by, at=at, **told)
    changed(row, at=at)


def changed(row: Any, *, at: datetime) -> None:
    outage_changed.send(sender=type(row), number=row.number, at=at)
    hooks = Webhook.objects.about(Topic.OUTAGE)
    announce(Topic.OUTAGE, hooks, about=row.number, stage=row.stage, at=at, may_hear=partial(_may_hear, row))


def _may_hear(row: Any, user: User) -> bool:
    """The company's officers; a customer of a fault that touches an account of theirs."""
    from outages.faults import showing

    if showing.is_officer(user):
        return True
    return isinstance(row, Outage) and showing.visible_to(user).filter(pk=row.pk).exists()
