"""Were the days kept on which something was to be better?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from gridhealth.health.models import Cure
from gridhealth.upgrades.models import Upgrade

PERIOD = timedelta(days=90)


@dataclass(frozen=True)
class Kept:
    """Of the works that were due in a period: done in time, done late, not done yet."""

    since: date
    until: date
    kept: int
    late: int
    open: int

    @property
    def due(self) -> int:
        return self.kept + self.late + self.open

    @property
    def share(self) -> float | None:
        return self.kept / self.due if self.due else None


def count(days: Iterable[tuple[date, date | None]], *, until: date) -> Kept:
    """`days`: planned and real day of each work; those due from ninety days before `until` up to the day before it."""
    since = until - PERIOD
    due = [(planned, done) for planned, done in days if since <= planned < until]
    done = [(planned, real) for planned, real in due if real is not None and real <= until]
    kept = sum(real <= planned for planned, real in done)
    return Kept(since, until - timedelta(days=1), kept, len(done) - kept, len(due) - len(done))


def last_period(*, until: date) -> Kept:
    since = until - PERIOD
    cures = [(one.promised_on, one.accepted_on) for one in Cure.objects.only("planned_on", "moves", "accepted_on")]
    upgrades = Upgrade.objects.filter(planned_on__gte=since, planned_on__lt=until).values_list("planned_on", "done_on")
    return count([*cures, *upgrades], until=until)
