"""The cases behind a number: the same conditions as the number itself, a page at a time, without a person's name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from portal.dashboards.dimensions import Dimension, narrowed
from portal.dashboards.forecast.rules import LIKELY
from portal.dashboards.models import CaseFact
from portal.dashboards.periods import Period
from portal.dashboards.queries import broken_in, energised_in, lights

SIZE = 50
MOST_EXPORTED = 5_000


def behind(show: str, dimension: Dimension, key: str | None, period: Period, *, at: datetime) -> QuerySet[CaseFact]:
    """`key` None: of every key. The soonest promise first, or the newest end."""
    rows = _shown(show, period, at=at, authority=key is not None and dimension.name == "authority")
    if key is not None:
        rows = rows.filter(narrowed(dimension, key))
    order = (F("due_at").asc(nulls_last=True), "pk") if show in NOW else ("-ended_at", "-arrived_at", "pk")
    return rows.select_related("application", "manager").order_by(*order)


NOW = {"open", "overdue", "today", "at_risk", "likely"}


def _shown(show: str, period: Period, *, at: datetime, authority: bool) -> QuerySet[CaseFact]:
    if show == "finished":
        return energised_in(period)
    if show == "late":
        return broken_in(period)
    if show == "arrived":
        return CaseFact.objects.arrived_between(period.start, period.end)
    lit = lights(at, authority=authority)
    likely = Q(risk__gte=LIKELY) & ~lit["overdue"]
    return CaseFact.objects.open().filter({**lit, "likely": likely}.get(show, Q()))


def paged(rows: QuerySet[CaseFact], page: int) -> tuple[list[CaseFact], bool]:
    """The rows of the page, and whether there are more."""
    found: list[Any] = list(rows[(page - 1) * SIZE : page * SIZE + 1])
    return found[:SIZE], len(found) > SIZE
