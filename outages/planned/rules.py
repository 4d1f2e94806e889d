"""Notice of an outage, who must approve it, and weather in which nobody works live."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localtime

from accounts.roles import Role
from outages.planned.choices import NoticeClass

HARD = {NoticeClass.PLANNED: timedelta(days=7), NoticeClass.TEMPORARY: timedelta(hours=24)}
# Each by another person. The supervisor stands for the deputy general manager; what comes late asks one more.
CHAIN = {
    NoticeClass.PLANNED: (Role.DISPATCH, Role.SUPERVISOR),
    NoticeClass.TEMPORARY: (Role.DISPATCH, Role.SUPERVISOR, Role.CHIEF),
}
MOST_WIND_MS = Decimal(10)
MOST_HUMIDITY = Decimal(80)


def notice_class(told_at: datetime, starts_at: datetime) -> NoticeClass | None:
    """What an outage told now may still be called; None when it is too late even for a temporary one."""
    left = starts_at - told_at
    return next((kind for kind, least in HARD.items() if left >= least), None)


def announce_by(starts_at: datetime) -> datetime:
    """The end of the last day that leaves seven full days between; what we plan to, before the hard stop."""
    day = localtime(starts_at).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=7)


def forbids_live_work(*, wind_ms: Decimal, humidity: Decimal, is_raining: bool, has_lightning: bool) -> bool:
    return is_raining or has_lightning or wind_ms > MOST_WIND_MS or humidity > MOST_HUMIDITY
