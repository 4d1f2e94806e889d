"""P10: statements of the pages officers live in, whatever the number of rows; bytes of what a customer loads first."""

from __future__ import annotations

import gzip
import re
from typing import Any

from bench.crowd import crowd
from bench.ground import databases, on, size_of
from bench.sides import judge, say, surroundings

FEW = {"tiny": 50, "short": 100, "long": 100}
MANY = {"tiny": 150, "short": 20_000, "long": 1_000_000}
MOST_STATEMENTS, MOST_KB = 12, 60
OFFICERS = {"queue": "/room/", "narrowed": "/room/?stage=WORKS&show=ours", "case": "/room/{number}/",
            "dashboard": "/supervision/"}  # fmt: skip
CUSTOMERS = ("/", "/sign-in/", "/assess/", "/capacity/", "/public/outages/")
ASSET = re.compile(r'<(?:link[^>]+rel="stylesheet"[^>]+href|script[^>]+src)="(/static/[^"]+)"')


def main() -> dict[str, Any]:
    from django.utils import timezone

    at, few, many = timezone.now(), size_of(**FEW), size_of(**MANY)
    say(f"P10: statements at {few:,} and at {many:,} open cases")
    with databases("p10_few", "p10_many") as made:
        found = {}
        for name, n in (("p10_few", few), ("p10_many", many)):
            people = crowd(made[name], n, at=at)
            found[name] = _statements(made[name], people.chief)
        with on(made["p10_few"]):
            sizes = {path: _bytes(path) / 1024 for path in CUSTOMERS}
    for page in OFFICERS:
        say(f"  {page:10} {found['p10_few'][page]} statements with few, {found['p10_many'][page]} with many")
    for path, kb in sizes.items():
        say(f"  {path:18} {kb:.1f} KB compressed, with styles and scripts")
    judge("P10", "statements of the costliest page", max(found["p10_many"].values()), goal=MOST_STATEMENTS)
    grown = max(found["p10_many"][page] - found["p10_few"][page] for page in OFFICERS)
    judge("P10", "statements more with many cases", grown, goal=0)
    judge("P10", "KB of the heaviest first load", max(sizes.values()), goal=MOST_KB)
    return {"statements": found, "kb": sizes, **surroundings()}


def _statements(connection: Any, officer: Any) -> dict[str, int]:
    """Of each page, once the session is known to be in use."""
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from applications.models import Application

    with on(connection):
        client = Client(HTTP_HOST="localhost")
        client.force_login(officer)
        client.get("/messages/")
        number = Application.objects.order_by("pk").values_list("number", flat=True)[0]
        found = {}
        for page, path in OFFICERS.items():
            with CaptureQueriesContext(connection) as seen:
                answer = client.get(path.format(number=number))
            if answer.status_code != 200 or not len(seen):
                raise SystemExit(f"P10 measured nothing: {path} answered {answer.status_code}")
            found[page] = len(seen)
        return found


def _bytes(path: str) -> int:
    """The page with every style and script it names, each compressed."""
    from django.contrib.staticfiles import finders
    from django.test import Client

    page = Client(HTTP_HOST="localhost").get(path).getvalue()
    total = len(gzip.compress(page))
    for asset in set(ASSET.findall(page.decode())):
        file = finders.find(asset.removeprefix("/static/").partition("?")[0])
        if file is None:
            raise SystemExit(f"P10 measured nothing: {asset} is not there")
        with open(str(file), "rb") as opened:
            total += len(gzip.compress(opened.read()))
    return total
