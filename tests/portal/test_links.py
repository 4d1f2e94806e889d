"""A link is shown to whom it opens: whoever follows what their pages offer is never answered with a no."""

from __future__ import annotations

import re
from collections import deque

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

import applications.intake.actions as intake
from accounts.models import User
from customers.demands import actions as demands
from portal.navigation import doors
from tests.applications.journey import SMALL_SHOP, Cast, submitted

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#]*)')
# Published files stand without the portal; what changes only how pages look has tests of its own.
ELSEWHERE = ("/public/", "/display/", "/static/", "/language/", "/api/", "/admin/", "/i18n/")
PEOPLE = ("customer", "intake", "chief", "manager", "leader", "auditor")
MOST = 40

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """A case of the manager's, a draft, a request of a customer, and one that another manager owns."""
    cast = Cast()
    case = submitted(cast, SMALL_SHOP, at=timezone.now())
    intake.accept(case.pk, by=cast.intake, at=timezone.now())
    intake.open_draft(by=cast.customer, at=timezone.now())
    for about in (case.timeline, None):
        demands.open_demand(
            kind="COMPLAINT", words="没有人来。", user=cast.customer, by=cast.customer, at=timezone.now(), case=about
        )
    return cast


def pattern(url: str) -> str:
    """Pages that differ only by a number or a filter are one kind of page."""
    return re.sub(r"XC[A-Z]?-[^/?]+|\d+", "N", url.partition("?")[0])


def shut(person: User | None) -> dict[str, tuple[int, str]]:
    """What answers with a no, and on which page it was offered."""
    web = Client()
    if person is not None:
        web.force_login(person, "django.contrib.auth.backends.ModelBackend")
    todo = deque(("", url) for url in ("/apply/", "/", *(door.url for door in doors(person or AnonymousUser()))))
    known: set[str] = set()
    found: dict[str, tuple[int, str]] = {}
    while todo and len(known) < MOST:
        page, url = todo.popleft()
        if pattern(url) in known or url.startswith(ELSEWHERE):
            continue
        known.add(pattern(url))
        answer = web.get(url.replace("&amp;", "&"))
        if answer.status_code >= 400:
            found[url] = (answer.status_code, page)
        elif "text/html" in answer.get("Content-Type", "") and not answer.streaming:
            todo += [(url, link) for link in LINK.findall(answer.content.decode())]
    return found


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_is_offered_a_page_that_does_not_open(cast: Cast, who: str) -> None:
    assert shut(getattr(cast, who)) == {}


def test_nor_is_whoever_has_not_signed_in() -> None:
    assert shut(None) == {}
