"""The demo county's people: two account managers who share the townships, the chief service officer and the deputy."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from customers.actions import appoint_chief, appoint_manager
from customers.demands import actions as demands
from customers.demands.models import Demand
from gridhealth.towns import SEAT, TOWNS

WEST_OF = 114.80


def load(at: datetime) -> int:
    """Appoint those who may sign in already; again is once."""
    names = ["manager", "manager2", "chief", "chief2"]
    people = {user.username: user for user in User.objects.filter(username__in=names)}
    codes = {
        "manager": [town.code for town in TOWNS if town.lon >= WEST_OF],
        "manager2": [town.code for town in TOWNS if town.lon < WEST_OF or town is SEAT],
    }
    for username, areas in codes.items():
        if username in people:
            appoint_manager(people[username], areas=areas, open_case_cap=60)
    if "chief" in people:
        appoint_chief(people["chief"], rank=0)
    if "chief2" in people:
        appoint_chief(people["chief2"], rank=1)
    return len(people) + _load_demands(at)


def _load_demands(at: datetime) -> int:
    """Three words of customers at different rungs: just received, answered, and pushed by 95598."""
    customer = User.objects.customers().with_phone("13800000001").first()
    chief = User.objects.filter(username="chief").first()
    if customer is None or chief is None or Demand.objects.exists():
        return 0
    terms = {"user": customer, "by": customer}
    demands.open_demand(kind="DEMAND", words="希望装表前提前一天电话通知，家里白天没人。", at=at, **terms)
    earlier = at - timedelta(days=2)
    answered = demands.open_demand(kind="COMPLAINT", words="约好上午上门，下午才到。", at=earlier, **terms)
    demands.contact(answered.pk, by=chief, at=earlier + timedelta(hours=3))
    words = "当天前一户排查故障耽误，已向您致歉，以后晚到会提前打电话。"
    demands.answer(answered.pk, words=words, by=chief, at=at - timedelta(days=1))
    demands.take_from_hotline(
        "95598-DEMO-0001", kind="COMPLAINT", words="村口路灯旁的电表箱门坏了。", phone="13800000002", at=at
    )
    return 3
