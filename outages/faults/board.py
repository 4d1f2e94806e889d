"""What a dispatcher looks at: every running fault with what it asks for, on a line of time and on a map. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.roles import Role
from gridhealth.models import Feeder, TransformerArea
from outages.choices import OVER, OutageStage, Verdict
from outages.faults.forms import ArriveForm, VerbForm
from outages.faults.showing import MOST, ROWS
from outages.faults.verbs import Verb, next_of
from outages.models import Estimate, Outage, Part, Report
from outages.planned.choices import PlannedStage
from outages.planned.models import PlannedWork

S = OutageStage
REACH = timedelta(hours=6)
WIDTH = 240
FEW = 50


@dataclass(frozen=True)
class Course:
    """An outage on a line of time, six hours to either side of now, in units of a drawing 240 wide."""

    off: int
    back: int
    expected: int
    arrive_by: int | None
    arrived: int | None


@dataclass(frozen=True)
class Row:
    """One fault of the board. `asks` says in words what somebody has to do about it; empty: it takes its way."""

    outage: Outage
    dark: int
    all: int
    estimate: Estimate | None
    asks: tuple[str, ...]
    course: Course
    verb: Verb | None

    @property
    def is_off(self) -> bool:
        return self.dark > 0 or any(part.back_at is None and not part.is_void for part in self.outage.parts.all())

    @property
    def off_width(self) -> int:
        return max(self.course.back - self.course.off, 2)

    @property
    def ahead_width(self) -> int:
        return max(self.course.expected - WIDTH // 2, 0)

    @property
    def is_one_tap(self) -> bool:
        """Nothing has to be filled in; a place is given by the phone itself."""
        return self.verb is not None and self.verb.form in (VerbForm, ArriveForm)

    @property
    def asks_place(self) -> bool:
        return self.verb is not None and self.verb.form is ArriveForm


def board(user: Any, at: datetime) -> dict[str, Any]:
    """Major events first, then faults that ask for something, then the largest; and reports nothing explains yet."""
    told = Outage.objects.exclude(stage__in=OVER).select_related(*ROWS).prefetch_related("parts", "estimates", "merged")
    still = Count("reports", filter=Q(reports__is_still_out=True, reports__verdict=Verdict.OPEN))
    rows = [row_of(one, user, at=at) for one in told.annotate(disputed=still).order_by("-detected_at")[:MOST]]
    rows.sort(key=lambda row: (not row.outage.is_major, not row.asks, -row.dark, -row.outage.pk))
    running = [row for row in rows if row.is_off]
    return {
        "rows": rows, "customers": sum(row.dark for row in running), "running": len(running),
        "stations": _stations(running),
        "asking": sum(bool(row.asks) for row in rows), "may_judge": Role.DISPATCH in user.roles,
        "crews": len({row.outage.crew_id for row in running if row.outage.crew_id}),
        "loose": Report.objects.loose()
        .select_related("area", "supply_point__area").order_by("-reported_at")[:FEW],
    }  # fmt: skip


def _stations(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Main transformers that were cut with several of their lines as a whole: there the crew looks first."""
    found = [(row.outage.main_transformer, row.outage.parts.all()) for row in rows if row.outage.main_transformer]
    told = [
        (main.name, len({one.feeder_id for one in parts if not one.back_at and not one.area_id}))
        for main, parts in found
    ]
    return [{"name": name, "lines": lines} for name, lines in told if lines > 1]


def row_of(outage: Outage, user: Any, *, at: datetime) -> Row:
    parts = [part for part in outage.parts.all() if not part.is_void]
    dark = sum(part.customers for part in parts if part.back_at is None)
    estimate = max(outage.estimates.all(), key=lambda one: one.pk, default=None)
    return Row(
        outage=outage, dark=dark, all=sum(part.customers for part in parts), estimate=estimate,
        asks=tuple(_asks(outage, estimate, at=at)), course=_course(outage, estimate, at=at),
        verb=next_of(outage, user),
    )  # fmt: skip


def _asks(outage: Outage, estimate: Estimate | None, *, at: datetime) -> list[str]:
    is_dark = outage.restored_at is None
    held = [
        (outage.stage == S.DETECTED, _("to confirm")),
        (outage.stage == S.CONFIRMED, _("no crew yet")),
        (is_dark and outage.arrived_at is None and _is_past(outage.arrive_by_at, at), _("late on site")),
        (is_dark and estimate is not None and _is_past(estimate.back_at, at), _("estimate has passed")),
        (outage.is_push_held, _("messages held")),
        (getattr(outage, "disputed", 0) > 0, _("somebody says: still out")),
    ]
    return [word for holds, word in held if holds]


def _is_past(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and moment < at


def _course(outage: Outage, estimate: Estimate | None, *, at: datetime) -> Course:
    def place(moment: datetime) -> int:
        share = (moment - (at - REACH)) / (2 * REACH)
        return round(min(max(share, 0), 1) * WIDTH)

    began = outage.began_at or outage.timeline.opened_at
    expected = estimate.back_at if estimate and outage.restored_at is None else outage.restored_at or at
    return Course(
        off=place(began), back=place(outage.restored_at or at), expected=place(expected),
        arrive_by=place(outage.arrive_by_at) if outage.arrive_by_at and not outage.arrived_at else None,
        arrived=place(outage.arrived_at) if outage.arrived_at else None,
    )  # fmt: skip


def features(number: str = "") -> list[dict[str, Any]]:
    """What is dark and what is back again, and where work is planned, as GeoJSON features in CGCS2000."""
    parts = Part.objects.filter(is_void=False).select_related("outage__timeline", "area", "feeder")
    if number:
        return [_part(part) for part in parts.filter(outage__timeline__reference=number)]
    found = [_part(part) for part in parts.exclude(outage__stage__in=OVER)[: MOST * 10]]
    works = PlannedWork.objects.filter(stage__in=(PlannedStage.NOTIFIED, PlannedStage.STARTED))
    for work in works.select_related("timeline").prefetch_related("areas")[:MOST]:
        found += [
            _feature(area, "planned", work.number, work.summary, work.get_absolute_url()) for area in work.areas.all()
        ]
    return found


def _part(part: Part) -> dict[str, Any]:
    row = part.area or part.feeder
    state = "dark" if part.back_at is None else "back"
    return _feature(row, state, part.outage.number, row.name, f"/outages/{part.outage.number}/")


def _feature(row: TransformerArea | Feeder, state: str, number: str, label: str, url: str) -> dict[str, Any]:
    told = {"state": state, "number": number, "label": label, "url": url}
    return {"type": "Feature", "geometry": row.geometry, "properties": told}
