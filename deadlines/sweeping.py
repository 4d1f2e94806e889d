"""What the passing of time raises: warnings, breaches, escalations. Two small steps over rows; each level once.

The first writes down what was reached, in one statement for many clocks. The second tells people, one row a
transaction. Killed anywhere in between, the next sweep goes on where the rows say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from deadlines.choices import AlertLevel, Party
from deadlines.deputies import acting_for
from deadlines.holds import FEWEST_HELD, hold_back
from deadlines.models import Alert, Clock, Hold
from deadlines.signals import clock_breached, clock_escalated, clock_warned
from notifications import actions as notifications

log = structlog.get_logger()
PATIENCE = 5
TEMPLATES = {
    AlertLevel.WARNING: "clock-warning",
    AlertLevel.BREACH: "clock-breach",
    AlertLevel.ESCALATION: "clock-escalation",
}
NEWS = {
    AlertLevel.WARNING: clock_warned, AlertLevel.BREACH: clock_breached, AlertLevel.ESCALATION: clock_escalated,
}  # fmt: skip


def sweep(*, at: datetime, limit: int = 500) -> int:
    """Raise all that is due, then tell people of at most `limit` of it; 0 when there was nothing to do."""
    done = 0
    while raised := raise_due(at=at):
        done += raised
    for _told in range(limit):
        if not announce_one(at=at):
            break
        done += 1
    return done


@transaction.atomic
def raise_due(*, at: datetime, limit: int = 1000) -> int:
    """Write down each step of the ladder that up to `limit` clocks have reached. Nothing is told yet."""
    raised = Clock.objects.raise_due(at=at, limit=limit)
    if raised > FEWEST_HELD or (raised and Hold.objects.open().filter(at=at).exists()):
        hold_back(at=at)
    return raised


@transaction.atomic
def announce_one(*, at: datetime) -> bool:
    """Tell people of one alert. Says whether there was one. A bad row is put aside and never stops the others."""
    alert = Alert.objects.next_untold(at=at)
    if alert is None:
        return False
    try:
        with transaction.atomic():
            _announce(alert, at=at)
    except Exception:  # noqa: BLE001 - whatever is wrong with this row, the next one is due too
        alert.attempts += 1
        alert.look_at = None if alert.attempts >= PATIENCE else at + timedelta(minutes=alert.attempts)
        alert.save(update_fields=["attempts", "look_at"])
        log.exception("alert could not be told", alert=alert.pk, is_parked=alert.look_at is None)
    return True


def _announce(alert: Alert, *, at: datetime) -> None:
    clock, level = alert.clock, AlertLevel(alert.level)
    alert.announced_at = at
    alert.save(update_fields=["announced_at"])
    if level == AlertLevel.WARNING and (clock.stopped_at or clock.breached_at):
        return  # overtaken while nobody swept: the breach says more
    for person in _people(clock, level, at=at):
        notifications.queue(
            TEMPLATES[level], to=person, about=clock.timeline.reference, url=clock.timeline.url, at=at,
            context={"number": clock.timeline.reference, "due_on": str(alert.due_on)},
            dedup=f"{TEMPLATES[level]}:{clock.pk}:{person.pk}",
        )  # fmt: skip
    if level in NEWS:
        NEWS[level].send(sender=Clock, clock=clock, at=at)


def _people(clock: Clock, level: AlertLevel, *, at: datetime) -> Iterable[User]:
    """Who answers for the clock today, and from the breach on, or where nobody does any more, the supervisors.

    A customer's clock is no officer's matter.
    """
    if clock.owner == Party.CUSTOMER:
        return []
    acting = acting_for(clock.responsible, at=at) if clock.responsible else None
    people = {acting} if acting and acting.is_active else set()
    if level != AlertLevel.WARNING or (acting and not people):
        people |= set(User.objects.holding(Role.SUPERVISOR))
    return sorted(people, key=lambda person: person.pk)
