"""One real browser for all tests that need one; without any they are skipped with one loud line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections

NAMES = ("chromium", "chromium-browser", "google-chrome")
# WCAG 2.2 AA and what axe holds for good practice besides. What is well need not be told of in full.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# The bundled API console draws itself: its inside is its makers'.
WITHOUT = {"exclude": [[".swagger-ui"]]}


def faults_of(page: Any) -> list[str]:
    """What keeps somebody from using the page a browser shows: its address, the rule, where."""
    found = Axe().run(page, context=WITHOUT, options=RULES).response["violations"]
    return [f"{page.url} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Any]:
    """Chromium of this machine, without a window. It ends before the database of the run is dropped."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        pytest.skip("NO BROWSER FOUND: pages are not checked for accessibility. Install chromium or set CHROMIUM.")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; the tests' own queries here are still synchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()
        # While that loop runs, Django keeps connections of this thread apart: what was opened in it ends in it.
        connections.close_all()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
