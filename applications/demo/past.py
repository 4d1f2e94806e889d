"""What time and the outside did meanwhile: alerts raised on their day, messages delivered, old news read."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Min

from applications.models import Application
from customers.models import Appointment, FollowUp
from customers.serving.actions import close_follow_up
from deadlines import sweeping
from deadlines.models import Clock
from notifications import actions as notifications
from notifications.choices import CHAIN
from notifications.failures.actions import note_call
from notifications.models import Delivery, Message

A_MOMENT = timedelta(seconds=4)
IS_READ_AFTER = timedelta(days=2)
IS_CALLED_AFTER = timedelta(days=6)
IS_SEEN_TO_AFTER = timedelta(days=20)
FAILS = 0.03
SAID = "已上门致歉并说明原因；以后改期会提前一天打电话，客户表示理解。"


def notice(case: Application, *, until: datetime) -> None:
    """What the sweep would have raised by now, each at its own moment."""
    clocks = Clock.objects.filter(timeline=case.timeline_id, look_at__lte=until)
    while first := clocks.aggregate(first=Min("look_at"))["first"]:
        sweeping.sweep(at=min(first + A_MOMENT, until))


def deliver(case: Application, *, chance: Random, until: datetime) -> None:
    """The operator's receipts for what was sent on the way; what is older than two days has been read."""
    sent = Delivery.objects.open().filter(message__about=case.number, channel__in=CHAIN, next_at__lte=until)
    for reference, at in sent.order_by("pk").values_list("reference", "next_at"):
        told = "FAILED" if chance.random() < FAILS else "DELIVERED"
        notifications.take_receipt(f"demo-{reference}", reference=reference, told=told, at=at + A_MOMENT)
    read = Message.objects.filter(about=case.number, created_at__lt=until - IS_READ_AFTER).unread()
    for message in read.select_related("recipient"):
        if message.recipient is not None:
            notifications.open_message(message.pk, by=message.recipient, at=message.created_at + timedelta(hours=2))


def call(case: Application, *, by: Any, until: datetime) -> None:
    """Whom no message reached was called the next day; those of the last days still wait for somebody to do it."""
    old = Delivery.objects.failures().filter(message__about=case.number, settled_at__lt=until - IS_CALLED_AFTER)
    for pk, at in old.values_list("pk", "settled_at"):
        note_call(pk, outcome="REACHED", said="已电话告知。", by=by, at=at + timedelta(days=1))


def see_to(case: Application, *, by: Any, until: datetime) -> None:
    """Whoever was not content was called within two days; the newest words still wait."""
    old = FollowUp.objects.open().filter(rating__timeline=case.timeline_id, opened_at__lt=until - IS_SEEN_TO_AFTER)
    for pk, at in old.values_list("pk", "opened_at"):
        close_follow_up(pk, outcome=SAID, by=by, at=at + timedelta(days=1, hours=3))


def is_free(officer: Any, begins: datetime) -> bool:
    """Nobody has these two hours of the officer."""
    if officer is None:
        return True
    hours = (begins, begins + timedelta(hours=2))
    return not Appointment.objects.standing().filter(officer=officer, during__overlap=hours).exists()
