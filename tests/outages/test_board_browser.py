"""In a real browser: the dispatcher confirms by keyboard, the crew works on its phone, the customer answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from outages.faults.reporting import report
from outages.models import Crew, Outage
from tests.chromium import faults_of
from tests.deadlines.cast import officer
from tests.outages.cast import resident

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def screen_of(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """The browser of a person, who stands at the transformer."""
    opened = []

    def open_for(user: Any, size: dict[str, int]) -> Any:
        web = Client()
        web.force_login(user, "django.contrib.auth.backends.ModelBackend")
        context = browser.new_context(
            viewport=size, base_url=live_server.url, permissions=["geolocation"],
            geolocation={"longitude": 114.881, "latitude": 31.641},
        )  # fmt: skip
        cookies = {"django_language": "zh-hans", "sessionid": web.cookies["sessionid"].value}
        context.add_cookies([{"name": n, "value": value, "url": live_server.url} for n, value in cookies.items()])
        opened.append(context)
        return context.new_page()

    yield open_for
    for context in opened:
        context.close()


def looked_over(page: Any) -> None:
    page.wait_for_load_state()
    assert faults_of(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def press(page: Any, words: str) -> None:
    page.get_by_role("button", name=words).or_(page.get_by_role("link", name=words)).first.click()
    page.wait_for_load_state()


def test_from_the_board_to_the_last_lamp(area: Any, screen_of: Callable[..., Any]) -> None:
    alice, point = resident(area)
    crew, desk = officer("crew", Role.WORKS), officer("desk", Role.DISPATCH)
    Crew.objects.create(cell=area.cell, user=crew)
    board = screen_of(desk, DESK)
    board.goto("/outages/")
    looked_over(board)
    for user in (alice, None):
        report(point=point if user else None, area=area, by=user, at=timezone.now())
    with board.expect_response(lambda answer: answer.url.endswith("/outages/")):
        board.evaluate("htmx.ajax('GET', '/outages/', {target: '#queue', swap: 'outerHTML'})")
    board.wait_for_selector("[data-row]")
    board.keyboard.press("j")
    board.keyboard.press("Enter")
    board.wait_for_url("**/outages/TD*/")
    looked_over(board)
    press(board, "确认")
    press(board, "确认")
    assert Outage.objects.get().crew == crew

    phone = screen_of(crew, PHONE)
    phone.goto("/outages/crew/")
    looked_over(phone)
    press(phone, "已接单出发")
    phone.goto("/outages/crew/")
    phone.get_by_role("button", name="已到现场").click()
    phone.wait_for_url("**/outages/TD*/")
    assert Outage.objects.get().arrived_longitude is not None
    press(phone, "已查明故障")
    phone.locator("[name=cause]").select_option("TREES")
    phone.locator("[name=finding]").fill("树枝搭线")
    press(phone, "已查明故障")
    press(phone, "已恢复供电")
    press(phone, "已恢复供电")
    assert Outage.objects.get().stage == "RESTORED"

    home = screen_of(alice, PHONE)
    home.goto(f"/outages/{Outage.objects.get().number}/")
    looked_over(home)
    press(home, "我家仍没电")
    assert Outage.objects.get().stage == "PARTLY_RESTORED"
    home.goto("/outages/report/")
    looked_over(home)
    assert home.get_by_text("停电中").count() >= 1
