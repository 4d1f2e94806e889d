"""One real browser for all tests that need one; without any they are skipped with one loud line."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

NAMES = ("chromium", "chromium-browser", "google-chrome")


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
