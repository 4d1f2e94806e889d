"""P2: the sweep with a thousand clocks due among very many: beside the one statement that could do it, and the ORM."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bench.crowd import crowd
from bench.ground import databases, on, size_of
from bench.sides import alternate, compare, judge, say, surroundings, tell

FEW = {"tiny": 300, "short": 10_000, "long": 10_000}
MANY = {"tiny": 600, "short": 200_000, "long": 1_000_000}
DUE = {"tiny": 50, "short": 1_000, "long": 1_000}
# The least that has to be done for a clock that turns amber, written by hand for this one step of the ladder alone.
BY_HAND = """
    WITH due AS (
        UPDATE deadlines_clock SET raised = 1, look_at = due_at + interval '1 microsecond'
        WHERE id IN (SELECT id FROM deadlines_clock WHERE look_at <= %(at)s ORDER BY look_at LIMIT 1000
            FOR UPDATE SKIP LOCKED) RETURNING id, due_on
    )
    INSERT INTO deadlines_alert (clock_id, level, at, due_on, look_at, attempts)
    SELECT id, 'WARNING', %(at)s, due_on, %(at)s, 0 FROM due ON CONFLICT (clock_id, level) DO NOTHING
"""
WAKE = """
    DELETE FROM deadlines_alert;
    UPDATE deadlines_clock SET raised = 0, look_at = amber_at WHERE raised > 0;
    UPDATE deadlines_clock SET amber_at = '{soon}', look_at = '{soon}', due_at = '{later}', escalate_at = '{last}'
    WHERE id IN (SELECT id FROM deadlines_clock WHERE id % {every} = 0 LIMIT {due});
"""


def main() -> dict[str, Any]:
    from django.utils import timezone

    at = timezone.now()
    few, many, due = size_of(**FEW), size_of(**MANY), size_of(**DUE)
    say(f"P2: the sweep with {due:,} due among {few:,} and {many:,} open clocks")
    with databases("p2_small", "p2_large") as made:
        for name, n in (("p2_small", few), ("p2_large", many)):
            crowd(made[name], n, at=at)
            _arrange(made[name], n, due, at)
        told: dict[str, Any] = _compare(made, due, at)
        told["idle_writes"] = _idle(made["p2_large"], at)
        return {**told, "clocks": many, "due": due, **surroundings()}


def _arrange(connection: Any, n: int, due: int, at: datetime) -> None:
    """A thousand turn amber in an hour; all others later than that."""
    soon = at + timedelta(minutes=1)
    moments = {"soon": soon, "later": soon + timedelta(days=2), "last": soon + timedelta(days=4)}
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0; SET session_replication_role = replica")
        cursor.execute(f"UPDATE deadlines_clock SET look_at = '{at + timedelta(days=90)}' WHERE look_at IS NOT NULL")
        cursor.execute(WAKE.format(every=max(1, n // (2 * due)), due=due, **moments))
        cursor.execute("VACUUM ANALYZE deadlines_clock")
        cursor.execute("RESET session_replication_role; SET statement_timeout = 30000")


def _compare(made: dict[str, Any], due: int, at: datetime) -> dict[str, Any]:
    later = at + timedelta(hours=1)
    sides = {
        f"{name}, {county[3:]}": _timed(made[county], step, due, later)
        for county in ("p2_large", "p2_small")
        for name, step in (("sweep", _sweep), ("by hand", _by_hand))
    }
    times = alternate(sides, rounds=size_of(tiny=2, short=15, long=15))
    orm = {"ORM loop, large": _timed(made["p2_large"], _orm, due, later)}
    times |= alternate(orm, rounds=size_of(tiny=1, short=3, long=3))
    tell(times)
    compare("P2", "sweep beside the one statement", times, "sweep, large", "by hand, large", goal=1.5)
    compare("P2", "many open beside few", times, "sweep, large", "sweep, small", goal=1.3)
    compare("P2", "sweep beside an ORM loop with locks", times, "sweep, large", "ORM loop, large", goal=0.1)
    return dict(times)


def _timed(connection: Any, step: Any, due: int, at: datetime) -> Any:
    """Milliseconds of one sweep; what it wrote is taken back afterwards, so that the next one finds the same."""
    import time

    from django.db import transaction

    def run() -> float:
        with on(connection), transaction.atomic():
            began = time.perf_counter()
            found = step(connection, at)
            took = (time.perf_counter() - began) * 1000
            if found != due:
                raise SystemExit(f"P2 measured nothing: {found} of {due} were found")
            transaction.set_rollback(True)
        return took

    return run


def _sweep(_connection: Any, at: datetime) -> int:
    from deadlines import sweeping

    return sweeping.raise_due(at=at, limit=1000)


def _by_hand(connection: Any, at: datetime) -> int:
    with connection.connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"at": at})
        return int(cursor.rowcount)


def _orm(_connection: Any, at: datetime) -> int:
    """What an ordinary periodic task would do."""
    from deadlines.models import Alert, Clock

    done = 0
    for pk in list(Clock.objects.filter(look_at__lte=at).values_list("pk", flat=True)):
        clock = Clock.objects.select_for_update(of=("self",)).get(pk=pk)
        Alert.objects.create(clock=clock, level="WARNING", at=at, due_on=clock.due_on, look_at=at)
        clock.raised, clock.look_at = 1, clock.due_at
        clock.save(update_fields=["raised", "look_at"])
        done += 1
    return done


def _idle(connection: Any, at: datetime) -> int:
    """Whether a sweep that finds nothing has written: a transaction without a number has not."""
    from django.db import transaction

    from deadlines import sweeping

    with on(connection), transaction.atomic():
        found = sweeping.sweep(at=at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
            wrote = int(cursor.fetchone()[0])
    if found:
        raise SystemExit(f"P2 measured nothing: {found} were due when nothing should be")
    return int(judge("P2", "writes of an idle sweep", wrote, goal=0))
