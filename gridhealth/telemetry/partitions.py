"""Curves live in one table a month: what is past its time goes in one stroke, and nothing has to be searched for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection
from django.utils import timezone

from gridhealth.telemetry.rules import KEPT

PREFIX = "gridhealth_reading_"


def prepare(moments: Iterable[datetime]) -> None:
    """Make the months of `moments` ready to take rows."""
    months = {timezone.localtime(moment).date().replace(day=1) for moment in moments}
    with connection.cursor() as cursor:
        for month in sorted(months):
            cursor.execute("SELECT to_regclass(%s)", [_name(month)])
            if cursor.fetchone()[0] is None:
                cursor.execute(
                    f"CREATE TABLE IF NOT EXISTS {_name(month)} PARTITION OF gridhealth_reading"
                    f" FOR VALUES FROM ('{month} 00:00+08') TO ('{_next(month)} 00:00+08')"
                )


def forget(*, at: datetime) -> int:
    """Drop the months that nobody may ask for any more; returns how many."""
    oldest = timezone.localtime(at - KEPT).date().replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'gridhealth_reading'::regclass"
        )
        past = [name for (name,) in cursor.fetchall() if name < _name(oldest)]
        for name in past:
            cursor.execute(f"DROP TABLE {name}")
    return len(past)


def _name(month: date) -> str:
    return f"{PREFIX}{month:%Y_%m}"


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
