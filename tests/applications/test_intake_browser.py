"""The wizard in a real browser: a phone without JavaScript gets through, and every page is open to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from applications.models import Application
from tests.applications.journey import Cast
from tests.chromium import faults_of

TYPED = {"applied_capacity": "60", "name": "试验茶叶有限公司", "uscc": "91350100M000100Y43", "address": "文博村1号"}
CHOSEN = {"purpose": "BUSINESS", "business_type": "NEW", "customer_kind": "ENTERPRISE", "is_owner": "YES"}
PAGES = ("what", "power", "kind", "who", "where", "check")

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[("zh-hans", 390, False), ("en", 1440, True)], ids=["phone", "desk"])
def page(request: Any, browser: Any, live_server: Any, cast: Cast) -> Iterator[Any]:
    """A signed-in customer's screen; the phone runs no JavaScript."""
    language, width, has_script = request.param
    web = Client()
    web.force_login(cast.customer)
    cookies = {"django_language": language, "sessionid": web.cookies["sessionid"].value}
    context = browser.new_context(
        viewport={"width": width, "height": 844}, base_url=live_server.url, java_script_enabled=has_script
    )
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    shown = context.new_page()
    shown.has_script = has_script
    yield shown
    context.close()


def fill(page: Any) -> None:
    """Answer whatever stands on the page."""
    for name, value in CHOSEN.items():
        for button in page.locator(f"input[name={name}][value={value}]").all():
            button.check()
    for name, value in TYPED.items():
        for box in page.locator(f"input[name={name}]").all():
            box.fill(value)
    for town in page.locator("select[name=township_code]").all():
        town.select_option("411523100")
    for tick in page.locator("main input[type=checkbox]").all():
        tick.check()


def is_open_to_everybody(page: Any) -> bool:
    """No violation, and nothing wider than the screen. Only a browser with JavaScript can look."""
    if not page.has_script:
        return True
    assert faults_of(page) == []
    return bool(page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0)


def test_an_application_takes_seven_presses_from_the_start_to_the_end(page: Any) -> None:
    page.goto("/apply/")
    assert is_open_to_everybody(page)
    page.locator("main .actions a.btn-primary").click()
    for name in PAGES:
        assert (name in page.url or page.url.endswith("/new/"), is_open_to_everybody(page)) == (True, True)
        fill(page)
        page.locator("main form:not(.act) button[type=submit]").click()
    case = Application.objects.get()
    assert (case.stage, page.url.endswith(case.get_absolute_url())) == ("PRECHECK", True)


def test_an_empty_page_says_what_is_missing_and_leads_there(page: Any) -> None:
    page.goto("/apply/new/")
    page.locator("main form:not(.act) button[type=submit]").click()
    assert page.locator(".error-summary a").first.get_attribute("href") == "#id_purpose_0"
    assert is_open_to_everybody(page)
