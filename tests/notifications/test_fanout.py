"""The same words to many people: each in their own way, once, those on whom most depends first, in one statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Case, Value, When

from accounts.models import User
from notifications.fanout import Wish, queue_each, queue_many
from notifications.models import Delivery, Message
from notifications.preferences.actions import choose, wish_calls
from tests.notifications.cast import AT, person

pytestmark = pytest.mark.django_db


def tell(to: Any = None, **more: Any) -> int:
    facts = {"about": "TD1", "url": "/outages/TD1/", "at": AT, "context": {"place": "甲湾%村"}, "dedup": "TD1:began"}
    return queue_many("test-outage", to=User.objects.all() if to is None else to, **facts | more)


def ways() -> Counter[str]:
    return Counter(Delivery.objects.values_list("channel", flat=True))


def test_everybody_once_in_one_statement(django_assert_num_queries: Callable[[int], Any]) -> None:
    for n in range(30):
        person(f"p{n}", f"1380000{n:04d}")
    with django_assert_num_queries(3):  # with the savepoint around it
        assert tell() == 30
    assert tell() == 0
    assert (Message.objects.count(), ways()) == (30, {"INBOX": 30, "SMS": 30})
    assert Message.objects.first().context == {"place": "甲湾%村"}


def test_nobody_is_rung_without_a_phone_or_against_their_wish() -> None:
    person("no-phone", "")
    choose(person("quiet", "13800001111"), wanted=[])
    person("wants", "13800002222")
    tell()
    rung = Delivery.objects.filter(channel="SMS").values_list("message__recipient__username", flat=True)
    assert list(rung) == ["wants"]


def test_whoever_asked_to_be_called_has_a_call_beside_and_no_relay_waits_for_it() -> None:
    wish_calls(person("listens", "13800003333"), True)
    wish_calls(person("no-phone", ""), True)
    person("reads", "13800004444")
    tell()
    call = Delivery.objects.get(channel="CALL")
    assert (call.message.recipient.username, call.state, call.next_at) == ("listens", "PENDING", None)
    assert ways() == {"INBOX": 3, "SMS": 2, "CALL": 1}


def test_those_on_whom_most_depends_are_first_in_the_outbox() -> None:
    for name in ("one", "two", "hospital"):
        person(name, f"1380000{len(name):04d}")
    ranked = User.objects.annotate(rank=Case(When(username="hospital", then=Value(0)), default=Value(3)))
    tell(ranked)
    first = Delivery.objects.filter(channel="SMS").order_by("next_at", "pk").first()
    assert first.message.recipient.username == "hospital"


def test_nobody_to_tell_is_no_mistake() -> None:
    assert tell(User.objects.none()) == 0


def test_to_each_their_own_words_once_in_one_statement(django_assert_num_queries: Callable[[int], Any]) -> None:
    one, two = person("one", "13800001111"), person("two", "")
    wishes = [
        Wish(to.pk, f"TD{n}", f"/outages/TD{n}/", {"place": f"村{n}"}, dedup=f"TD{n}:{to.pk}")
        for n in range(3)
        for to in (one, two)
    ]
    with django_assert_num_queries(1):
        assert queue_each("test-outage", [*wishes, wishes[0]], at=AT) == 6
    assert queue_each("test-outage", wishes, at=AT) == queue_each("test-outage", [], at=AT) == 0
    told = Message.objects.filter(recipient=two).order_by("pk").values_list("about", "url", "context")
    assert list(told) == [(f"TD{n}", f"/outages/TD{n}/", {"place": f"村{n}"}) for n in range(3)]
    assert ways() == {"INBOX": 6, "SMS": 3}
