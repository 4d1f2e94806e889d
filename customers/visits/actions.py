"""Plan a visit, record it with who was there, take the customer's word about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet, WrongStage
from accounts.roles import Role
from customers import actions as customers
from customers.choices import ImportanceLevel, Score, VisitKind
from customers.models import Customer, Visit
from customers.serving.actions import open_follow_up
from customers.visits import rules
from customers.visits.choices import OPEN, PLAN, REMIND_DAYS, WHO_MAY, Part, PlanStage
from customers.visits.models import Attendance, PlannedVisit, VisitPlan, VisitWord
from notifications import actions as notifications


def _may(by: User) -> None:
    if not by.roles & PLAN:
        raise NotAllowed


@transaction.atomic
def plan_visit(
    customer: Customer, *, kind: str, about: str, due_on: date, responsible: User, by: User, at: datetime
) -> VisitPlan:
    """Somebody is to be visited by this day. An important customer's planned visit is a joint one."""
    _may(by)
    if due_on < timezone.localdate(at):
        raise Invalid({"due_on": [_("This day is over. Choose today or a later one.")]})
    if not responsible.roles & PLAN:
        raise Invalid({"responsible": [_("Choose an account manager or the chief.")]})
    is_joint = kind == VisitKind.PLANNED and customer.importance_level != ImportanceLevel.NONE
    plan = VisitPlan.objects.create(
        customer=customer, kind=VisitKind.TRIPARTITE if is_joint else VisitKind(kind), about=about.strip(),
        due_on=due_on, responsible=responsible, planned_by=by, planned_at=at,
    )  # fmt: skip
    if responsible != by:
        _tell(plan, "visit-to-make", responsible, at=at)
    return plan


@transaction.atomic
def cancel_plan(pk: int, *, reason: str, by: User, at: datetime) -> VisitPlan:
    _may(by)
    plan = _open(pk)
    if not reason.strip():
        raise Invalid({"reason": [_("Say in a few words why.")]})
    plan.stage, plan.reason = PlanStage.CANCELLED, reason.strip()
    plan.save(update_fields=["stage", "reason"])
    return plan


def _open(pk: int) -> VisitPlan:
    plan = VisitPlan.objects.locked(pk)
    if plan.stage not in OPEN:
        raise WrongStage(_("This visit is done or called off already."))
    return plan


@transaction.atomic
def record_visit(
    plan_id: int, *, channel: str, visited_at: datetime, attended: Mapping[str, User], note: str, by: User,
    at: datetime, score: int | None = None, words: str = "",
) -> Visit:  # fmt: skip
    """What was done for a plan. A joint visit without all three is kept, but the plan stays open."""
    _may(by)
    plan = _open(plan_id)
    _check(visited_at, attended, at=at)
    visit = Visit.objects.create(
        kind=plan.kind, channel=channel, customer=plan.customer, visited_at=visited_at, visited_by=by,
        note=note.strip(), recorded_at=at,
    )  # fmt: skip
    Attendance.objects.bulk_create(Attendance(visit=visit, part=part, user=user) for part, user in attended.items())
    is_complete = rules.is_complete(plan.kind, attended)
    PlannedVisit.objects.create(plan=plan, visit=visit, is_complete=is_complete)
    plan.stage = PlanStage.DONE if is_complete else PlanStage.INCOMPLETE
    plan.save(update_fields=["stage"])
    if score is not None:
        _keep_word(visit, score=score, words=words, noted_by=by, at=at)
    elif visit.customer.user is not None:
        _ask(visit, at=at)
    return visit


def _check(visited_at: datetime, attended: Mapping[str, User], *, at: datetime) -> None:
    wrong: dict[str, Any] = {}
    if visited_at > at:
        wrong["visited_at"] = [_("This lies in the future. Record a visit once it has been made.")]
    for part, user in attended.items():
        if not (user.is_active and user.roles & WHO_MAY[Part(part)]):
            wrong[part.lower()] = [_("This person does not hold that role. Choose another.")]
    if len({user.pk for user in attended.values()}) < len(attended):
        wrong["department"] = [_("Three roles are three people. Choose another.")]
    if wrong:
        raise Invalid(wrong)


@transaction.atomic
def give_word(visit_id: int, *, score: int, by: User, at: datetime, words: str = "") -> VisitWord:
    """The customer's own word, once."""
    visit = Visit.objects.select_for_update(of=("self",)).select_related("customer").filter(pk=visit_id).first()
    if visit is None or visit.customer.user_id != by.pk:
        raise Hidden
    return _keep_word(visit, score=score, words=words, noted_by=None, at=at)


def _keep_word(visit: Visit, *, score: int, words: str, noted_by: User | None, at: datetime) -> VisitWord:
    """Whoever is not content is asked why by the chief; the word stays as it was given."""
    if score not in Score.values:
        raise Invalid({"score": [_("Choose one to five.")]})
    try:
        with transaction.atomic():
            word = VisitWord.objects.create(
                visit=visit, score=score, words=words.strip(), noted_by=noted_by, given_at=at
            )  # fmt: skip
    except IntegrityError:
        raise Unmet(_("You have rated this already. Thank you; a rating cannot be changed.")) from None
    if score <= Score.BAD:
        open_follow_up(owner=customers.chief_on_duty(at=at), visit=visit, at=at)
    return word


def _ask(visit: Visit, *, at: datetime) -> None:
    assert visit.customer.user
    notifications.queue(
        "visit-word-asked", to=visit.customer.user, about="", url=f"/customer-visits/{visit.pk}/word/", at=at,
        dedup=f"visit-word:{visit.pk}",
    )  # fmt: skip


def _tell(plan: VisitPlan, template: str, to: User, *, at: datetime) -> None:
    notifications.queue(
        template, to=to, about="", url=f"/customer-visits/{plan.pk}/", at=at,
        context={"due_on": plan.due_on.isoformat()}, dedup=f"{template}:{plan.pk}:{plan.due_on}",
    )  # fmt: skip


def remind(*, at: datetime) -> int:
    """Visits that are due within days: once each; returns how many were looked at."""
    soon = timezone.localdate(at) + timedelta(days=REMIND_DAYS)
    due = list(VisitPlan.objects.due_by(soon).select_related("responsible")[:500])
    for plan in due:
        _tell(plan, "visit-is-near", plan.responsible, at=at)
    return len(due)


@transaction.atomic
def note_importance(
    customer_id: int, *, level: str, document: str, is_life_support: bool, by: User, at: datetime
) -> Customer:
    """From the list the government confirms, with the paper that says so; and whether a life hangs on the supply."""
    if not by.has_role(Role.CHIEF):
        raise NotAllowed
    customer = Customer.objects.select_for_update(of=("self",)).get(pk=customer_id)
    if level != ImportanceLevel.NONE and not document.strip():
        raise Invalid({"document": [_("Give the number of the list that names this customer.")]})
    customer.importance_level, customer.importance_document = ImportanceLevel(level), document.strip()
    customer.is_life_support = is_life_support
    customer.save(update_fields=["importance_level", "importance_document", "is_life_support"])
    return customer
