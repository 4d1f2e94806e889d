"""Demands in every state, and what did not get through: WeChat linked for one customer, a call list for officers."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.doors.actions import link
from accounts.models import User
from connectors.hotline.wire import TicketWord
from connectors.wechat.wire import Happened, News
from customers.demands import actions
from customers.demands.hearing import hear
from customers.demands.models import Demand
from notifications.actions import take_receipt
from notifications.choices import Channel
from notifications.failures.actions import note_call
from notifications.models import Delivery
from notifications.wechat.actions import take

OPENID = "o-demo-shancha"
TICKETS = (
    ("95598-DEMO-0001", "13800000002", "COMPLAINT", "村口路灯旁的电表箱门坏了。"),
    ("95598-DEMO-0002", "13800000003", "DEMAND", "夏天晚上电压低，空调带不动，请来看看。"),
    ("95598-DEMO-0003", "13800000003", "DEMAND", "家里有人用制氧机，停电请务必提前打电话。"),
)


def load(at: datetime) -> int:
    """At different rungs and stages; how many."""
    customer = User.objects.customers().with_phone("13800000001").first()
    chief = User.objects.filter(username="chief").first()
    if customer is None or chief is None or Demand.objects.exists():
        return 0
    _link_wechat(customer, at=at - timedelta(days=20))
    _of_the_portal(customer, chief, at=at)
    for n, (ticket, phone, kind, words) in enumerate(TICKETS):
        facts = {"kind": kind, "words": words, "phone": phone}
        hear(TicketWord(ticket, 1, "OPENED", at - timedelta(hours=4 * n + 3), facts), at=at - timedelta(hours=n))
    hear(TicketWord(TICKETS[0][0], 2, "ADDED", at, {"kind": "", "words": "孩子上学天天路过。", "phone": ""}), at=at)
    _lose_messages(chief, at=at)
    return Demand.objects.count()


def _of_the_portal(customer: User, chief: User, *, at: datetime) -> None:
    """Just received, answered, taken back, settled, with the chief and with 95598."""
    terms, earlier = {"user": customer, "by": customer}, at - timedelta(days=2)
    actions.open_demand(kind="DEMAND", words="希望装表前提前一天电话通知，家里白天没人。", at=at, **terms)
    late = actions.open_demand(kind="COMPLAINT", words="约好上午上门，下午才到。", at=earlier, **terms)
    actions.contact(late.pk, by=chief, at=earlier + timedelta(hours=3))
    words = "当天前一户排查故障耽误，已向您致歉，以后晚到会提前打电话。"
    actions.answer(late.pk, words=words, by=chief, at=at - timedelta(days=1))
    for words, rungs in (("线路距离量得不对，请重新量。", 1), ("供电方案里的投资界面不认可。", 2)):
        up = actions.open_demand(kind="APPEAL", words=words, at=earlier, **terms)
        actions.contact(up.pk, by=chief, at=earlier + timedelta(minutes=30))
        actions.escalate_to_chief(up.pk, by=customer, at=earlier + timedelta(hours=1))
        if rungs > 1:
            actions.escalate_to_95598(up.pk, by=customer, at=earlier + timedelta(hours=30))
    done = actions.open_demand(kind="DEMAND", words="想知道峰谷电价从几点开始。", at=earlier, **terms)
    actions.answer(
        done.pk, words="谷段从晚上十点到次日早上八点，详见电价页面。", by=chief, at=earlier + timedelta(hours=2)
    )
    actions.accept_answer(done.pk, by=customer, at=at - timedelta(days=1))
    gone = actions.open_demand(kind="DEMAND", words="门口电线太低。", at=earlier, **terms)
    actions.withdraw(gone.pk, by=customer, at=earlier + timedelta(hours=5))


def _link_wechat(customer: User, *, at: datetime) -> None:
    """As if it had been linked three weeks ago and allowed for good."""
    link(customer, "wechat", OPENID, at=at)
    take(News("demo-lasting", Happened.AGREED, OPENID, template_id="tpl-lasting"), at=at)


def _lose_messages(chief: User, *, at: datetime) -> None:
    """The operator could not reach two phones; somebody has called one of them without an answer."""
    waiting = Delivery.objects.filter(channel=Channel.SMS, message__template="demand-received")
    rows = [row for row in waiting.select_related("message__recipient").order_by("pk") if row.message.recipient.phone]
    for row in rows:
        take_receipt(f"demo-{row.pk}", reference=row.reference, told="FAILED", at=at)
    if rows:
        note_call(rows[0].pk, outcome="NO_ANSWER", said="", by=chief, at=at)
