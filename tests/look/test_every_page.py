"""A page of each kind that a case and its county have, in a real browser: for everybody, and no wider than the screen.

Each kind is looked at on one of four screens here; `make look` looks at all of them on each, with the demo's data.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.applications.journey import Cast
from tests.applications.test_access_matrix import ROWS, addresses, at_works
from tests.look.walk import Browsers, Reader, one_of_each, pages_for

SCREENS = [
    Reader("zh-hans", 390, "light"), Reader("en", 1440, "dark"), Reader("en", 390, "dark"),
    Reader("zh-hans", 1440, "light"),
]  # fmt: skip
ELSEWHERE = ("/api/", "/connect/", "/public/")

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_page_of_each_kind_is_for_everybody(browser: Any, live_server: Any, settings: Any) -> None:
    settings.DEMO = True
    cast = Cast()
    real = addresses(at_works(cast))
    people = {"customer": cast.customer, "chief": cast.chief, "gov": cast.gov}
    begin = [real[row.name] for row in ROWS if not row.path.startswith(ELSEWHERE)]
    pages = one_of_each(page for who, person in people.items() for page in pages_for(who, person, begin))
    assert len(pages) > 100
    windows = Browsers(browser, live_server.url, people)
    faults = [
        fault for number, page in enumerate(pages) for fault in windows.faults(page, SCREENS[number % len(SCREENS)])
    ]
    windows.close()
    assert faults == []
