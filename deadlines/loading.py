"""Load a calendar year, and carry it through to every promise that it moves."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

import structlog
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from accounts.refusals import Invalid
from deadlines.actions import rederive
from deadlines.files import LoadedDays, shipped_years, why_implausible
from deadlines.models import CalendarDay, CalendarYear, Clock, Timeline
from deadlines.signals import clock_moved

log = structlog.get_logger()
STATE_COUNCIL = gettext_noop("State Council")


@transaction.atomic
def load_year(
    year: int, days: Mapping[date, tuple[bool, str]], *, source: str, at: datetime, is_published: bool = True
) -> CalendarYear:
    """Replace what is known of `year`. `days` are those that differ from Monday to Friday: (is it a workday, why).

    A notice may reach into the last week of the year before. Nothing is derived anew here: see `carry_through`.
    """
    if problem := why_implausible(year, days):
        raise Invalid({"file": [problem]}, problem)
    rows = {row.year: row for row in CalendarYear.objects.select_for_update().order_by("year")}
    row = rows.get(year) or CalendarYear(year=year)
    row.revision = 1 + max((known.revision for known in rows.values()), default=0)
    row.is_published, row.source, row.loaded_at = is_published, source[:200], at
    row.fingerprint = fingerprint(days)
    row.save()
    row.days.all().delete()
    CalendarDay.objects.filter(date__in=list(days)).delete()
    _write_days(row, days)
    return row


def _write_days(row: CalendarYear, days: LoadedDays) -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(year=row, date=day, is_workday=works, reason=reason) for day, (works, reason) in days.items()
    )


def fingerprint(days: LoadedDays) -> str:
    told = ";".join(f"{day}:{works:d}:{reason}" for day, (works, reason) in sorted(days.items()))
    return hashlib.sha256(told.encode()).hexdigest()


@transaction.atomic
def load_shipped(*, at: datetime) -> int:
    """Fill an empty calendar with the published years that come with the portal; a filled one is left alone."""
    if CalendarYear.objects.exists():
        return 0
    years = shipped_years()
    for year, days in years.items():
        row = CalendarYear.objects.create(
            year=year, is_published=True, source=STATE_COUNCIL, fingerprint=fingerprint(days), loaded_at=at
        )
        _write_days(row, days)
    return len(years)


def carry_through(*, at: datetime, limit: int = 500) -> int:
    """Work out anew the running clocks that rest on an older calendar, of up to `limit` cases.

    Safe to run again after a crash: each case is one transaction, and a second run finds nothing. A case that
    fails is left for the next run and never stops the others. Returns how many cases were gone through.
    """
    revision = CalendarYear.objects.aggregate(latest=Max("revision"))["latest"] or 0
    stale = Clock.objects.derived_before(revision).values_list("timeline", flat=True)
    return sum(_carry_safely(timeline_id, at=at) for timeline_id in list(dict.fromkeys(stale[:limit])))


def _carry_safely(timeline_id: int, *, at: datetime) -> bool:
    try:
        _carry_into(timeline_id, at=at)
    except Exception:  # noqa: BLE001 - whatever is wrong with this case, the next one has its promise too
        log.exception("calendar could not be carried into a case", timeline=timeline_id)
        return False
    return True


@transaction.atomic
def _carry_into(timeline_id: int, *, at: datetime) -> None:
    timeline = Timeline.objects.locked(timeline_id)
    for change in rederive(timeline, reason="CALENDAR", at=at, by=None):
        clock_moved.send(
            sender=Clock, timeline_id=timeline_id, kind=change.clock.kind, old_on=change.old_due_on,
            new_on=change.new_due_on, at=at,
        )  # fmt: skip
