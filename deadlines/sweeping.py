"""What the passing of time raises: warnings, breaches, escalations. Two small steps over rows; each level once.

The first writes down what was reached, in one statement for many clocks. The second tells people, some rows a
transaction. Killed anywhere in between, the next sweep goes on where the rows say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property

import structlog
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from deadlines.choices import AlertLevel, Party
from deadlines.deputies import acting_for
from deadlines.holds import hold_back
from deadlines.models import Alert, Clock
from deadlines.signals import clock_breached, clock_escalated, clock_warned
from notifications.fanout import Wish, queue_each

log = structlog.get_logger()
PATIENCE = 5
TOGETHER = 100
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
    while limit > 0 and (told := announce(at=at, limit=min(limit, TOGETHER))):
        done, limit = done + told, limit - told
    return done


@transaction.atomic
def raise_due(*, at: datetime, limit: int = 1000) -> int:
    """Write down each step of the ladder that up to `limit` clocks have reached. Nothing is told yet."""
    raised = Clock.objects.raise_due(at=at, limit=limit)
    if raised:
        hold_back(at=at)
    return raised


@transaction.atomic
def announce(*, at: datetime, limit: int = TOGETHER) -> int:
    """Tell people of up to `limit` alerts at once; returns how many were seen to.

    Where something is wrong with one of them, each is told alone: a bad row is put aside and never stops the others.
    """
    alerts = Alert.objects.to_tell(at=at, limit=limit)
    try:
        with transaction.atomic():
            _announce(alerts, at=at)
    except Exception:  # noqa: BLE001 - which of them it was shows below
        for alert in alerts:
            _announce_alone(alert, at=at)
    return len(alerts)


def _announce_alone(alert: Alert, *, at: datetime) -> None:
    try:
        with transaction.atomic():
            _announce([alert], at=at)
    except Exception:  # noqa: BLE001 - whatever is wrong with this row, the next one is due too
        alert.attempts += 1
        alert.look_at = None if alert.attempts >= PATIENCE else at + timedelta(minutes=alert.attempts)
        alert.save(update_fields=["attempts", "look_at"])
        log.exception("alert could not be told", alert=alert.pk, is_parked=alert.look_at is None)


def _announce(alerts: list[Alert], *, at: datetime) -> None:
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).update(announced_at=at)
    news = [alert for alert in alerts if not _is_overtaken(alert)]
    standing = Standing(at)
    for level, template in TEMPLATES.items():
        queue_each(template, [*_wishes([alert for alert in news if alert.level == level], template, standing)], at=at)
    for alert in news:
        NEWS[AlertLevel(alert.level)].send(sender=Clock, clock=alert.clock, at=at)


def _is_overtaken(alert: Alert) -> bool:
    """A warning that nobody got in time: what came after it says more."""
    clock = alert.clock
    return alert.level == AlertLevel.WARNING and (clock.stopped_at is not None or clock.breached_at is not None)


def _wishes(alerts: list[Alert], template: str, standing: Standing) -> Iterator[Wish]:
    for alert in alerts:
        clock, case = alert.clock, alert.clock.timeline
        context = {"number": case.reference, "due_on": str(alert.due_on)}
        for person in standing.answering(clock, AlertLevel(alert.level)):
            yield Wish(person.pk, case.reference, case.url, context, dedup=f"{template}:{clock.pk}:{person.pk}")


class Standing:
    """Who stands on the ladder at one moment. Asked of many clocks, it looks up a person once."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.known: dict[int, User] = {}

    @cached_property
    def supervisors(self) -> set[User]:
        return set(User.objects.holding(Role.SUPERVISOR))

    def acting(self, person: User) -> User:
        if person.pk not in self.known:
            self.known[person.pk] = acting_for(person, at=self.at)
        return self.known[person.pk]

    def answering(self, clock: Clock, level: AlertLevel) -> list[User]:
        """Who answers for the clock today, and from the breach on, or where nobody does any more, the supervisors.

        A customer's clock is no officer's matter.
        """
        if clock.owner == Party.CUSTOMER:
            return []
        acting = self.acting(clock.responsible) if clock.responsible else None
        people = {acting} if acting and acting.is_active else set()
        if level != AlertLevel.WARNING or (acting and not people):
            people |= self.supervisors
        return sorted(people, key=lambda person: person.pk)
