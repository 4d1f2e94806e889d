"""Tables of the workday calendar: one row a year, one row a day that differs from Monday to Friday."""

from __future__ import annotations

from django.db import models


class CalendarYear(models.Model):
    """A year of the calendar. Provisional: only the holidays fixed by law, until the official notice is loaded."""

    year = models.PositiveSmallIntegerField(unique=True)
    revision = models.PositiveSmallIntegerField(default=1)
    is_published = models.BooleanField()
    source = models.CharField(max_length=200)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year} r{self.revision}"


class CalendarDay(models.Model):
    year = models.ForeignKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(unique=True)
    is_workday = models.BooleanField()
    reason = models.CharField(max_length=60)

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.reason}"
