"""`make look`: every kind of page of the demo county, for everybody, on every screen. Some twenty minutes."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.demo import CUSTOMERS, STAFF
from accounts.models import User
from portal.disclosure.actions import publish
from portal.disclosure.topics import TOPICS
from portal.navigation import doors
from tests.applications.test_access_matrix import ROWS
from tests.look.walk import Browsers, Page, Reader, one_of_each, pages_for

pytestmark = pytest.mark.django_db(transaction=True)
# Every pair of language and width, of language and colours, of width and colours.
READERS = (
    Reader("zh-hans", 390, "light"), Reader("en", 390, "dark"), Reader("en", 1440, "light"),
    Reader("zh-hans", 1440, "dark"),
)  # fmt: skip
EACH = 2


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@pytest.fixture
def people(settings: Any) -> dict[str, User | None]:
    """Everybody of the demo county, once it is loaded."""
    settings.DEMO = True
    call_command("load_demo", "--json")
    for topic in TOPICS:
        publish(topic, at=timezone.now())
    officers = {name: User.objects.get(username=name) for name, _person, _roles in STAFF}
    customers = {one.phone: one for one in User.objects.customers() if one.phone in CUSTOMERS}
    return {"nobody": None, **customers, **officers}


def all_pages(people: dict[str, User | None]) -> list[Page]:
    open_to_all = [row.path for row in ROWS if "{" not in row.path and not row.path.startswith(("/api/v1", "/connect"))]
    found = []
    for who, person in people.items():
        begin = [*(door.url for door in doors(person) if person), *open_to_all] if person else open_to_all
        found += list(pages_for(who, person, begin, each=EACH))
    return one_of_each(found, each=EACH)


def test_every_page_on_every_screen(people: dict[str, User | None], browser: Any, live_server: Any) -> None:
    began = time.monotonic()
    pages, faults = all_pages(people), list[str]()
    say(f"{len(pages)} pages of {len({page.kind for page in pages})} kinds ({time.monotonic() - began:.0f} s to find)")
    never = {row.name for row in ROWS if 200 in row.get.values()} - {page.kind.partition(" ")[0] for page in pages}
    say(f"no page of these was found: {', '.join(sorted(never))}")
    windows = Browsers(browser, live_server.url, people)
    for reader in READERS:
        for page in pages:
            for fault in windows.faults(page, reader):
                say(fault)
                faults.append(fault)
        say(f"{reader}: {len(faults)} faults so far, {time.monotonic() - began:.0f} s")
    windows.close()
    assert faults == []
