"""What officers did in a week that supervisors look at, each act and each officer's sum: three statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.access import ROWS
from accounts.models import PersonalDataAccess
from applications.turns import AUTOMATIC
from deadlines.choices import ExtensionReason, Party, PauseReason
from deadlines.models import Extension, Pause
from portal.dashboards.periods import Period


class Kind(TextChoices):
    SEEN = "SEEN", _("Personal data seen in full")
    TAKEN = "TAKEN", _("Rows taken away as a file")
    HELD = "HELD", _("Promises put to rest")
    LATER = "LATER", _("Later days given")


@dataclass(frozen=True)
class Act:
    """One thing that an officer did. `number` of the case where it has one; `is_over`: more looks than usual a day."""

    at: datetime
    officer: Any
    kind: Kind
    number: str
    why: str
    is_over: bool = False


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def acts(week: Period) -> list[Act]:
    """All of them, the newest first."""
    return sorted([*_looks(week), *_holds(week), *_later(week)], key=lambda act: act.at, reverse=True)


def _looks(week: Period) -> Iterable[Act]:
    rows = PersonalDataAccess.objects.filter(at__gte=week.start, at__lt=week.end, by__is_staff=True)
    for row in rows.exclude(subject=F("by")).select_related("by"):
        kind = Kind.TAKEN if row.field == ROWS else Kind.SEEN
        yield Act(row.at, row.by, kind, "", row.reason, row.is_over_quota)


def _holds(week: Period) -> Iterable[Act]:
    rows = Pause.objects.filter(owner=Party.COMPANY, started_at__gte=week.start, started_at__lt=week.end)
    rows = rows.filter(started_by__is_staff=True).exclude(reason__in=AUTOMATIC)
    for row in rows.select_related("timeline", "started_by"):
        why = f"{PauseReason(row.reason).label} · {row.evidence}"
        yield Act(row.started_at, row.started_by, Kind.HELD, row.timeline.reference, why)


def _later(week: Period) -> Iterable[Act]:
    rows = Extension.objects.confirmed().filter(decided_at__gte=week.start, decided_at__lt=week.end)
    for row in rows.select_related("timeline", "proposed_by"):
        assert row.decided_at  # confirmed rows are decided
        why = f"{ExtensionReason(row.reason).label} · {row.evidence}"
        yield Act(row.decided_at, row.proposed_by, Kind.LATER, row.timeline.reference, why)


def sums(found: Iterable[Act]) -> list[dict[str, Any]]:
    """One line an officer, who did most first: how many of each sort, in the order of `Kind`."""
    counts: dict[Any, dict[Kind, int]] = {}
    for act in found:
        mine = counts.setdefault(act.officer, dict.fromkeys(Kind, 0))
        mine[act.kind] += 1
    told = sorted(counts.items(), key=lambda line: -sum(line[1].values()))
    return [{"officer": who, "counts": [(kind.label, n) for kind, n in mine.items()]} for who, mine in told]
