"""How cost grows with the county: the same questions at sizes that grow, and what one process does in a second."""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median
from typing import Any

from bench import p2, p3
from bench.crowd import crowd
from bench.ground import databases, on, size_of
from bench.sides import alternate, judge, say, surroundings
from bench.walk import walk

DUE = 50


def main() -> dict[str, Any]:
    from django.utils import timezone

    at, most = timezone.now(), size_of(tiny=400, short=80_000, long=1_000_000)
    sizes = [most // 16, most // 4, most]
    found: dict[int, dict[str, float]] = {}
    for n in sizes:
        with databases("scale") as made:
            people = crowd(made["scale"], n, at=at)
            found[n] = _costs(made["scale"], people, n, at)
            if n == sizes[0]:
                found[n]["application"] = _an_application(made["scale"], people)
    for name, unit in (
        ("first page", "ms"), ("middle page", "ms"), ("sweep", "ms"), ("bytes a case", "bytes"),
    ):  # fmt: skip
        say(f"  {name:14} " + "  ".join(f"{n:,}: {found[n][name]:,.2f}" for n in sizes) + f" {unit}")
    cost = found[sizes[0]]["application"]
    say(
        f"  one process takes {cost:.0f} ms for an application from draft to energised: {3_600_000 / cost:,.0f} an hour"
    )
    for name, goal in (("first page", 1.5), ("middle page", 1.5), ("sweep", 1.5)):
        judge("SCALE", f"{name}, sixteen times the cases", found[most][name] / found[sizes[0]][name], goal=goal)
    return {"sizes": {str(n): told for n, told in found.items()}, **surroundings()}


def _costs(connection: Any, people: Any, n: int, at: Any) -> dict[str, float]:
    p2._arrange(connection, n, DUE, at)
    user = p3._viewer(people)
    middle = p3.places(connection, user, {}, at=at)["middle"]
    times = alternate(
        {
            "first page": p3.page(connection, user, {}, "", at=at),
            "middle page": p3.page(connection, user, {}, middle, at=at),
            "sweep": p2._timed(connection, p2._sweep, DUE, at + timedelta(hours=1)),
        },
        rounds=size_of(tiny=1, short=15, long=31),
    )
    told = {name: median(found) for name, found in times.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(ARRAY['applications_application', "
            "'deadlines_timeline', 'deadlines_clock', 'customers_customer', 'customers_site']) AS t"
        )
        told["bytes a case"] = float(cursor.fetchone()[0]) / n
    return told


def _an_application(connection: Any, people: Any) -> float:
    """Milliseconds of one from draft to energised, in this process."""
    from bench.p1 import MONDAY

    took = []
    with on(connection):
        for k in range(size_of(tiny=2, short=6, long=12)):
            began = time.perf_counter()
            walk(people, k, at=MONDAY)
            took.append((time.perf_counter() - began) * 1000)
    return median(took[1:])
