"""P13: the daily assessment of the whole county's health, with a year of figures and a whole day of new curves."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from bench.ground import databases, on, size_of
from bench.sides import judge, say, surroundings

# Every quarter of the day before, as it comes from the field.
A_DAY = """
    INSERT INTO gridhealth_reading (terminal_id, at, received_at, kva, unbalance, customers, in_band, lowest_v)
    SELECT t.id, d, d, 40 + (hashint8(t.id * 97 + extract(epoch FROM d)::bigint) & 127), 8, 60, 60, 221
    FROM gridhealth_terminal t CROSS JOIN generate_series(%(from)s::timestamptz, %(to)s, interval '15 minutes') d
"""
NEWS = "INSERT INTO gridhealth_changedday (terminal_id, day) SELECT id, %s FROM gridhealth_terminal"


def main() -> dict[str, Any]:
    from django.db.models import Count
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from gridhealth import demo
    from gridhealth.health import actions
    from gridhealth.health.models import DayFigures, Health, HealthChange

    at = timezone.localtime(timezone.now()).replace(hour=4, minute=10)
    with databases("p13") as made, on(made["p13"]):
        demo.load_network(at, demo.WHOLE if size_of(tiny=0, short=1, long=1) else demo.SMALL)
        demo.load_health(at - timedelta(days=1))
        readings = _day_of_curves(made["p13"], at)
        with CaptureQueriesContext(made["p13"]) as asked:
            began = time.perf_counter()
            changed = actions.assess(at=at)
            took = time.perf_counter() - began
        objects = Health.objects.count()
        if Health.objects.exclude(assessed_on=at.date()).exists() or not HealthChange.objects.exists():
            raise SystemExit("P13 measured nothing: something was not assessed")
        figures = DayFigures.objects.aggregate(n=Count("pk"))["n"]
    say(f"P13: {objects:,} objects over {figures:,} days of figures, {readings:,} new readings; {changed} changed")
    return {
        "seconds": judge("P13", "seconds of a county's assessment", took, goal=60),
        "statements": judge("P13", "statements of it", len(asked), goal=40),
        "objects": objects, "readings": readings, **surroundings(),
    }  # fmt: skip


def _day_of_curves(connection: Any, at: datetime) -> int:
    from gridhealth.telemetry import partitions

    end = at.replace(hour=0, minute=0, second=0, microsecond=0)
    begin = end - timedelta(days=1)
    partitions.prepare([begin, end])
    with connection.cursor() as cursor:
        cursor.execute(A_DAY, {"from": begin, "to": end - timedelta(minutes=15)})
        stored = int(cursor.rowcount)
        cursor.execute(NEWS, [begin.date()])
        cursor.execute("ANALYZE gridhealth_reading, gridhealth_dayfigures, gridhealth_changedday")
    return stored
