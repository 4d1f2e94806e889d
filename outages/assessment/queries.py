"""What each team has used of its budget, from the same interruptions as the indices. Reads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum

from gridhealth.models import GridCell, TransformerArea
from outages.assessment.models import Budget, Reclassification
from outages.assessment.rules import Record, Weighed, rules_on, score, weigh
from outages.indices.models import Interruption
from outages.indices.rules import Period
from outages.models import Part
from outages.planned.choices import PlannedStage
from outages.planned.models import PlannedWork


@dataclass(frozen=True)
class Standing:
    """One team's year: what it may use, what it used, what live work saved, and what is left."""

    cell: GridCell
    budget: Decimal
    used: Decimal
    saved: Decimal
    left: Decimal
    weighed: tuple[Weighed, ...]


def was_dark(area: TransformerArea, off_at: datetime) -> bool:
    asked = {"area": area, "off_at": off_at}
    return Interruption.objects.filter(**asked).exists() or Part.objects.filter(**asked, is_void=False).exists()


def standings(period: Period, *, at: datetime, cells: Iterable[GridCell] | None = None) -> list[Standing]:
    """Every team by the same rules, each record with its reasons."""
    by_cell = _records(period, at=at)
    year = (period.start + (period.end - period.start) / 2).year
    budgets = dict(Budget.objects.filter(year=year).values_list("cell_id", "customer_hours"))
    saved = _saved(period)
    chosen = cells if cells is not None else GridCell.objects.order_by("code")
    return [
        _standing(cell, budgets.get(cell.pk, Decimal(0)), by_cell[cell.pk], saved.get(cell.pk, Decimal(0)), period)
        for cell in chosen
    ]


def _standing(cell: GridCell, budget: Decimal, records: list[Record], saved: Decimal, period: Period) -> Standing:
    rules = rules_on(period.start.date())
    earlier: dict[int, list[Record]] = defaultdict(list)
    found = []
    for record in sorted(records, key=lambda one: one.off_at):
        if period.holds(record.off_at):
            found.append(weigh(record, earlier[record.place], rules))
        if not record.exemption:
            earlier[record.place].append(record)
    used = sum((one.used for one in found), Decimal(0))
    return Standing(cell, budget, used, saved, score(budget, found, saved, rules), tuple(found))


def _records(period: Period, *, at: datetime) -> dict[int, list[Record]]:
    """Also those shortly before the period: they make a repetition."""
    since = period.start - rules_on(period.start.date()).repeated_within
    kept = {"off_at__gte": since, "off_at__lt": min(period.end, at)}
    exempt = _exempt(since)
    found: dict[int, list[Record]] = defaultdict(list)
    works = {work.timeline_id: work for work in PlannedWork.objects.exclude(started_at=None).annotate(
        told=Count("announcements"))}  # fmt: skip
    for row in Interruption.objects.filter(**kept).select_related("area"):
        work: Any = works.get(row.timeline_id)
        reason = exempt.get((row.area_id, row.off_at), "RATIONING" if row.is_rationing else "")
        found[row.area.cell_id].append(
            Record(
                row.area_id, row.customers, row.off_at, row.on_at or at, row.is_planned,
                work is None or work.told > 0, work and work.ends_at, reason,
            )
        )  # fmt: skip
    for part in Part.objects.filter(**kept, is_void=False).exclude(area=None).select_related("area"):
        area: Any = part.area
        reason = exempt.get((area.pk, part.off_at), "")
        found[area.cell_id].append(
            Record(area.pk, part.customers, part.off_at, part.back_at or at, is_planned=False, exemption=reason)
        )
    return found


def _exempt(since: datetime) -> dict[tuple[int, datetime], str]:
    rows = Reclassification.objects.filter(off_at__gte=since, confirmed_at__isnull=False)
    return {(area, off_at): exemption for area, off_at, exemption in rows.values_list("area", "off_at", "exemption")}


def _saved(period: Period) -> dict[int, Decimal]:
    live = PlannedWork.objects.filter(
        stage=PlannedStage.LIVE_DONE, starts_at__gte=period.start, starts_at__lt=period.end
    )
    rows = live.values("feeder__cell").annotate(hours=Sum("saved_customer_hours"))
    return {row["feeder__cell"]: row["hours"] for row in rows}
