"""The writers of the assessment. Times are never written here: they come from meters and terminals."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, NotAllowed, WrongStage
from accounts.roles import Role
from deadlines.actions import current_calendar
from deadlines.rules import due_on
from gridhealth.models import GridCell, TransformerArea
from outages.assessment.choices import Exemption
from outages.assessment.models import Appeal, Budget, Reclassification
from outages.assessment.queries import was_dark
from outages.assessment.rules import rules_on

TEAMS = {Role.WORKS, Role.DISPATCH, Role.MANAGER}


def _only(by: Any, *roles: Role) -> None:
    if by is None or not by.roles & set(roles):
        raise NotAllowed


@transaction.atomic
def set_budget(cell: GridCell, year: int, customer_hours: Decimal) -> Budget:
    row, _is_new = Budget.objects.update_or_create(cell=cell, year=year, defaults={"customer_hours": customer_hours})
    return row


@transaction.atomic
def ask_exemption(
    area: TransformerArea, *, off_at: datetime, exemption: str, evidence: str, by: Any, at: datetime
) -> Reclassification:  # fmt: skip
    """Say why an interruption should not count. It does until somebody else agrees."""
    _only(by, *TEAMS)
    if not evidence.strip():
        raise Invalid({"evidence": [_("Name the record that shows it.")]})
    if not was_dark(area, off_at):
        raise Invalid({"off_at": [_("No interruption of this transformer began then.")]})
    row, is_new = Reclassification.objects.get_or_create(
        area=area, off_at=off_at,
        defaults={"exemption": Exemption(exemption), "evidence": evidence.strip(), "asked_by": by, "asked_at": at},
    )  # fmt: skip
    if not is_new:
        raise WrongStage
    return row


@transaction.atomic
def confirm_exemption(pk: int, *, by: Any, at: datetime) -> Reclassification:
    """What counts as what is agreed to by somebody who is no part of the work."""
    _only(by, Role.AUDITOR)
    row = Reclassification.objects.select_for_update().get(pk=pk)
    if row.asked_by_id == by.pk:
        raise NotAllowed
    if row.confirmed_at is not None:
        raise WrongStage
    row.confirmed_by, row.confirmed_at = by, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    return row


@transaction.atomic
def appeal(cell: GridCell, year: int, *, reason: str, by: Any, at: datetime) -> Appeal:
    """Disagree with a figure; the answer is due in five workdays."""
    _only(by, *TEAMS)
    if not reason.strip():
        raise Invalid({"reason": [_("Say which figure is wrong, and why.")]})
    day: date = localdate(at)
    due = due_on(day, rules_on(day).appeal_workdays, current_calendar())
    return Appeal.objects.create(cell=cell, year=year, reason=reason.strip(), by=by, at=at, due_on=due.date)


@transaction.atomic
def answer_appeal(pk: int, *, answer: str, by: Any, at: datetime) -> Appeal:
    _only(by, Role.SUPERVISOR)
    row = Appeal.objects.select_for_update().get(pk=pk)
    if row.by_id == by.pk:
        raise NotAllowed
    if row.answered_at is not None:
        raise WrongStage
    if not answer.strip():
        raise Invalid({"answer": [_("Write the answer.")]})
    row.answer, row.answered_by, row.answered_at = answer.strip(), by, at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    return row
