"""Silence is answered: the desk hears before its day ends, then the supervisor, then the office; each once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.roles import Role
from approvals.choices import CLOCK, OFFICE
from approvals.models import Permit
from deadlines.choices import AlertLevel
from deadlines.models import Clock
from notifications import actions as notifications

DESK = {AlertLevel.WARNING: "permit-due", AlertLevel.BREACH: "permit-overdue", AlertLevel.ESCALATION: "permit-overdue"}
BOARD = "/supervision/authorities/"


def climb(clock: Clock, level: str, *, at: datetime) -> None:
    """An authority's clock has reached a step: tell whoever stands on it. Supervisors hear from the clock itself."""
    if clock.kind != CLOCK:
        return
    waiting = Permit.objects.sent().undecided().filter(timeline=clock.timeline_id).select_related("definition")
    for permit in waiting:
        for person in _desk(permit):
            _tell(DESK[AlertLevel(level)], person, clock, level, url=f"/desk/{permit.pk}/", at=at, about=permit.pk)
    if level == AlertLevel.ESCALATION and waiting:
        for person in User.objects.holding(Role.GOV, department=OFFICE):
            _tell("permit-silence", person, clock, level, url=BOARD, at=at, about=clock.pk)


def _desk(permit: Permit) -> Iterable[User]:
    """Who has taken it; as long as nobody has, everybody of the authority."""
    if permit.taken_by is not None and permit.taken_by.is_active:
        return [permit.taken_by]
    return User.objects.holding(Role.GOV, department=permit.definition.department)


def _tell(template: str, person: User, clock: Clock, level: str, *, url: str, at: datetime, about: Any) -> None:
    notifications.queue(
        template, to=person, about=clock.timeline.reference, url=url, at=at,
        context={"number": clock.timeline.reference, "due_on": str(clock.due_on)},
        dedup=f"{template}:{clock.pk}:{level}:{about}:{person.pk}",
    )  # fmt: skip
