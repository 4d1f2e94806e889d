"""P1: a whole application from draft to energised, beside the same rows written by hand and beside a flow engine."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from statistics import median
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

from bench.cast import cast
from bench.ground import databases, on, size_of
from bench.netrows import UNWATCH, WATCH, Repetition, Trace
from bench.sides import alternate, compare, judge, say, surroundings, tell
from bench.walk import STEPS, steps, walk

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def main() -> dict[str, Any]:
    say(f"P1: one small shop from draft to energised, {STEPS} actions; a case each round")
    with databases("p1", "p1_hand", "p1_flow") as made:
        people = _people(made)
        trace, letters_ms = _seen(made["p1"], people)
        with closing(_Flow(made["p1_flow"])) as flow:
            times = _times(made, people, trace, flow)
        tell(times)
        told = _judged(times, letters_ms, trace)
    return {**told, "ms": times, "rows": trace.rows, **surroundings()}


def _people(made: dict[str, Any]) -> Any:
    """The same people under the same keys on both sides."""
    for name in ("p1_hand", "p1"):
        with on(made[name]):
            people = cast(MONDAY)
            walk(people, 0, at=MONDAY)
    with made["p1_hand"].cursor() as cursor:  # the hand writes the same hours for each case
        cursor.execute(
            "DO $$ DECLARE c record; BEGIN FOR c IN SELECT conname, conrelid::regclass AS t FROM pg_constraint "
            "WHERE contype = 'x' LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; "
            "END $$"
        )
    return people


def _seen(connection: Any, people: Any) -> tuple[Trace, float]:
    """What one walk leaves in the tables; and how long the drawing of its letters takes, which no row needs."""
    import time

    from applications.survey import letters

    drawing: list[float] = []

    def drawn(*args: Any, _draw: Any = letters.draw, **options: Any) -> Any:
        began = time.perf_counter()
        try:
            return _draw(*args, **options)
        finally:
            drawing.append((time.perf_counter() - began) * 1000)

    with on(connection), connection.cursor() as cursor, mock.patch.object(letters, "draw", drawn):
        walk(people, 1, at=MONDAY)
        cursor.execute(WATCH)
        for n, (_name, act) in enumerate(steps(people, 2, at=MONDAY)):
            if n == 0:
                drawing.clear()
            act()
        cursor.execute(UNWATCH)
        return Trace(cursor), sum(drawing)


def _times(made: dict[str, Any], people: Any, trace: Trace, flow: _Flow) -> dict[str, list[float]]:
    rounds = size_of(tiny=1, short=9, long=25)
    turns = iter(range(3, 10_000))
    repeated = iter([Repetition(trace, n) for n in range(1, rounds + 2)])
    made["p1_hand"].ensure_connection()

    def by_actions() -> None:
        with on(made["p1"]):
            walk(people, next(turns), at=MONDAY)

    sides: dict[str, Any] = {"by actions": by_actions}
    sides["by hand, psycopg"] = lambda: next(repeated).run(made["p1_hand"].connection)
    if flow.is_here:
        sides["viewflow, the engine alone"] = flow.run
    return alternate(sides, rounds=rounds)


def _judged(times: dict[str, list[float]], letters_ms: float, trace: Trace) -> dict[str, Any]:
    say(f"  {trace.rows} rows in {len(trace.transactions)} transactions on both sides of the first pair")
    say(f"  by actions {letters_ms:.0f} ms go into drawing letters (PDF), which the other sides do not do")
    told = {
        "rate_of_by_hand": 1
        / compare("P1", "time beside by hand", times, "by actions", "by hand, psycopg", goal=1 / 0.6)
    }
    ours = median(times["by actions"]) - letters_ms
    hand = median(times["by hand, psycopg"])
    told["rate_without_letters"] = judge("P1", "rate of by hand, letters apart", hand / ours, goal=0.6, floor=True)
    if engine := times.get("viewflow, the engine alone"):
        whole = median(engine) + hand
        what = "rate beside viewflow (its engine, plus the same rows by hand, added up), letters apart"
        told["rate_of_viewflow"] = judge("P1", what, whole / ours, goal=3, floor=True)
    else:
        say("P1 viewflow is left out: it is not installed here, or this is the tiny form")
    return told


class _Flow:
    """The flow engine's program, asked once a round."""

    def __init__(self, connection: Any) -> None:
        import os

        is_worth_it = bool(size_of(tiny=0, short=1, long=1))  # its tables alone take longer than all the rest
        self.is_here = is_worth_it and importlib.util.find_spec("viewflow") is not None
        self.program: subprocess.Popen[str] | None = None
        if self.is_here:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
            self.program = subprocess.Popen(
                [sys.executable, "-m", "bench.flow"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                env={**os.environ, "FLOW_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": ""},
            )  # fmt: skip

    def run(self) -> float:
        assert self.program
        assert self.program.stdin
        assert self.program.stdout
        self.program.stdin.write("one\n")
        self.program.stdin.flush()
        told = self.program.stdout.readline()
        if not told:
            raise SystemExit("P1 measured nothing: the flow engine has stopped")
        return float(told)

    def close(self) -> None:
        if self.program:
            self.program.communicate()
