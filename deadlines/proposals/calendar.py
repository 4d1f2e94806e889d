"""A calendar year as a proposal: which promises it would move, and how it is carried out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from accounts.models import User
from accounts.refusals import Invalid
from deadlines.calendars import current_calendar
from deadlines.files import LoadedDays, why_implausible
from deadlines.loading import load_year
from deadlines.models import Clock, Proposal
from deadlines.proposals.actions import propose
from deadlines.proposals.models import ProposalKind
from deadlines.rules import UnknownDay, WorkCalendar

MOST_NAMED = 200


class Move(NamedTuple):
    """One promise that would move."""

    case: str
    kind: str
    old_on: str
    new_on: str


def calendar_with(year: int, days: LoadedDays) -> WorkCalendar:
    """The present calendar as it would be with `days` loaded for `year`; nothing is written."""
    now = current_calendar()
    kept = {day: what for day, what in now.exceptions.items() if day.year != year and day not in days}
    return WorkCalendar(
        now.first_year, now.last_year, {**kept, **days}, now.provisional - {year}, f"{now.version}+{year}", now.revision
    )


def moves(year: int, days: LoadedDays) -> list[Move]:
    """The running clocks whose due day would be another, soonest first."""
    then = calendar_with(year, days)
    rows = Clock.objects.running().filter(until=None, limit_workdays__isnull=False, due_on__gte=date(year - 1, 12, 20))
    found = []
    for clock in rows.select_related("timeline").prefetch_related("timeline__pauses").order_by("due_on", "pk"):
        due = _due(clock, then)
        if due is not None and due != clock.due_on and clock.due_on is not None:
            found.append(Move(clock.timeline.reference, clock.kind, clock.due_on.isoformat(), due.isoformat()))
    return found


def _due(clock: Clock, calendar: WorkCalendar) -> date | None:
    try:
        return clock.due(calendar).date
    except UnknownDay:
        return None


def propose_calendar(year: int, days: LoadedDays, *, source: str, by: User, at: datetime) -> Proposal:
    """Raises Invalid with a sentence when `days` cannot be the official calendar of `year`."""
    if problem := why_implausible(year, days):
        raise Invalid({"file": [problem]}, problem)
    found = moves(year, days)
    content = {"year": year, "days": [[day.isoformat(), *what] for day, what in sorted(days.items())]}
    findings = {"moved": len(found), "moves": [list(move) for move in found[:MOST_NAMED]]}
    return propose(
        ProposalKind.CALENDAR, title=str(year), source=source, content=content, findings=[findings], by=by, at=at
    )


def apply(content: Any, source: str, at: datetime) -> None:
    """Load the year; the sweep carries it through to every clock, and what moved is announced."""
    days = {date.fromisoformat(day): (bool(works), str(why)) for day, works, why in content["days"]}
    load_year(int(content["year"]), days, source=source, at=at)
