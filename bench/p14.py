"""P14: the supervision page over the figures of ten years: statements and milliseconds of three views."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import Any

from bench.cast import cast
from bench.ground import array, databases, dice, on, size_of, writing_fast
from bench.sides import alternate, judge, say, surroundings

CASES = {"tiny": 2_000, "short": 100_000, "long": 1_000_000}
OPEN_OF_A_HUNDRED = 2
DAYS = 3_650
VIEWS = {
    "a year by stage": "/supervision/", "a month by officer": "/supervision/?period=30&by=officer",
    "ten years by authority": "/supervision/?by=authority&first={first}",
}  # fmt: skip
MOST_STATEMENTS, MOST_MS = 12, 1_000
PROMISES = {"C1": 10, "C5": 5}


def main() -> dict[str, Any]:
    from django.utils import timezone

    at, n = timezone.now(), size_of(**CASES)
    say(f"P14: the supervision page over {n:,} cases of ten years")
    with databases("p14") as made, on(made["p14"]):
        people = cast(at)
        with writing_fast(made["p14"]) as cursor:
            _ten_years(cursor, n, [people.manager.pk, people.chief.pk], at)
        found = {view: _measured(made["p14"], people.chief, path, n, at) for view, path in VIEWS.items()}
    for view, (statements, ms) in found.items():
        say(f"  {view:24} {statements} statements, {ms:,.0f} ms")
    judge("P14", "statements of the costliest view", max(one for one, _ms in found.values()), goal=MOST_STATEMENTS)
    judge("P14", "ms of a year by stage", found["a year by stage"][1], goal=MOST_MS)
    return {"cases": n, "views": found, **surroundings()}


def _measured(connection: Any, officer: Any, path: str, n: int, at: Any) -> tuple[int, float]:
    """Of one view as a browser gets it. A page that does not count every open case has measured nothing."""
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="localhost")
    client.force_login(officer)
    address = path.format(first=(at - timedelta(days=DAYS)).date())
    took = alternate({"page": lambda: client.get(address) and None}, rounds=size_of(tiny=1, short=5, long=5))
    with CaptureQueriesContext(connection) as seen:
        page = client.get(address)
    statements = len(seen)
    counted = client.get("/api/v1/supervision/summary/").json()["now"]["cases"]
    if page.status_code != 200 or counted != n * OPEN_OF_A_HUNDRED // 100:
        raise SystemExit(f"P14 measured nothing: {address} answered {page.status_code}")
    return statements, median(took["page"])


def _ten_years(cursor: Any, n: int, managers: list[int], at: Any) -> None:
    """Figures as the portal keeps them, one in fifty of a case under way; the cases themselves the page never reads."""
    from applications.stages import OWNERS
    from gridhealth.towns import TOWNS
    from portal.dashboards.choices import SupplyClass

    stages = [str(one) for one, owner in OWNERS.items() if owner.desks]
    lists = {
        "stages": stages,
        "towns": [one.code for one in TOWNS],
        "classes": SupplyClass.values,
        "managers": managers,
    }
    chosen = {name: _one_of(some, k) for k, (name, some) in enumerate(lists.items())}
    cursor.execute(_FACTS.format(n=n, at=at.isoformat(), **chosen))
    for k, (kind, limit) in enumerate(PROMISES.items(), 1):
        used = dice(20 + k, limit + 2)
        cursor.execute(_STEPS.format(first=k * 100_000_000, used=used, kind=kind, limit=limit))
    cursor.execute("INSERT INTO portal_refresh (name, at, detail) VALUES ('figures', %s, '{}')", [at])


def _one_of(some: list[Any], salt: int) -> str:
    return f"({array(some)})[1 + {dice(salt, len(some))}]"


_FACTS = f"""
INSERT INTO portal_casefact (application_id, seq, counted_at, stage, outcome, supply_class, town_code, team, turn,
    manager_id, departments, arrived_at, ended_at, due_at, amber_at, due_kind, gov_due_at, gov_amber_at, risk,
    late_steps, gov_late_steps, company_days, government_days, customer_days, interactions, score)
SELECT g.n, 9, now.at, CASE WHEN o.is_open THEN {{stages}} ELSE 'ARCHIVED' END,
    CASE WHEN o.is_open THEN 'OPEN' WHEN {dice(10, 10)} = 0 THEN 'LEFT' ELSE 'ENERGISED' END, {{classes}}, {{towns}},
    CASE WHEN o.is_open THEN 'works' ELSE '' END, 'COMPANY', {{managers}},
    CASE WHEN o.is_open AND {dice(11, 5)} = 0 THEN ARRAY['ROADS', 'FORESTRY'] ELSE ARRAY[]::varchar[] END, o.arrived_at,
    CASE WHEN NOT o.is_open THEN least(o.arrived_at + {dice(12, 40 * 1440)} * interval '1 minute', now.at) END,
    d.due_at, d.due_at - interval '2 days', 'C5', d.due_at, d.due_at - interval '1 day',
    CASE WHEN o.is_open THEN {dice(13, 100)} / 100.0 END, ({dice(14, 12)} = 0)::int, ({dice(15, 20)} = 0)::int,
    {dice(16, 12)}, {dice(17, 6)}, {dice(18, 9)}, 3 + {dice(19, 4)},
    CASE WHEN {dice(20, 3)} = 0 THEN 1 + {dice(21, 5)} END
FROM generate_series(1, {{n}}) AS g(n) CROSS JOIN (SELECT '{{at}}'::timestamptz AS at) now
    CROSS JOIN LATERAL (SELECT {{n}} - g.n < {{n}} * {OPEN_OF_A_HUNDRED} / 100 AS is_open,
        now.at - (1 - g.n::float / {{n}}) * interval '{DAYS} days' AS arrived_at) o
    CROSS JOIN LATERAL (SELECT CASE WHEN o.is_open THEN
        now.at + ({dice(24, 80 * 1440)} - 8 * 1440) * interval '1 minute' END AS due_at) d
"""

_STEPS = """
INSERT INTO portal_stepfact (clock_id, application_id, kind, owner, supply_class, started_at, stopped_at, used, "limit",
    is_on_time, left_at)
SELECT {first} + g.n, g.n, '{kind}', 'COMPANY', f.supply_class, f.arrived_at, f.ended_at, {used}, {limit},
    {used} <= {limit}, '{{}}'
FROM portal_casefact f CROSS JOIN LATERAL (SELECT f.application_id AS n) AS g WHERE f.ended_at IS NOT NULL
"""
