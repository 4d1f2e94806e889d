"""What the clocks report, and what the government side makes of it. Runs in the reporter's transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from approvals.scoreboard.ladder import climb
from deadlines.choices import AlertLevel
from deadlines.models import Clock
from deadlines.signals import clock_breached, clock_escalated, clock_warned


@receiver(clock_warned)
def authority_is_nearly_due(sender: Any, clock: Clock, at: datetime, **facts: Any) -> None:
    climb(clock, AlertLevel.WARNING, at=at)


@receiver(clock_breached)
def authority_is_silent(sender: Any, clock: Clock, at: datetime, **facts: Any) -> None:
    climb(clock, AlertLevel.BREACH, at=at)


@receiver(clock_escalated)
def authority_stays_silent(sender: Any, clock: Clock, at: datetime, **facts: Any) -> None:
    climb(clock, AlertLevel.ESCALATION, at=at)
