"""The one-room queue: every open case that stands at somebody's desk, soonest promise first, in keyset pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.utils.dateparse import parse_datetime

from accounts.roles import Role
from applications.models import Application
from applications.room.models import Assignment
from applications.stages import Stage
from applications.survey.models import Survey
from applications.tracking import Promise, promise_of
from deadlines.choices import Party
from deadlines.models import Clock
from deadlines.rules import WorkCalendar

EVERY_DESK = frozenset({Role.SUPERVISOR, Role.CHIEF, Role.LEADER, Role.AUDITOR})
MOST_COUNTED = 1001
SIZE = 25
KEY_SIZE = 5
Cases = QuerySet[Application]


@dataclass(frozen=True)
class Page:
    """One page and how to get to the next; `after` is opaque to everybody else."""

    rows: Sequence[Application]
    after: str


def waiting(user: Any) -> Cases:
    """Open cases at the desks of this officer, each with its next `visit_at`. Supervisors and chief see every desk."""
    booked = Survey.objects.filter(application=OuterRef("pk"), recorded_at=None, cancelled_at=None).order_by()
    rows = Application.objects.visible_to(user).open().select_related("timeline", "customer", "site", "manager")
    rows = rows.exclude(stage=Stage.DRAFT)  # nobody waits for us yet, and what is typed is the customer's alone
    rows = rows.annotate(visit_at=Subquery(booked.values("booked_from")[:1]))
    return rows if user.roles & EVERY_DESK else rows.filter(at_desks_of(user))


def at_desks_of(user: Any) -> Q:
    """Where this person acts himself: an account manager only on his own cases and on those that have none yet."""
    desks = {str(role) for role in user.roles}
    mine = Q(desks__overlap=sorted(desks - {Role.MANAGER}))
    if Role.MANAGER in desks:
        mine |= Q(desks__contains=[Role.MANAGER]) & (Q(manager=user) | Q(manager=None))
    return mine


def taken_by(user: Any) -> Q:
    """Taken and still at the desk for which it was taken."""
    held = Assignment.objects.filter(officer=user, released_at=None, application__desks__contains=[F("desk")])
    return Q(pk__in=held.values("application"))


def free(user: Any) -> Cases:
    """What this officer could take next: at an own desk, our turn, and nobody has taken it for any desk there."""
    held = Assignment.objects.filter(released_at=None, application__desks__contains=[F("desk")])
    ours = Application.objects.visible_to(user).open().filter(at_desks_of(user), turn=Party.COMPANY)
    return ours.exclude(pk__in=held.values("application"))


def key_projects(rows: Cases) -> Sequence[Application]:
    """Those of the green channel that wait for us, soonest promise first: they stand above the others."""
    return page_of(rows.filter(is_key=True, turn=Party.COMPANY), size=KEY_SIZE).rows


def shown(rows: Cases, show: str, user: Any) -> Cases:
    """The tab that is open."""
    tabs = {"ours": Q(turn=Party.COMPANY), "others": ~Q(turn=Party.COMPANY), "mine": taken_by(user)}
    return rows.filter(tabs[show]) if show in tabs else rows


def counts(rows: Cases, user: Any) -> dict[str, int | None]:
    """How many stand in each tab. At most 1,001 rows are looked at: beyond that only "all" has a number."""
    turns = Counter(rows.order_by().values_list("turn", flat=True)[:MOST_COUNTED])
    total, ours = turns.total(), turns[Party.COMPANY]
    told: dict[str, int | None] = {"all": total, "ours": ours, "others": total - ours}
    if total >= MOST_COUNTED:
        told |= {"ours": None, "others": None}
    mine = rows.filter(taken_by(user)).order_by().values_list("pk", flat=True)[:MOST_COUNTED]
    return {**told, "mine": len(mine)}


def takers_by_desk(rows: Sequence[Application]) -> dict[int, dict[str, Any]]:
    """Who has taken which case for a desk where it stands now, in one query."""
    taken = Assignment.objects.filter(application__in=rows, released_at=None).select_related("officer")
    desks, held = {row.pk: row.desks for row in rows}, dict[int, dict[str, Any]]()
    for row in taken:
        if row.desk in desks[row.application_id]:
            held.setdefault(row.application_id, {})[row.desk] = row.officer
    return held


def takers(rows: Sequence[Application]) -> dict[int, Any]:
    """One who has taken each case, for a list that has room for one name."""
    return {pk: next(iter(held.values())) for pk, held in takers_by_desk(rows).items()}


def page_of(rows: Cases, *, after: str = "", size: int = SIZE, have_dates: bool = False) -> Page:
    """The page after the row that `after` names. Promises first, then cases without a date, as the index has them.

    `have_dates`: none among them is without, so nothing is looked for behind the last promise.
    """
    ordered = rows.order_by(F("next_due_at").asc(nulls_last=True), "id")
    found = list(_behind(ordered, *place_of(after))[: size + 1])
    if after and len(found) <= size and place_of(after)[0] is not None and not have_dates:
        found += list(ordered.filter(next_due_at=None)[: size + 1 - len(found)])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], _place(last) if last else "")


def _behind(ordered: Cases, due_at: datetime | None, pk: int) -> Cases:
    """Behind one row: a row-value comparison among the promises, plain numbers among those without."""
    if due_at is None:
        return ordered.filter(next_due_at=None, pk__gt=pk) if pk else ordered
    table = Application._meta.db_table
    further = RawSQL(  # noqa: S611 - the name of our own table; values are apart
        f"({table}.next_due_at, {table}.id) > (%s::timestamptz, %s::bigint)", [due_at, pk], BooleanField()
    )
    return ordered.filter(further)


def _place(row: Application) -> str:
    return f"{row.next_due_at.isoformat() if row.next_due_at else ''}|{row.pk}"


def place_of(after: str) -> tuple[datetime | None, int]:
    """What `after` names; anything that is no place is the beginning."""
    moment, _bar, pk = after.rpartition("|")
    try:
        due_at = parse_datetime(moment) if moment else None
        if (moment and (due_at is None or due_at.tzinfo is None)) or not 0 < int(pk) < 2**63:
            return None, 0
    except ValueError:
        return None, 0
    return due_at, int(pk)


def promises(rows: Sequence[Application], calendar: WorkCalendar, *, at: datetime) -> dict[int, Promise]:
    """What is due next in each case, by its timeline, in one query."""
    found: dict[int, list[Clock]] = {}
    for clock in Clock.objects.running().filter(timeline__in=[row.timeline_id for row in rows]):
        found.setdefault(clock.timeline_id, []).append(clock)
    told = {timeline: promise_of(clocks, calendar, at=at) for timeline, clocks in found.items()}
    return {timeline: promise for timeline, promise in told.items() if promise is not None}
