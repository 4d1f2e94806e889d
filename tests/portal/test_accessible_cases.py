"""A case in a real browser, as its customer and its officers see it: accessible, and no wider than the screen."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.actions import issue_token
from notifications.webhooks.actions import claim, ping, settle, subscribe
from notifications.webhooks.sending import Came
from tests.applications.journey import Cast, submitted, surveyed
from tests.chromium import faults_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def signed_in(browser: Any, live_server: Any) -> Any:
    """A screen of somebody who has signed in."""
    opened = []

    def page(user: Any, width: int) -> Any:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context = browser.new_context(viewport={"width": width, "height": 844}, base_url=live_server.url)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield page
    for context in opened:
        context.close()


def assert_usable(page: Any, addresses: list[str]) -> None:
    for address in addresses:
        assert page.goto(address).status == 200, address
        assert faults_of(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_a_customer_follows_the_case_on_a_phone(cast: Cast, signed_in: Any) -> None:
    case = surveyed(cast)
    tracker = case.get_absolute_url()
    assert_usable(
        signed_in(cast.customer, 390),
        ["/applications/", tracker, f"{tracker}papers/", f"{tracker}withdraw/", "/apply/", "/messages/", "/my-data/"],
    )


def test_whoever_writes_programs_sees_their_keys_and_what_was_pushed(cast: Cast, signed_in: Any, settings: Any) -> None:
    settings.WEBHOOK_HOSTS, at = ["127.0.0.1"], timezone.now()
    submitted(cast)
    issue_token(cast.customer, at=at, name="厂区能耗看板与很长很长很长很长很长很长的名字", scopes=["read"])
    hook = subscribe(cast.customer, url="https://127.0.0.1:8443/news/?of=applications", topics=["application"], at=at)
    for came in (Came(200, "", 12), Came(None, "no-answer", 5_000), Came(410, "gone", 30)):
        ping(hook, at=at)
        settle(claim(at=at), came, at=at)
    assert_usable(signed_in(cast.customer, 390), ["/my-data/tokens/", "/my-data/webhooks/"])


def test_officers_work_on_the_case_at_a_desk(cast: Cast, signed_in: Any) -> None:
    case, fresh = surveyed(cast), submitted(cast)
    assert_usable(signed_in(cast.manager, 1440), ["/room/", f"/room/{case.number}/", f"/room/{case.number}/reveal/"])
    assert_usable(signed_in(cast.intake, 390), ["/room/", f"/room/{fresh.number}/refuse/"])
