"""How far an application is, for the app in which it began and for programs that want to hear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from accounts.models import User
from accounts.roles import Role
from applications.models import Application
from customers.hotline.choices import Line, Publication
from customers.hotline.models import Intake
from customers.hotline.posting import is_set_up, publish, words_of
from notifications.webhooks.actions import announce
from notifications.webhooks.choices import Topic
from notifications.webhooks.models import Webhook


def note(case: Application, hooks: Iterable[Webhook], *, at: datetime) -> None:
    """After a move: programs hear that it moved; the app hears of what began there, and of nothing else."""
    number = case.number
    announce(Topic.APPLICATION, hooks, about=number, stage=case.stage, at=at, may_hear=partial(_may_hear, case))
    if is_set_up(Line.APP) and Intake.objects.filter(case_no=number).exists():
        publish(Publication.CASE, number, to=Line.APP, at=at)


def _may_hear(case: Application, user: User) -> bool:
    """The applicant, and the company's officers; an agent hears on the pages."""
    return user.pk == case.applicant_id or bool(user.is_staff and user.roles - {Role.GOV})


@words_of(Publication.CASE)
def as_told(number: str) -> Mapping[str, Any] | None:
    """Stage, turn and next date; no name, no address."""
    case = Application.objects.select_related("timeline").filter(number=number).first()
    intake = Intake.objects.filter(case_no=number).first()
    if case is None or intake is None:
        return None
    return {
        "version": case.timeline.last_seq, "intake": intake.intake_no, "number": number, "stage": case.stage,
        "turn": case.turn, "next_due_at": case.next_due_at.isoformat() if case.next_due_at else None,
        "url": case.get_absolute_url(),
    }  # fmt: skip
