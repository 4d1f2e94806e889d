"""The officers' side in a real browser: news comes in without jumping, a list is asked for and answered on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.models import Application
from tests.applications.journey import SMALL_SHOP, Cast, submitted
from tests.applications.steps import do
from tests.applications.test_intake_uploads import picture
from tests.chromium import faults_of

SIZE = 25

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(browser: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open the portal for somebody, at some width."""
    contexts = []

    def open_for(user: Any, width: int) -> Any:
        web = Client()
        web.force_login(user)
        context = browser.new_context(viewport={"width": width, "height": 800}, base_url=live_server.url)
        contexts.append(context)
        cookies = {"django_language": "zh-hans", "sessionid": web.cookies["sessionid"].value}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        return context.new_page()

    yield open_for
    for context in contexts:
        context.close()


def is_open_to_everybody(page: Any) -> bool:
    assert faults_of(page) == []
    return bool(page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0)


def shop(cast: Cast, n: int) -> Application:
    return submitted(cast, {**SMALL_SHOP, "address": f"文博村{n}号"}, at=timezone.now())


def test_news_is_drawn_in_under_a_filter_and_on_the_second_page_without_jumping(opened: Any) -> None:
    cast = Cast()
    for n in range(SIZE + 12):
        shop(cast, n)
    page = opened(cast.intake, 1440)
    page.goto("/room/?voltage=LV")
    page.locator(".pager-next").click()
    page.wait_for_url("**after=**")
    row = page.locator("[data-row]").nth(6)
    number = row.get_attribute("data-row")
    row.locator("input").check()
    row.locator("a").focus()
    row.scroll_into_view_if_needed()
    before = row.bounding_box()["y"]
    gone = page.locator("[data-row]").nth(0).get_attribute("data-row")
    case = Application.objects.get(number=gone)
    do(cast, case, "withdraw", by=cast.customer, at=timezone.now())
    with page.expect_response(lambda answer: "after=" in answer.url):
        page.evaluate("htmx.ajax('GET', location.href, {target: '#queue', swap: 'outerHTML'})")  # as every 30 s
    page.wait_for_function(f"!document.querySelector('[data-row=\"{gone}\"]')")
    same = page.locator(f"[data-row='{number}']")
    assert same.locator("input").is_checked()
    assert page.evaluate("document.activeElement.textContent.trim()") == number
    assert page.evaluate("scrollY") == 0 or abs(same.bounding_box()["y"] - before) < 3
    assert is_open_to_everybody(page)


def test_a_list_is_asked_for_and_answered_on_a_phone_page(opened: Any) -> None:
    cast = Cast()
    case = shop(cast, 1)
    officer = opened(cast.intake, 1440)
    officer.goto(f"/room/{case.number}/request_correction/")
    officer.locator("label", has_text="总平面图或位置草图").click()
    officer.locator("#say-SITE_PLAN").fill("标出变压器")
    officer.locator("#lines").fill("哪一层?")
    assert is_open_to_everybody(officer)
    officer.locator("main form button.btn-primary").last.click()
    officer.wait_for_url(f"**/room/{case.number}/")
    phone = opened(cast.customer, 390)
    phone.goto(f"/applications/{case.number}/correct/")
    assert is_open_to_everybody(phone)
    photo = {"name": "plan.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    phone.locator("input[type=file]").set_input_files(photo)
    phone.locator("main form button.btn-primary").click()
    assert phone.locator(".kept").count() == 1  # the floor is still missing, the photo is kept
    assert is_open_to_everybody(phone)
    phone.locator("main textarea").first.fill("二层")
    phone.locator("main form button.btn-primary").click()
    phone.wait_for_url(f"**/applications/{case.number}/")
    officer.goto(f"/room/{case.number}/")
    assert "二层" in officer.locator("main").inner_text()
    assert is_open_to_everybody(officer)
