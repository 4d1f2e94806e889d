"""The only writers of telemetry: take what terminals reported, a batch in a few statements however long it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F
from django.utils.timezone import localdate

from gridhealth.signals import power_changed
from gridhealth.telemetry import partitions
from gridhealth.telemetry.choices import DropReason
from gridhealth.telemetry.models import DroppedReport, PowerEvent, Terminal
from gridhealth.telemetry.rules import drop_reason, quarter_of
from gridhealth.telemetry.wire import FIGURES, Point, PowerReport, Report, StateReport

Dated = TypeVar("Dated", Point, PowerReport)

# The latest word about a quarter counts; a figure it leaves out stays. The same again changes no row.
STORE_READINGS = """
    WITH told AS (
        SELECT * FROM unnest(%s::bigint[], %s::timestamptz[], %s::numeric[], %s::numeric[], %s::int[], %s::int[],
            %s::numeric[]) AS t(terminal_id, at, kva, unbalance, customers, in_band, lowest_v)
    ), stored AS (
        INSERT INTO gridhealth_reading AS r
            (terminal_id, at, received_at, kva, unbalance, customers, in_band, lowest_v)
        SELECT terminal_id, at, %s, kva, unbalance, customers, in_band, lowest_v FROM told
        ON CONFLICT (terminal_id, at) DO UPDATE SET
            received_at = EXCLUDED.received_at,
            kva = COALESCE(EXCLUDED.kva, r.kva), unbalance = COALESCE(EXCLUDED.unbalance, r.unbalance),
            customers = COALESCE(EXCLUDED.customers, r.customers),
            in_band = COALESCE(EXCLUDED.in_band, r.in_band), lowest_v = COALESCE(EXCLUDED.lowest_v, r.lowest_v)
        WHERE (COALESCE(EXCLUDED.kva, r.kva), COALESCE(EXCLUDED.unbalance, r.unbalance),
               COALESCE(EXCLUDED.customers, r.customers), COALESCE(EXCLUDED.in_band, r.in_band),
               COALESCE(EXCLUDED.lowest_v, r.lowest_v))
            IS DISTINCT FROM (r.kva, r.unbalance, r.customers, r.in_band, r.lowest_v)
        RETURNING r.terminal_id, r.at
    ), days AS (
        INSERT INTO gridhealth_changedday (terminal_id, day)
        SELECT DISTINCT terminal_id, (at AT TIME ZONE 'Asia/Shanghai')::date FROM stored
        ORDER BY 1, 2 ON CONFLICT DO NOTHING
    )
    SELECT count(*) FROM stored
"""


@transaction.atomic
def take(reports: Iterable[Report], *, at: datetime) -> int:
    """Take a batch of reports; returns how many readings and power events were new.

    Late, doubled and disordered reports leave the same rows as a tidy stream. What cannot be taken is counted.
    """
    given = list(reports)
    codes = {report.terminal for report in given}
    known = dict(Terminal.objects.filter(code__in=codes).values_list("code", "pk"))
    usable = [report for report in given if report.terminal in known]
    drop(Counter({DropReason.UNKNOWN_TERMINAL: len(given) - len(usable)}), at=at)
    points = _dated((one for one in usable if isinstance(one, Point)), at=at)
    events = _dated((one for one in usable if isinstance(one, PowerReport)), at=at)
    new = _store_points(points, known, at=at) + _store_events(events, known, at=at)
    _hear([one for one in usable if isinstance(one, StateReport)], known, at=at)
    heard = {known[point.terminal] for point in points} | {known[event.terminal] for event in events}
    if heard:
        Terminal.objects.filter(pk__in=heard).update(heard_at=at, is_online=True)
    return new


def _dated(reports: Iterable[Dated], *, at: datetime) -> list[Dated]:
    """Those whose moment is believable."""
    reasons = [(report, drop_reason(report.at, at)) for report in reports]
    drop(Counter(reason for _report, reason in reasons if reason), at=at)
    return [report for report, reason in reasons if reason is None]


def drop(reasons: Counter[DropReason], *, at: datetime) -> None:
    """Count what could not be taken."""
    for reason, count in sorted(reasons.items()):
        if count:
            row, _new = DroppedReport.objects.get_or_create(day=localdate(at), reason=reason)
            DroppedReport.objects.filter(pk=row.pk).update(count=F("count") + count)


def _store_points(points: Sequence[Point], known: dict[str, int], *, at: datetime) -> int:
    if not points:
        return 0
    merged: dict[tuple[int, datetime], Point] = {}
    for point in points:
        key = (known[point.terminal], quarter_of(point.at))
        merged[key] = _over(merged[key], point) if key in merged else point
    partitions.prepare({quarter for _terminal, quarter in merged})
    rows = sorted(merged.items(), key=lambda row: row[0])
    columns: list[Any] = [[key[0] for key, _point in rows], [key[1] for key, _point in rows]]
    columns += [[getattr(point, name) for _key, point in rows] for name in FIGURES]
    with connection.cursor() as cursor:
        cursor.execute(STORE_READINGS, [*columns, at])
        return int(cursor.fetchone()[0])


def _over(earlier: Point, later: Point) -> Point:
    """Two words about one quarter: the later one, with what only the earlier one named."""
    told = {one.name: getattr(later, one.name) for one in fields(later)}
    return replace(earlier, **{name: value for name, value in told.items() if value is not None})


def _store_events(events: Sequence[PowerReport], known: dict[str, int], *, at: datetime) -> int:
    """Only what is new is told on: the same event from a patient sender happens once."""
    if not events:
        return 0
    rows = sorted({(one.at, known[one.terminal], one.kind.value) for one in events})
    moments, terminals, kinds = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO gridhealth_powerevent (terminal_id, kind, at, received_at)"
            " SELECT t, k, a, %s FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS told(t, k, a)"
            " ON CONFLICT DO NOTHING RETURNING id",
            [at, list(terminals), list(kinds), list(moments)],
        )
        new = [pk for (pk,) in cursor.fetchall()]
    if new:
        told = PowerEvent.objects.filter(pk__in=new).order_by("at", "pk")
        power_changed.send(sender=PowerEvent, events=list(told), at=at)
    return len(new)


def _hear(states: Sequence[StateReport], known: dict[str, int], *, at: datetime) -> None:
    """A terminal came or went; its last word counts."""
    last = {known[state.terminal]: state.is_online for state in states}
    for is_online in (True, False):
        named = [pk for pk, online in last.items() if online is is_online]
        if named:
            Terminal.objects.filter(pk__in=named).exclude(is_online=is_online).update(is_online=is_online)
