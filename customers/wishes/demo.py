"""Who would like to hear of energy services: one was called already, one waits, one took it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from customers.models import ServiceWish
from customers.wishes import actions

WISHES = (
    ("13800000002", ["SOLAR", "STORAGE"], "厂房屋顶约八百平米，想了解光伏和储能。", 6),
    ("13800000003", ["CHARGING"], "小区想统一装充电桩。", 2),
    ("13800000001", ["SAVING"], "", 9),
)
SAID = "已电话介绍，下周二上门看屋顶。"


def load(at: datetime) -> int:
    """Again is once; how many stand there."""
    caller = User.objects.filter(username="manager").first()
    if caller is None or ServiceWish.objects.exists():
        return ServiceWish.objects.count()
    for phone, topics, words, days in WISHES:
        user = User.objects.customers().with_phone(phone).first()
        if user is not None:
            actions.ask(user, topics=topics, words=words, agrees=True, at=at - timedelta(days=days))
    _answer_the_first(caller, at=at)
    saver = User.objects.customers().with_phone("13800000001").first()
    if saver is not None:
        actions.take_back(saver, at=at - timedelta(days=8))
    return ServiceWish.objects.count()


def _answer_the_first(caller: User, *, at: datetime) -> None:
    first = ServiceWish.objects.standing().filter(topics__contains=["SOLAR"]).first()
    if first is not None:
        actions.note_contact(first.pk, outcome=SAID, by=caller, at=at - timedelta(days=4))
