"""Every stage and every event of an outage passes here, so that whoever publishes outages hears of each change."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar

from django.db import models

from deadlines import machine
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
