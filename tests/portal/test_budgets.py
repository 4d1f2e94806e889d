"""What a first page costs on a phone, in a real browser: bytes, requests, nothing that jumps or comes from afar."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pytest

PAGES = (
    "/",
    "/assess/",
    "/apply/",
    "/track/",
    "/sign-in/",
    "/outages/report/",
    "/public/outages/",
    "/public/process/",
    "/public/data/",
)
MOST_BYTES = 60_000
MOST_REQUESTS = 10
COUNTED = {"document", "stylesheet", "script"}
MOST_SHIFT = 0.01
"""A tenth of what counts as good: a letter that settles while the page is still arriving, but nothing that is seen."""
SHIFTS = """() => new Promise(told => {
  const moved = {sum: 0, what: []};
  const tell = one => {
    moved.sum += one.value;
    one.sources.forEach(({node}) => moved.what.push(node?.outerHTML?.slice(0, 90)));
  };
  new PerformanceObserver(list => list.getEntries().forEach(tell)).observe({type: "layout-shift", buffered: true});
  setTimeout(() => told(moved), 200);
})"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["zh-hans", "en"])
def phone(request: Any, browser: Any, live_server: Any, settings: Any, tmp_path: Any) -> Iterator[Any]:
    """A phone that has never been here; what is published is of this moment, so that no page warns of its age."""
    settings.PUBLISHED_ROOT = tmp_path
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url)
    context.add_cookies([{"name": "django_language", "value": request.param, "url": live_server.url}])
    page = context.new_page()
    page.heard = []
    page.on("response", lambda response: page.heard.append(response))
    context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
    yield page
    context.close()


def packed(response: Any) -> int:
    """As every server of ours sends it; a redirect has no body."""
    return len(gzip.compress(response.body(), 6)) if response.status == 200 else 0


def test_a_first_visit_is_light_and_still(phone: Any, live_server: Any) -> None:
    for address in PAGES:
        phone.heard.clear()
        phone.goto(address, wait_until="load")
        shifted = phone.evaluate(SHIFTS)
        loaded = [one for one in phone.heard if one.request.resource_type in COUNTED]
        size = sum(packed(one) for one in loaded)
        assert 5_000 < size < MOST_BYTES, (address, size)
        assert len(phone.heard) <= MOST_REQUESTS, (address, [one.url for one in phone.heard])
        assert {one.url.startswith(live_server.url) for one in phone.heard} == {True}, address
        assert shifted["sum"] < MOST_SHIFT, (address, shifted)


def test_pages_are_sent_compressed(client: Any) -> None:
    for address in ("/", "/assess/", "/public/process/"):
        assert client.get(address, headers={"accept-encoding": "gzip"})["Content-Encoding"] == "gzip", address
