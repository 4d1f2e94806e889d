"""Learn from the promises that are over, judge last month's forecasts, and have the open cases counted anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from deadlines.choices import Party
from portal.dashboards import actions as figures
from portal.dashboards.forecast.rules import Experience, Past, family, guesses, learnt, quality
from portal.dashboards.models import CaseFact, StepFact
from portal.dashboards.periods import Period, months_back

A_YEAR = timedelta(days=365)


def past_steps(start: datetime, end: datetime) -> list[Past]:
    """The company's promises with a limit in workdays that ended in between."""
    rows = StepFact.objects.stopped_between(start, end).filter(owner=Party.COMPANY, limit__isnull=False)
    found: Any = rows.values_list("kind", "used", "limit", "is_on_time", "left_at").order_by("pk")
    return [
        Past(family(kind, limit), used, limit, not kept, left) for kind, used, limit, kept, left in found.iterator()
    ]


@transaction.atomic
def learn(*, at: datetime) -> Experience:
    """From the last year. Last month is judged with what was known when it began, as it was forecast then."""
    begun = _month(at, 2), _month(at, 1)
    known = learnt(past_steps(begun[0] - A_YEAR, begun[0]))
    judged = quality(guesses(known, past_steps(*begun)))
    experience = learnt(past_steps(at - A_YEAR, at))
    figures.note(
        figures.FORECAST, at=at, experience=experience.to_json(), quality=judged.to_json(),
        month=timezone.localdate(begun[0]).isoformat(), seen=experience.seen.total(),
    )  # fmt: skip
    CaseFact.objects.open().update(seq=0)  # each is counted anew, with what is known now
    return experience


def _month(at: datetime, back: int) -> datetime:
    """When the month `back` - 1 months ago began: 1 is this one."""
    return Period.of(months_back(timezone.localdate(at), back)[0]).start
