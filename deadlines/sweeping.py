"""What the passing of time raises: warnings, breaches, escalations. Small steps over rows; each level once."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from deadlines.actions import current_calendar, moments
from deadlines.choices import AlertLevel
from deadlines.models import Alert, Clock
from notifications import actions as notifications

log = structlog.get_logger()
PATIENCE = 5
TEMPLATES = {
    AlertLevel.WARNING: "clock-warning",
    AlertLevel.BREACH: "clock-breach",
    AlertLevel.ESCALATION: "clock-escalation",
}


def sweep(*, at: datetime, limit: int = 500) -> int:
    """Raise everything that is due, one clock a transaction; returns how many clocks were looked at."""
    done = 0
    while done < limit and sweep_one(at=at):
        done += 1
    return done


@transaction.atomic
def sweep_one(*, at: datetime) -> bool:
    """One clock, under its lock. Says whether there was one. A bad row is put aside and never stops the others."""
    clock = Clock.objects.to_look_at(at=at).select_related("timeline").first()
    if clock is None:
        return False
    try:
        with transaction.atomic():
            _raise_all(clock, at=at)
    except Exception:  # noqa: BLE001 - whatever is wrong with this row, the next one is due too
        log.exception("clock could not be swept", clock=clock.pk)
        clock.attempts += 1
        clock.look_at = None if clock.attempts >= PATIENCE else at + timedelta(minutes=clock.attempts)
        clock.save(update_fields=["attempts", "look_at"])
    return True


def _raise_all(clock: Clock, *, at: datetime) -> None:
    """Every level whose moment has passed; what a long silence missed is made up here, once."""
    ahead = []
    for moment, level in moments(clock, current_calendar()):
        if moment > at:
            ahead.append(moment)
        else:
            _raise(clock, level, at=at)
    clock.look_at = min(ahead, default=None)
    clock.save(update_fields=["look_at"])


def _raise(clock: Clock, level: AlertLevel, *, at: datetime) -> None:
    _alert, is_new = Alert.objects.get_or_create(
        clock=clock, level=level, defaults={"at": at, "due_on": clock.due_on}
    )
    if not is_new:
        return
    people = {clock.responsible} if clock.responsible else set()
    if level != AlertLevel.WARNING:
        people |= set(User.objects.holding(Role.SUPERVISOR))
    for person in people:
        notifications.queue(
            TEMPLATES[level], to=person, about=clock.timeline.reference, url=clock.timeline.url, at=at,
            context={"number": clock.timeline.reference, "due_on": str(clock.due_on)},
            dedup=f"{TEMPLATES[level]}:{clock.pk}:{person.pk}",
        )  # fmt: skip
