"""The one-room queue: every open case that stands at somebody's desk, soonest promise first, in keyset pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from applications.models import Application
from applications.room.models import Assignment
from deadlines.choices import Light, Party
from deadlines.models import Clock


@dataclass(frozen=True)
class Page:
    """One page and how to get to the next; `after` is opaque to everybody else."""

    rows: Sequence[Application]
    after: str


def waiting(user: Any) -> QuerySet[Application]:
    """Open cases at the desks of this officer. Supervisors and the chief see every desk."""
    rows = Application.objects.visible_to(user).open().select_related("timeline", "customer", "site", "manager")
    if user.roles & {Role.SUPERVISOR, Role.CHIEF, Role.LEADER, Role.AUDITOR}:
        return rows
    return rows.filter(desks__overlap=[str(role) for role in user.roles])


TABS = (
    {"key": "all", "label": _("All")},
    {"key": "ours", "label": _("Our turn")},
    {"key": "mine", "label": _("Taken by me")},
)


def shown(rows: QuerySet[Application], show: str, user: Any) -> QuerySet[Application]:
    """The tab that is open."""
    if show == "ours":
        return rows.filter(turn=Party.COMPANY)
    if show == "mine":
        return rows.filter(assignments__officer=user, assignments__released_at=None)
    return rows


def takers(rows: Sequence[Application]) -> dict[int, Any]:
    """Who has taken which case, in one query."""
    taken = Assignment.objects.filter(application__in=rows, released_at=None).select_related("officer")
    return {row.application_id: row.officer for row in taken}


def page_of(rows: QuerySet[Application], *, after: str = "", size: int = 25) -> Page:
    """The page after the row that `after` names; promises first, then cases with no date."""
    ordered = rows.order_by(F("next_due_at").asc(nulls_last=True), "id")
    if after:
        moment, _bar, pk = after.rpartition("|")
        row_value = RawSQL(
            "(coalesce(applications_application.next_due_at, 'infinity'), applications_application.id)"
            " > (%s::timestamptz, %s::bigint)",
            [moment or "infinity", int(pk)],
        )
        ordered = ordered.filter(row_value)
    found = list(ordered[: size + 1])
    more = found[size - 1] if len(found) > size else None
    return Page(found[:size], f"{more.next_due_at.isoformat() if more.next_due_at else ''}|{more.pk}" if more else "")


def lights(rows: Sequence[Application], *, at: datetime) -> dict[int, Light]:
    """The worst light of each case, in one query."""
    order = [Light.GREEN, Light.AMBER, Light.RED]
    found: dict[int, Light] = {}
    clocks = (
        Clock.objects.running().filter(timeline__in=[row.timeline_id for row in rows]).exclude(owner=Party.CUSTOMER)
    )
    for clock in clocks:
        now = found.get(clock.timeline_id, Light.GREEN)
        found[clock.timeline_id] = max(now, clock.light(at), key=order.index)
    return found
