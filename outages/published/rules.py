"""What of an outage the public may know: pure. Sizes as bands, places as the middle of an area, nobody by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from outages.choices import DARK, OutageStage
from outages.planned.choices import PlannedStage

BANDS = (1, 10, 50, 100, 500, 1_000, 5_000, 10_000)
ABOUT_A_KILOMETRE = Decimal("0.01")


class Kind(TextChoices):
    FAULT = "FAULT", _("Power cut")
    PLANNED = "PLANNED", _("Planned outage")
    TEMPORARY = "TEMPORARY", _("Temporary outage")


class Phase(TextChoices):
    """Where an outage stands for somebody who only wants to know whether the lights are on."""

    AHEAD = "AHEAD", _("Announced")
    NOW = "NOW", _("Power is off")
    OVER = "OVER", _("Power is back")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class Band(NamedTuple):
    """How many customers, roughly. `most` is None for the largest band; both are 0 where nobody is affected."""

    least: int
    most: int | None


class Point(NamedTuple):
    """CGCS2000, degrees, to about a kilometre: where the area is, not where the equipment stands."""

    longitude: Decimal
    latitude: Decimal


class Revision(NamedTuple):
    """When power was thought to be back, and when that was said."""

    back_at: datetime
    made_at: datetime


class Told(NamedTuple):
    """One public announcement of planned work: an `AnnouncementKind`, its times, its reason, its page."""

    kind: str
    label: Any
    starts_at: datetime
    ends_at: datetime
    reason: str
    published_at: datetime
    url: str


@dataclass(frozen=True)
class PublicOutage:
    """One fault or planned work as everybody may read it. Labels are lazy: they speak the reader's language.

    `revision` grows with every change. `until` is the newest estimate, or the announced end; `ended_at` when power was
    back. `dark` counts those without power now, `affected` everybody it touched. `merged_into` names the other outage
    when it turned out to be a part of that one. `is_major`: the company leads it as a major event. `cell_polygon` is a
    GeoJSON geometry in CGCS2000.
    """

    number: str
    revision: int
    changed_at: datetime
    kind: Kind
    phase: Phase
    stage: str
    stage_label: Any
    cause: str
    cause_label: Any
    line: str
    areas: tuple[str, ...]
    townships: tuple[str, ...]
    cell_code: str
    cell: str
    cell_polygon: dict[str, Any]
    place: Point
    since: datetime
    until: datetime | None
    ended_at: datetime | None
    estimates: tuple[Revision, ...]
    announcements: tuple[Told, ...]
    affected: Band
    dark: Band
    merged_into: str = ""
    is_major: bool = False


def band(customers: int) -> Band:
    """
    >>> band(0), band(7), band(99), band(20_000)
    (Band(least=0, most=0), Band(least=1, most=9), Band(least=50, most=99), Band(least=10000, most=None))
    """
    if customers <= 0:
        return Band(0, 0)
    found = [Band(low, high - 1) for low, high in pairwise(BANDS) if low <= customers < high]
    return found[0] if found else Band(BANDS[-1], None)


def middle(boxes: Sequence[tuple[Decimal, Decimal, Decimal, Decimal]]) -> Point:
    """The middle of the box around these boxes (west, south, east, north)."""
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return Point(_rough((min(wests) + max(easts)) / 2), _rough((min(souths) + max(norths)) / 2))


def _rough(degrees: Decimal) -> Decimal:
    return degrees.quantize(ABOUT_A_KILOMETRE)


def phase_of_fault(stage: str) -> Phase | None:
    """None while nobody has confirmed it."""
    if stage == OutageStage.DETECTED:
        return None
    if stage in DARK:
        return Phase.NOW
    over = (OutageStage.RESTORED, OutageStage.VERIFIED, OutageStage.REVIEWED, OutageStage.CLOSED)
    return Phase.OVER if stage in over else Phase.WITHDRAWN


def phase_of_work(stage: str) -> Phase | None:
    """None before the first announcement."""
    return {
        PlannedStage.NOTIFIED: Phase.AHEAD, PlannedStage.STARTED: Phase.NOW, PlannedStage.RESTORED: Phase.OVER,
        PlannedStage.REVIEWED: Phase.OVER, PlannedStage.CANCELLED: Phase.WITHDRAWN,
    }.get(PlannedStage(stage))  # fmt: skip


def names(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted({row.name for row in rows}))
