"""P7: the power flow of a line with a load more, and of the whole county at once: beside the bare solver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from bench.ground import databases, on, size_of
from bench.sides import alternate, compare, say, surroundings, tell


def main() -> dict[str, Any]:
    from django.utils import timezone

    from gridhealth import demo

    at = timezone.now()
    with databases("p7") as made, on(made["p7"]):
        demo.load_network(at, demo.WHOLE if size_of(tiny=0, short=1, long=1) else demo.SMALL)
        sides, facts = _sides()
        say(f"P7: one line of {facts['buses']} buses, and all {facts['lines']} lines with {facts['all_buses']:,} buses")
        times = alternate(sides, rounds=size_of(tiny=2, short=15, long=31))
        tell(times)
        told = {
            what: compare("P7", what, times, one, other, goal=goal)
            for what, one, other, goal in (
                ("a point of a line that is read, beside the bare solver", "point, line read", "bare, one line", 1.5),
                ("a point from the tables, beside the bare solver", "point, from tables", "bare, one line", 1.5),
                ("open capacity by the limits, beside the bare solver", "limits, from tables", "bare, one line", 1.5),
                ("the county's cases solved, beside the bare batch", "county, cases", "bare, county", 1.3),
                ("the county from the tables, beside the bare batch", "county, from tables", "bare, county", 1.3),
            )
        }
    return {**told, "ms": times, **facts, **surroundings()}


def _sides() -> tuple[dict[str, Callable[[], Any]], dict[str, int]]:
    from django.utils import timezone

    from gridhealth import queries as capacity
    from gridhealth.flow import queries, rules
    from gridhealth.models import Feeder

    feeders = list(Feeder.objects.filter(areas__isnull=False).distinct().order_by("code"))
    cases = _cases(feeders)
    together, one = rules.together(cases), cases[0]
    line, more, at = queries.LineModel(feeders[0]), Decimal(200), timezone.now()
    if not all(flow.peak.has_converged for flow in queries.flows(feeders)):
        raise SystemExit("P7 measured nothing: a line of the county has no answer")
    lon, lat = (Decimal(str(number)) for number in feeders[0].geometry["coordinates"][4])
    sides = {
        "bare, one line": _bare(one), "point, line read": lambda: line.solved(more_kva=more),
        "point, from tables": lambda: queries.LineModel(feeders[0]).solved(more_kva=more),
        "limits, from tables": lambda: capacity.offer(lat, lon, more, "10KV", at=at),
        "bare, county": _bare(together), "county, cases": lambda: rules.solve_all(cases),
        "county, from tables": lambda: queries.flows(feeders),
    }  # fmt: skip
    facts = {"buses": one.count("node"), "lines": len(feeders), "all_buses": together.count("node")}
    return sides, facts


def _cases(feeders: Sequence[Any]) -> list[Any]:
    """The cases as `flows` makes them: each line at its peak and in its valley."""
    from unittest import mock

    from gridhealth.flow import queries, rules

    kept: list[Any] = []
    with mock.patch.object(rules, "solve_all", lambda cases: kept.extend(cases) or [None] * len(cases)):
        queries.flows(feeders)
    return kept


def _bare(case: Any) -> Callable[[], Any]:
    """The solver with its tables made beforehand: build the model, and solve."""
    from power_grid_model import PowerGridModel

    from gridhealth.flow import rules

    tables = {kind: table for kind, table in case.tables.items() if len(table)}

    def solve() -> Any:
        model = PowerGridModel(tables)
        return model.calculate_power_flow(error_tolerance=rules.TOLERANCE, max_iterations=rules.ROUNDS)

    return solve
