"""Tables of the workday calendar, and the calendar as a value that the rules count with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from django.db import models

from deadlines.rules import WorkCalendar
from deadlines.statutory import statutory_days

Fact = tuple[int, int, bool, str]
LAST_YEAR = 2102  # a limit of a year's workdays that starts in 2100 still ends inside


class CalendarYearQuerySet(models.QuerySet["CalendarYear"]):
    def facts(self) -> models.QuerySet[CalendarYear, Fact]:
        """What tells one state of the table from another."""
        return self.order_by("year").values_list("year", "revision", "is_published", "fingerprint")


class CalendarYear(models.Model):
    """A loaded year. Years without a row are provisional: the holidays fixed by law and nothing else."""

    year = models.PositiveSmallIntegerField(unique=True)
    # Counts the loads of the whole calendar, so that a clock can tell whether it was derived before or after.
    revision = models.PositiveIntegerField(default=1)
    is_published = models.BooleanField()
    source = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64, blank=True)
    loaded_at = models.DateTimeField()

    objects = CalendarYearQuerySet.as_manager()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year} r{self.revision}"


class CalendarDay(models.Model):
    """One day that differs from Monday to Friday. `reason` is the holiday, or "for" the holiday it is worked for."""

    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(unique=True)
    is_workday = models.BooleanField()
    reason = models.CharField(max_length=60)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.reason}"


def current_calendar() -> WorkCalendar:
    """The calendar as it is loaded now, with provisional years around the published ones."""
    return calendar_of(CalendarYear.objects.facts())


def calendar_of(facts: Iterable[Fact]) -> WorkCalendar:
    return _calendar(tuple(facts))


@lru_cache(maxsize=4)
def _calendar(facts: tuple[Fact, ...]) -> WorkCalendar:
    """Built once a process for each state of the table; `facts` tell them apart."""
    published = {year for year, _revision, is_published, _fingerprint in facts if is_published}
    first, revision = min((row[0] for row in facts), default=2004), max((row[1] for row in facts), default=0)
    expected = [year for year in range(first, LAST_YEAR + 1) if year not in published]
    days = {day: what for year in expected for day, what in statutory_days(year).items()}
    for day in CalendarDay.objects.all():
        days[day.date] = (day.is_workday, day.reason)
    known = f"{min(published)}-{max(published)}" if published else "none"
    mark = hashlib.sha256(repr(facts).encode()).hexdigest()[:8]
    return WorkCalendar(first, LAST_YEAR, days, frozenset(expected), f"cn-{known}.r{revision}.{mark}", revision)
