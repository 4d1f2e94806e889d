"""Important customers, visits to make, made and not complete, a word that was not content."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from customers.actions import register_customer
from customers.models import Customer
from customers.visits import actions
from customers.visits.models import VisitPlan

# No such bodies exist: the codes only pass the check.
CUSTOMERS = (
    ("13800000002", "PUBLIC_BODY", "新县试验人民医院", "91411523MA0000006Q", "FIRST", True),
    ("13800000002", "ENTERPRISE", "新县试验自来水厂", "91411523MA00000070", "SECOND", False),
    ("13800000003", "ENTERPRISE", "新县试验广播电视台", "91411523MA000000X5", "SPECIAL", False),
)
LIST = "新政办（演示）1号"


def load(at: datetime) -> int:
    """How many plans."""
    names = ("chief", "manager", "leader", "works")
    people = {user.username: user for user in User.objects.filter(username__in=names)}
    if len(people) < len(names) or VisitPlan.objects.exists():
        return 0
    found = [_customer(*row, by=people["chief"], at=at) for row in CUSTOMERS]
    customers = [customer for customer in found if customer is not None]
    if len(customers) == len(CUSTOMERS):
        _visits(*customers, people, at=at)
    return VisitPlan.objects.count()


def _customer(
    phone: str, kind: str, name: str, uscc: str, level: str, is_life_support: bool, *, by: User, at: datetime
) -> Customer | None:
    user = User.objects.customers().with_phone(phone).first()
    if user is None:
        return None
    customer = register_customer(user=user, kind=kind, name=name, uscc=uscc, phone=phone, at=at)
    return actions.note_importance(
        customer.pk, level=level, document=LIST, is_life_support=is_life_support, by=by, at=at
    )  # fmt: skip


def _visits(
    hospital: Customer, water: Customer, radio: Customer, people: dict[str, User], *, at: datetime
) -> None:  # fmt: skip
    """The hospital was visited by all three, the water works by two, the station not yet; one on request went badly."""
    chief, manager = people["chief"], people["manager"]
    three = {"LEADER": people["leader"], "DEPARTMENT": people["works"], "CELL_MANAGER": manager}
    two = {part: user for part, user in three.items() if part != "LEADER"}
    then = at - timedelta(days=9)
    done = _plan(hospital, "PLANNED", "迎峰度冬前检查双电源和自备发电机", manager, chief, days=3, at=then)
    _record(done, three, "双电源切换正常，建议每月试转发电机。", manager, at=then + timedelta(days=2), score=5)
    half = _plan(water, "PLANNED", "核对备用线路容量", manager, chief, days=14, at=then)
    _record(half, two, "公司领导临时有事，改期再来。", manager, at=then + timedelta(days=3), score=None)
    asked = _plan(water, "AD_HOC", "反映夜间电压波动", manager, manager, days=2, at=then)
    _record(asked, {}, "已装记录仪，一周后答复。", manager, at=then + timedelta(days=1), score=2)
    _plan(radio, "PLANNED", "重大活动保电前走访", manager, chief, days=6, at=at)


def _plan(
    customer: Customer, kind: str, about: str, to: User, by: User, *, days: int, at: datetime
) -> VisitPlan:  # fmt: skip
    due_on = timezone.localdate(at) + timedelta(days=days)
    return actions.plan_visit(customer, kind=kind, about=about, due_on=due_on, responsible=to, by=by, at=at)


def _record(
    plan: VisitPlan, attended: dict[str, User], note: str, by: User, *, at: datetime, score: int | None
) -> None:  # fmt: skip
    words = "装记录仪前应当提前打电话。" if score == 2 else ""
    actions.record_visit(
        plan.pk, channel="ON_SITE", visited_at=at, attended=attended, note=note, by=by, at=at, score=score, words=words
    )
