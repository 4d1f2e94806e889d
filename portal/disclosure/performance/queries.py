"""The sections of a period, read from the figures of the cases, the permits and the interruptions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.text import format_lazy

from applications.rules.clocks import ClockKind
from approvals.choices import Department
from approvals.scoreboard.queries import public_lines
from outages.indices import queries as indices
from outages.indices.rules import DLT_836, IEEE_1366
from outages.indices.rules import Period as Span
from portal.dashboards.choices import SupplyClass
from portal.dashboards.dimensions import DIMENSIONS, step_name
from portal.dashboards.periods import Period
from portal.dashboards.queries import finished, finished_by, steps_in
from portal.dashboards.score import queries as score
from portal.disclosure.performance import words
from portal.disclosure.performance.rules import Row, Section, fair

TIMES = {"median": "median", "p90": "p90", "on_time": "on_time_share", "every_stage": "every_stage_share"}
ORDER = {kind.value: n for n, kind in enumerate(ClockKind)}


def of_period(period: Period, *, at: datetime) -> list[Section]:
    """What is told of any stretch of days; some twelve statements."""
    whole = finished(period)[True]
    told = [times(period, whole), steps(period), steps_by_class(period), permits(period, at=at),
            reliability(period, at=at), satisfaction(whole)]  # fmt: skip
    return [fair(one) for one in told]


def times(period: Period, whole: dict[str, Any]) -> Section:
    rows = [_times("ALL", words.ALL, whole)]
    rows += [_times(row["key"], SupplyClass(row["key"]).label, row) for row in finished_by(DIMENSIONS["class"], period)]
    return Section("times", *words.SECTIONS["times"], words.TIMES, tuple(rows))


def _times(key: str, label: Any, row: dict[str, Any]) -> Row:
    return Row(key, label, row["cases"], {name: row[source] for name, source in TIMES.items()})


def steps(period: Period) -> Section:
    rows = [_step(row, row["kind"], step_name(row["kind"])) for row in _in_order(steps_in(period))]
    return Section("steps", *words.SECTIONS["steps"], words.STEPS, tuple(rows))


def steps_by_class(period: Period) -> Section:
    rows = [
        _step(row, f"{row['kind']}/{row['supply_class']}",
              format_lazy("{} · {}", step_name(row["kind"]), SupplyClass(row["supply_class"]).label))
        for row in _in_order(steps_in(period, by_class=True))
    ]  # fmt: skip
    return Section("steps_by_class", *words.SECTIONS["steps_by_class"], words.STEPS, tuple(rows), is_folded=True)


def _in_order(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (ORDER.get(row["kind"], len(ORDER)), row.get("supply_class", "")))


def _step(row: dict[str, Any], key: str, label: Any) -> Row:
    values = {name: row[name] for name in ("promise", "median", "p90")} | {"kept": row["kept"] / row["cases"]}
    return Row(key, label, row["cases"], values)


def permits(period: Period, *, at: datetime) -> Section:
    rows = [
        Row(line.department, Department(line.department).label, line.decided,
            {"median": line.median_workdays, "p90": line.p90_workdays, "in_time": line.share_in_time})
        for line in public_lines(since=period.first, until=period.last, at=at)
    ]  # fmt: skip
    return Section("permits", *words.SECTIONS["permits"], words.PERMITS, tuple(rows))


def reliability(period: Period, *, at: datetime) -> Section:
    """By both standards, which are never mixed: the one counts customers, the other transformers."""
    span, scope = Span(period.start, min(period.end, at)), indices.Scope()
    served = scope.served()
    found = {
        one.key: indices.told([span], one, scope, at=at, served=served[one.key])[0] for one in (IEEE_1366, DLT_836)
    }
    rows = [_index(found[standard], standard, *named) for standard, named in words.INDICES]
    return Section("reliability", *words.SECTIONS["reliability"], words.VALUE, tuple(rows))


def _index(found: Any, standard: str, key: str, name: str, label: Any, unit: str, says: Any) -> Row:
    value = getattr(found, name) if found is not None else None
    if isinstance(value, timedelta):
        value = value.total_seconds()
    served = found.served if found is not None else 0
    return Row(key, label, served, {"value": None if value is None else float(value)}, says, unit)


def satisfaction(whole: dict[str, Any]) -> Section:
    rows = [
        Row(key, label, whole["ratings"], {"value": whole[source]}, says, unit)
        for key, source, label, unit, says in words.SATISFACTION
    ]
    return Section("satisfaction", *words.SECTIONS["satisfaction"], words.VALUE, tuple(rows))


def self_score(*, at: datetime) -> list[Section]:
    """As international comparisons ask; of the last twelve months and of this year."""
    numbers = {one.key: one for one in score.computed(at=at)}
    cases = int(numbers["cases"].value or 0)
    rows = [
        Row(key, numbers[key].label, cases, {"value": numbers[key].value}, numbers[key].says, unit)
        for key, unit in (("contacts", "contacts"), ("days", "days"), ("workdays", "workdays"), ("free", "share"))
    ]
    index = score.reliability(at=at)
    parts = [
        Row(f"part{n}", one.label, one.most, {"value": one.points}, words.untold(one.says, one.points is None))
        for n, one in enumerate(index.parts, 1)
    ]
    parts.append(Row("total", words.TOTAL, index.most, {"value": index.total}, words.UNTOLD_LEFT_OUT))
    return [
        fair(Section("score", *words.SECTIONS["score"], words.VALUE, tuple(rows))),
        Section("index", *words.SECTIONS["index"], words.POINTS, tuple(parts), is_counted=False),
    ]
