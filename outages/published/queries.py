"""Outages for everybody: now, announced, past, or one by its number. Reads only, eight statements however many.

Left out on purpose: free words of crews and reporters, who reported, exact numbers of customers, and where equipment
stands. Parts that hang on the line itself are single customers, so they count but are not named.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from deadlines.models import Event
from outages.choices import DARK, VOID, Cause, OutageStage
from outages.models import Announcement, Outage, Part, PlannedWork
from outages.planned.choices import AnnouncementKind, NoticeClass, PlannedStage, WorkKind
from outages.published.rules import (
    Kind,
    Phase,
    PublicOutage,
    Revision,
    Told,
    band,
    middle,
    names,
    phase_of_fault,
    phase_of_work,
)  # fmt: skip

A_MONTH = timedelta(days=30)
FAULTS_NOW = [stage for stage in DARK if stage != OutageStage.DETECTED]
FAULTS_OVER = (OutageStage.RESTORED, OutageStage.VERIFIED, OutageStage.REVIEWED, OutageStage.CLOSED)
WORKS_OVER = (PlannedStage.RESTORED, PlannedStage.REVIEWED)
LAST = Event.objects.filter(timeline=OuterRef("timeline"), seq=OuterRef("timeline__last_seq"))
PARTS = Prefetch(
    "parts",
    Part.objects.select_related("area", "feeder").defer("area__geometry", "feeder__geometry").order_by("pk"),
)  # fmt: skip
CHANGED_AT = Subquery(LAST.values("at")[:1])


def now() -> list[PublicOutage]:
    """Who is without power at this moment, the newest first."""
    return _told(Q(stage__in=FAULTS_NOW), Q(stage=PlannedStage.STARTED))


def announced() -> list[PublicOutage]:
    """Planned work to come, the next first."""
    return _told(None, Q(stage=PlannedStage.NOTIFIED))[::-1]


def past(*, at: datetime, within: timedelta = A_MONTH) -> list[PublicOutage]:
    """What ended, or was called off after it had been announced, within this time; the newest first."""
    withdrawn = Q(stage=PlannedStage.CANCELLED, starts_at__gt=at - within)
    over = Q(stage__in=WORKS_OVER, restored_at__gt=at - within)
    return _told(Q(stage__in=FAULTS_OVER, restored_at__gt=at - within), withdrawn | over)


def one(number: str) -> PublicOutage | None:
    """By its number, also one that was withdrawn; None where nothing was ever published."""
    named = Q(timeline__reference=number)
    return next(iter(_told(named, named)), None)


def _told(faults: Q | None, works: Q) -> list[PublicOutage]:
    found = [*(_faults(faults) if faults is not None else ()), *_works(works)]
    return sorted(found, key=lambda one: (one.since, one.number), reverse=True)


def _faults(chosen: Q) -> Iterable[PublicOutage]:
    rows = Outage.objects.filter(chosen).select_related("timeline", "feeder", "cell", "merged_into__timeline")
    for row in rows.annotate(changed_at=CHANGED_AT).prefetch_related(PARTS, "estimates"):
        phase = phase_of_fault(row.stage)
        if phase is not None and _was_confirmed(row):
            yield _fault(row, phase)


def _was_confirmed(row: Outage) -> bool:
    """A false alarm that nobody ever confirmed was never public."""
    return row.stage not in VOID or row.timeline.events.filter(verb="confirm").exists()


def _fault(row: Outage, phase: Phase) -> PublicOutage:
    parts = list(row.parts.all())
    areas = [part.area for part in parts if part.area is not None]
    estimates = sorted(row.estimates.all(), key=lambda one: one.pk)
    return PublicOutage(
        kind=Kind.FAULT, phase=phase, stage_label=OutageStage(row.stage).label, cause=row.cause,
        cause_label=Cause(row.cause).label,
        since=row.began_at or row.timeline.opened_at, until=estimates[-1].back_at if estimates else None,
        ended_at=row.restored_at, estimates=tuple(Revision(one.back_at, one.made_at) for one in estimates),
        announcements=(), affected=band(sum(part.customers for part in parts)),
        dark=band(sum(part.customers for part in parts if part.back_at is None and not part.is_void)),
        merged_into=row.merged_into.number if row.merged_into else "", is_major=row.is_major,
        **_common(row, areas, row.cell, [part.feeder for part in parts]),
    )  # fmt: skip


def _works(chosen: Q) -> Iterable[PublicOutage]:
    rows = PlannedWork.objects.filter(chosen, Exists(Announcement.objects.filter(work=OuterRef("pk"))))
    rows = rows.annotate(changed_at=CHANGED_AT).select_related("timeline", "feeder__cell")
    for row in rows.prefetch_related("areas__census", "announcements"):
        phase = phase_of_work(row.stage)
        if phase is not None:
            yield _work(row, phase)


def _work(row: PlannedWork, phase: Phase) -> PublicOutage:
    areas, told = list(row.areas.all()), sorted(row.announcements.all(), key=lambda one: one.n)
    customers = sum(area.census.customers for area in areas if hasattr(area, "census"))
    kind = Kind.TEMPORARY if row.notice_class == NoticeClass.TEMPORARY else Kind.PLANNED
    return PublicOutage(
        kind=kind, phase=phase, stage_label=PlannedStage(row.stage).label, cause=row.kind,
        cause_label=WorkKind(row.kind).label, since=row.started_at or row.starts_at, until=row.ends_at,
        ended_at=row.restored_at, estimates=(),
        announcements=tuple(
            Told(one.kind, AnnouncementKind(one.kind).label, one.starts_at, one.ends_at, one.reason, one.published_at,
                 one.get_absolute_url()) for one in told
        ),
        affected=band(customers), dark=band(customers if phase == Phase.NOW else 0),
        **_common(row, areas, row.feeder.cell, [row.feeder]),
    )  # fmt: skip


def _common(row: Any, areas: list[Any], cell: Any, lines: list[Any]) -> dict[str, Any]:
    around = areas or [row.feeder]
    return {
        "number": row.number, "revision": row.timeline.last_seq, "changed_at": row.changed_at,
        "stage": row.stage, "line": "、".join(names(lines or [row.feeder])), "areas": names(areas),
        "townships": tuple(sorted({area.township_code for area in areas if area.township_code})),
        "cell_code": cell.code, "cell": cell.name, "cell_polygon": cell.geometry,
        "place": middle([(one.west, one.south, one.east, one.north) for one in around]),
    }  # fmt: skip
