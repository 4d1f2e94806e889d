"""The cast of a journey, and screens that nobody may have a complaint about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.applications.journey import Cast
from tests.browser.screens import Open, Screen
from tests.simulators import simulator_server, simulators  # noqa: F401 - fixtures


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def screen(browser: Any, live_server: Any) -> Iterator[Open]:
    """Opens a screen; at the end nobody's browser may have complained."""
    opened: list[Screen] = []
    known: set[tuple[int, str]] = set()

    def open_one(size: dict[str, int], user: User | None = None) -> Screen:
        one = Screen(browser, live_server.url, size, known)
        opened.append(one)
        if user is not None:
            client = Client()
            client.force_login(user, "django.contrib.auth.backends.ModelBackend")
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            one.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return one

    yield open_one
    complaints = [complaint for one in opened for complaint in one.complaints]
    for one in opened:
        one.context.close()
    assert complaints == []
