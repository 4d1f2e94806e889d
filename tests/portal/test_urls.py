"""What every address promises whoever asks: it is its own, it keeps its manners, and it never breaks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, resolve

from tests.applications.test_access_matrix import ROWS

pytestmark = pytest.mark.django_db
SAMPLES = {"lead": 1, "number": "XC-AAAAA-AAAAAA", "message": 1, "permit": 1, "planning": 1}
ADDRESSES = [(row.name, row.path.format(**SAMPLES)) for row in ROWS]
PAGES = ["/", "/assess/", "/apply/", "/track/", "/privacy/", "/sign-in/", "/sign-in/staff/", "/nothing-here/"]


def patterns(found: list[Any] | None = None) -> Iterator[str]:
    for one in get_resolver().url_patterns if found is None else found:
        if str(one.pattern) == "administration/":
            continue  # its addresses are Django's
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield str(one.pattern)


@pytest.mark.parametrize(("name", "path"), ADDRESSES)
def test_no_address_is_hidden_behind_another(name: str, path: str) -> None:
    assert resolve(path.partition("?")[0]).view_name == name


def test_addresses_end_as_a_folder_or_as_a_file() -> None:
    told = {"healthz", "readyz", "healthz/deep", "metrics", "network.geojson", "desk/<int:pk>/package.pdf", ""}
    told |= {"changes/rules.json"}
    told |= {f"public/outages.{kind}" for kind in ("geojson", "csv", "atom", "ics", "cap.atom")}
    told |= {"public/outages/<outage:number>.cap.xml", "public/prices.json", "outages/map.geojson"}
    told |= {f"public/{name}.json" for name in ("grid", "process", "performance", "data")} | {"public/grid.csv"}
    told |= {"public/performance.csv", "public/performance/months/<month:month>.csv"}
    assert [pattern for pattern in patterns() if not pattern.endswith("/") and pattern not in told] == []


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace", "options", "head"])
def test_no_method_breaks_any_address(method: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    answers = {path: getattr(browser, method)(path).status_code for _name, path in ADDRESSES}
    assert {path: code for path, code in answers.items() if code >= 500 and not path.startswith("/healthz")} == {}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_keeps_its_manners(path: str) -> None:
    answer = Client().get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/nothing-here/", "/room/../etc/passwd", "/applications/%00/", "/track/?number=%00"])
def test_what_does_not_exist_says_so_in_words(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code in (200, 302, 400, 404)
    assert b"Traceback" not in answer.content


@pytest.mark.parametrize("path", ["/api/v1/nothing/", "/api/v1/applications/XC-NONE/"])
def test_programs_are_answered_as_programs(path: str) -> None:
    answer = Client().get(path)
    assert (answer.status_code in (401, 404), answer["Content-Type"]) == (True, "application/problem+json")
