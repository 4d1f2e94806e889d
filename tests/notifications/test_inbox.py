"""The inbox page, and the gateway's page that the demo reads its codes from."""

from __future__ import annotations

import json
import urllib.request
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from connectors.simulators import Simulators
from notifications import actions
from notifications.models import Message
from tests.notifications.cast import AT, PHONE, person, tell


@pytest.fixture
def alice(db: None) -> User:
    return person()


@pytest.fixture
def browser(alice: User) -> Client:
    client = Client()
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_message_is_shown_with_its_case_and_its_words(browser: Client, alice: User) -> None:
    tell(alice)
    page = browser.get("/messages/").content.decode()
    assert "你的申请 XC1 有新进展。" in page
    assert "全部标为已读" in page


def test_looking_marks_nothing_and_opening_marks_it_read(browser: Client, alice: User) -> None:
    message = tell(alice)
    browser.get("/messages/")
    assert Message.objects.unread().exists()
    answer = browser.post(f"/messages/{message.pk}/open/")
    assert answer.headers["Location"] == "/applications/XC1/"
    assert not Message.objects.unread().exists()


def test_opening_twice_keeps_the_first_time(alice: User) -> None:
    message = tell(alice)
    for days in (1, 2):
        actions.open_message(message.pk, by=alice, at=AT + timedelta(days=days))
    message.refresh_from_db()
    assert message.read_at == AT + timedelta(days=1)


def test_all_can_be_read_at_once_and_only_mine_are(browser: Client, alice: User) -> None:
    tell(alice)
    tell(person("bob", "13803760002"), dedup="b")
    browser.post("/messages/open/")
    assert Message.objects.unread().get().recipient.username == "bob"  # type: ignore[union-attr]


def test_somebody_elses_message_is_not_there(browser: Client) -> None:
    theirs = tell(person("bob", "13803760002"))
    assert browser.post(f"/messages/{theirs.pk}/open/").status_code == 404
    assert "XC1" not in browser.get("/messages/").content.decode()


def test_pages_follow_the_place_and_not_a_number(browser: Client, alice: User) -> None:
    pks = [tell(alice, dedup=str(n)).pk for n in range(21)]
    assert f"?before={pks[1]}" in browser.get("/messages/").content.decode()
    assert f"message-{pks[0]}" in browser.get(f"/messages/?before={pks[1]}").content.decode()


def test_what_happened_last_stands_first_whenever_it_was_written(browser: Client, alice: User) -> None:
    late, early = (tell(alice, dedup=str(days), at=AT + timedelta(days=days)).pk for days in (2, 1))
    page = browser.get("/messages/").content.decode()
    assert page.index(f"message-{late}") < page.index(f"message-{early}")
    older = browser.get(f"/messages/?before={late}").content.decode()
    assert (f"message-{late}" in older, f"message-{early}" in older) == (False, True)


@pytest.mark.parametrize("before", ["x", "-1", "9" * 18, "9" * 30, "", "٣"])
def test_a_senseless_place_is_the_beginning(browser: Client, alice: User, before: str) -> None:
    message = tell(alice)
    assert f"message-{message.pk}" in browser.get("/messages/", {"before": before}).content.decode()


def test_a_message_of_a_kind_long_gone_does_not_break_the_page(browser: Client, alice: User) -> None:
    Message.objects.filter(pk=tell(alice).pk).update(template="gone")
    assert "已无法显示" in browser.get("/messages/").content.decode()


def test_a_script_in_a_fact_stays_text(browser: Client, alice: User) -> None:
    tell(alice, number="<script>alert(1)</script>")
    assert "<script>alert" not in browser.get("/messages/").content.decode()


def test_signed_out_the_inbox_asks_to_sign_in(db: None) -> None:
    assert Client().get("/messages/").headers["Location"].startswith("/sign-in/")


def test_the_demo_reads_its_codes_on_the_gateways_page(simulators: Simulators, db: None) -> None:
    actions.send_code(PHONE, "314159", purpose="sign", at=AT)
    page = urllib.request.urlopen(f"{simulators.url}/sms/").read().decode()
    assert PHONE in page
    assert "<mark>314159</mark>" in page
    told = json.load(urllib.request.urlopen(f"{simulators.url}/sms/messages?phone={PHONE}"))
    assert len(told["messages"]) == 1
