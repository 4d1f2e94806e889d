"""Who gets messages in these tests, and what they say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications import actions, templates
from notifications.choices import Channel, Purpose
from notifications.models import Delivery, Message

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)  # ten in the morning in the county
NIGHT = datetime(2026, 11, 24, 15, tzinfo=UTC)  # eleven at night
PHONE = "13803760001"

for key, purpose in (("test-news", Purpose.CASE), ("test-outage", Purpose.OUTAGE)):
    templates.register(key, _("Messages"), "你的申请 %(number)s 有新进展。", purpose)
templates.register("test-inbox-only", _("Messages"), "%(due_on)s", Purpose.WORK, [Channel.INBOX])


def next_noon() -> datetime:
    """When nobody's quiet hours hold a message back, at whatever hour of the day a test runs."""
    return (localtime() + timedelta(days=1)).replace(hour=12)


def person(name: str = "alice", phone: str = PHONE, **more: Any) -> User:
    return User.objects.create(username=name, phone=phone, **more)


def tell(to: User, *, dedup: str = "d", template: str = "test-news", at: datetime = AT, **context: Any) -> Message:
    return actions.queue(
        template,
        to=to,
        about="XC1",
        url="/applications/XC1/",
        at=at,
        context=context or {"number": "XC1", "due_on": "2026-12-01"},
        dedup=dedup,
    )


def sms_of(message: Message) -> Delivery:
    return message.deliveries.get(channel=Channel.SMS)
