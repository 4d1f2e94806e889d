"""Pages in a real browser: no accessibility violation, nothing wider than the screen, no refused resource."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chromium import faults_of

PAGES = ["/", "/assess/", "/sign-in/", "/sign-in/staff/", "/privacy/", "/gallery/"]
PAGES += ["/public/outages/", "/public/outages/?q=x", "/public/outages/subscribe/"]
PAGES += ["/public/process/", "/public/prices/", "/public/performance/", "/public/data/"]
READERS = [("zh-hans", 390, "light"), ("en", 1440, "dark")]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=READERS, ids=lambda reader: "-".join(map(str, reader)))
def reader(request: Any, browser: Any, live_server: Any, settings: Any) -> Any:
    """One person's screen: language, width and colours."""
    settings.DEMO = True
    language, width, theme = request.param
    screen = {"width": width, "height": 844}
    context = browser.new_context(viewport=screen, color_scheme=theme, base_url=live_server.url)
    context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
    yield page
    context.close()


def test_everybody_can_use_the_open_pages(reader: Any) -> None:
    for address in PAGES:
        reader.goto(address)
        assert faults_of(reader) == []
    assert reader.complaints == []  # nothing that the content policy refused


def test_no_page_is_wider_than_a_narrow_phone(reader: Any) -> None:
    reader.set_viewport_size({"width": 320, "height": 700})
    for address in PAGES:
        reader.goto(address)
        assert reader.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_the_keyboard_reaches_the_content_first(reader: Any) -> None:
    reader.goto("/")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    assert reader.evaluate("document.activeElement.id") == "main"
