"""P8: a whole application without a paper over HTTP, beside a bare DRF view with one insert on the same server."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from bench.cast import cast
from bench.ground import databases, on, size_of
from bench.serving import answering, served
from bench.sides import alternate, compare, say, surroundings, tell

ANSWERS = {
    "purpose": "BUSINESS", "applied_capacity": "60", "capacity_unit": "KW", "customer_kind": "ENTERPRISE",
    "name": "试验茶叶有限公司", "uscc": "91350100M000100Y43", "township_code": "411523100",
}  # fmt: skip
TABLE = (
    "CREATE TABLE bench_wish (id bigserial PRIMARY KEY, name varchar(80), address varchar(120), capacity numeric(12,2))"
)
AT_ONCE = 2
Ask = Callable[[http.client.HTTPConnection, int], None]


def main() -> dict[str, Any]:
    from django.utils import timezone

    from accounts.actions import issue_token

    number, numbers = size_of(tiny=2, short=20, long=60), count(1)
    say(f"P8: {number} applications a round over HTTP, {AT_ONCE} connections, one granian of four threads on each side")
    with databases("p8") as made:
        with on(made["p8"]), made["p8"].cursor() as cursor:
            people = cast(timezone.now())
            token = issue_token(people.customer, at=timezone.now())
            cursor.execute(TABLE)
        with (
            served("portal.wsgi:application", "p8") as ours,
            served("bench.bare_view:application", "p8", BENCH_BARE="1") as theirs,
        ):
            portal, bare = answering("P8", *ours), answering("P8", *theirs)
            sides = {
                "the portal, draft and submission": lambda: _round(portal, _intake(token), number, numbers),
                "bare view, one insert": lambda: _round(bare, _wish, number, numbers),
            }
            times = alternate(sides, rounds=size_of(tiny=1, short=9, long=15))
        with made["p8"].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM applications_application WHERE stage = 'PRECHECK'")
            if not cursor.fetchone()[0]:
                raise SystemExit("P8 measured nothing: no application has arrived")
    tell(times, "ms an application")
    rate = compare("P8", "rate beside the bare view", times, "bare view, one insert",
                   "the portal, draft and submission", goal=0.8, floor=True)  # fmt: skip
    return {"rate": rate, "ms": times, **surroundings()}


def _round(port: int, ask: Ask, number: int, numbers: Iterator[int]) -> float:
    """Milliseconds an application, `AT_ONCE` at a time."""
    waiting, failed = [next(numbers) for _n in range(number)], list[BaseException]()

    def work(mine: list[int]) -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            for n in mine:
                ask(link, n)
        except Exception as problem:  # noqa: BLE001 - told below, by the thread that waits
            failed.append(problem)
        finally:
            link.close()

    threads = [threading.Thread(target=work, args=(waiting[k::AT_ONCE],)) for k in range(AT_ONCE)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"P8 measured nothing: {failed[0]}")
    return (time.perf_counter() - began) * 1000 / number


def _post(link: http.client.HTTPConnection, path: str, body: dict[str, Any], **headers: str) -> Any:
    link.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
    answer = link.getresponse()
    told = answer.read()
    if answer.status not in (200, 201):
        raise RuntimeError(f"{path} answered {answer.status}: {told[:300]!r}")
    return json.loads(told)


def _intake(token: str) -> Ask:
    """A draft with its answers, then its submission; each at a place of its own."""

    def ask(link: http.client.HTTPConnection, n: int) -> None:
        who = {"Authorization": f"Bearer {token}"}
        draft = _post(link, "/api/v1/applications/", {**ANSWERS, "address": f"文博村{n}号"}, **who)
        _post(link, f"/api/v1/applications/{draft['number']}/submit/", {"consent": True}, **who)

    return ask


def _wish(link: http.client.HTTPConnection, n: int) -> None:
    _post(link, "/", {"name": ANSWERS["name"], "address": f"文博村{n}号", "capacity": "60"})
