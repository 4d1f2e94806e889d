"""The cases behind a number: the same conditions as the number itself, a page at a time, without a person's name."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from portal.dashboards.dimensions import Dimension, narrowed
from portal.dashboards.forecast.rules import LIKELY
from portal.dashboards.models import CaseFact
from portal.dashboards.periods import Period
from portal.dashboards.queries import EVERY_STAGE, broken_in, energised_in, lights, with_step_in

SIZE = 50
MOST_EXPORTED = 5_000


def behind(
    show: str, dimension: Dimension, key: str | None, period: Period, *, at: datetime, step: str = ""
) -> QuerySet[CaseFact]:
    """`key` None: of every key. The soonest promise first, or the newest end. `step`: of which kind of promise."""
    if show in NOW:
        rows = _open(show, at=at, authority=key is not None and dimension.name == "authority")
    else:
        rows = _past(show, period, step)
    if key is not None:
        rows = rows.filter(narrowed(dimension, key))
    order = (F("due_at").asc(nulls_last=True), "pk") if show in NOW else ("-ended_at", "-arrived_at", "pk")
    return rows.select_related("application", "manager").order_by(*order)


NOW = {"open", "overdue", "today", "at_risk", "likely"}


def _past(show: str, period: Period, step: str) -> QuerySet[CaseFact]:
    if show in ("step", "step_broken"):
        return with_step_in(period, step, is_broken=show == "step_broken")
    return {
        "finished": energised_in(period), "rated": energised_in(period).filter(score__isnull=False),
        "late": broken_in(period), "any_late": broken_in(period, EVERY_STAGE),
        "arrived": CaseFact.objects.arrived_between(period.start, period.end),
    }[show]  # fmt: skip


def _open(show: str, *, at: datetime, authority: bool) -> QuerySet[CaseFact]:
    lit = lights(at, authority=authority)
    likely = Q(risk__gte=LIKELY) & ~lit["overdue"]
    return CaseFact.objects.open().filter({**lit, "likely": likely}.get(show, Q()))


def paged(rows: QuerySet[CaseFact], page: int) -> tuple[list[CaseFact], bool]:
    """The rows of the page, and whether there are more."""
    found: list[Any] = list(rows[(page - 1) * SIZE : page * SIZE + 1])
    return found[:SIZE], len(found) > SIZE
