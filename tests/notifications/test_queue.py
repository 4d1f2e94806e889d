"""Queueing: in the caller's transaction, once, and never at the mercy of the broker."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from celery import current_app
from django.db import IntegrityError, connection, transaction

from notifications import actions, templates
from notifications.choices import Channel, DeliveryState
from notifications.models import Delivery, Message
from tests.notifications.cast import AT, NIGHT, person, sms_of, tell

pytestmark = pytest.mark.django_db


def test_a_message_is_in_the_inbox_at_once_and_waits_for_the_phone() -> None:
    message = tell(person())
    states = dict(message.deliveries.values_list("channel", "state"))
    assert states == {Channel.INBOX: DeliveryState.DELIVERED, Channel.SMS: DeliveryState.PENDING}


def test_the_same_thing_told_twice_is_one_message() -> None:
    alice = person()
    assert tell(alice) == tell(alice, at=AT + timedelta(days=1))
    assert Delivery.objects.count() == 2


def test_what_did_not_happen_is_not_told() -> None:
    with transaction.atomic():
        tell(person())
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_who_has_no_phone_has_the_inbox() -> None:
    assert tell(person(phone="")).deliveries.get().channel == Channel.INBOX


def test_at_night_the_phone_waits_until_seven_unless_it_is_an_outage() -> None:
    alice = person()
    assert sms_of(tell(alice, at=NIGHT)).next_at == NIGHT + timedelta(hours=8)
    assert sms_of(tell(alice, at=NIGHT, template="test-outage", dedup="o")).next_at == NIGHT


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"])
def test_a_message_leads_nowhere_but_here(url: str) -> None:
    with pytest.raises(IntegrityError):
        actions.queue("test-news", to=person(), about="", url=url, at=AT, dedup="d")


def test_an_sms_is_signed_carries_both_hotlines_and_no_one_elses_signature() -> None:
    text = templates.write_sms("test-news", 1, {"number": "XC1】【银行\n"}, language="zh-hans")
    assert text == "【新县供电】你的申请 XC1银行  有新进展。服务 95598，监督 12398。"


def test_dates_are_told_in_the_readers_language() -> None:
    texts = [
        templates.write("test-inbox-only", 1, {"due_on": "2026-12-01"}, language=code).body
        for code in ("zh-hans", "en")
    ]
    assert texts == ["2026年12月1日", "1 December 2026"]


def test_many_messages_in_one_transaction_wake_the_relay_once(django_capture_on_commit_callbacks: Any) -> None:
    alice = person()
    with django_capture_on_commit_callbacks() as hooks:
        for number in range(3):
            tell(alice, dedup=str(number))
    assert len(hooks) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["gone", "silent"])
def test_without_a_broker_the_message_stands_and_the_request_hardly_waits(kind: str) -> None:
    alice = person()
    with broker(kind):
        started = time.monotonic()
        with transaction.atomic():
            tell(alice)
        assert time.monotonic() - started < 1
    assert Message.objects.get().deliveries.count() == 2


@pytest.mark.django_db(transaction=True)
def test_twenty_people_telling_the_same_thing_at_once_tell_it_once() -> None:
    alice = person()

    def run() -> None:
        tell(alice)
        connection.close()

    together(run, 20)
    assert (Message.objects.count(), Delivery.objects.count()) == (1, 2)


def together(work: Any, count: int) -> None:
    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def broker(kind: str) -> Iterator[None]:
    """A broker that refuses connections, or takes them and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        if kind == "gone":
            server.close()
        before = current_app.conf.broker_url, current_app.conf.broker_write_url
        current_app.conf.broker_url = current_app.conf.broker_write_url = url
        try:
            yield
        finally:
            current_app.conf.broker_url, current_app.conf.broker_write_url = before
