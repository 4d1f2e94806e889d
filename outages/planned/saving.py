"""What live work saves, and how much of all work is done live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from outages.indices.models import AreaCensus
from outages.planned.choices import ANNOUNCED, LiveMethod, PlannedStage
from outages.planned.models import PlannedWork


@dataclass(frozen=True)
class LiveShare:
    """Jobs done live, all jobs done, and the customer-hours that nobody lost."""

    live: int
    jobs: int
    saved_customer_hours: Decimal
    rescheduled: int

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.live) / self.jobs if self.jobs else None


@dataclass(frozen=True)
class Month:
    """One month of jobs, those done live and those with an outage."""

    start: date
    live: int
    jobs: int
    saved_customer_hours: Decimal

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.live) / self.jobs if self.jobs else None


def customer_hours(work: PlannedWork) -> Decimal:
    """What an outage of these areas for this time would have cost."""
    customers = AreaCensus.objects.filter(area__in=work.areas.all()).aggregate(n=Sum("customers"))["n"] or 0
    hours = Decimal(str((work.ends_at - work.starts_at).total_seconds())) / 3600
    return round(customers * hours, 2)


def live_share(start: datetime, end: datetime) -> LiveShare:
    done = PlannedWork.objects.filter(starts_at__gte=start, starts_at__lt=end)
    live = done.filter(stage=PlannedStage.LIVE_DONE)
    with_outage = done.filter(stage__in=ANNOUNCED, started_at__isnull=False).count()
    told = live.aggregate(saved=Sum("saved_customer_hours"))
    moved = done.filter(reschedules__gt=0).count()
    return LiveShare(live.count(), live.count() + with_outage, told["saved"] or Decimal(0), moved)


def live_by_month(start: datetime, end: datetime) -> list[Month]:
    """The same, month by month, the newest first: one statement."""
    is_live, with_outage = Q(stage=PlannedStage.LIVE_DONE), Q(stage__in=ANNOUNCED, started_at__isnull=False)
    done = PlannedWork.objects.filter(is_live | with_outage, starts_at__gte=start, starts_at__lt=end)
    rows = done.values(month=TruncMonth("starts_at")).annotate(
        live=Count("pk", filter=is_live), jobs=Count("pk"), saved=Sum("saved_customer_hours", filter=is_live)
    )
    return [
        Month(row["month"].date(), row["live"], row["jobs"], row["saved"] or Decimal(0))
        for row in rows.order_by("-month")
    ]  # fmt: skip


def by_method(start: datetime, end: datetime) -> list[tuple[str, int, Decimal]]:
    """How the live jobs were done: method, jobs, customer-hours saved; the commonest first."""
    live = PlannedWork.objects.filter(stage=PlannedStage.LIVE_DONE, starts_at__gte=start, starts_at__lt=end)
    rows = live.values("live_method").annotate(n=Count("pk"), saved=Sum("saved_customer_hours")).order_by("-n")
    return [(LiveMethod(row["live_method"]).label, row["n"], row["saved"]) for row in rows]


def moved_by_weather(start: datetime, end: datetime) -> models.QuerySet[PlannedWork]:
    moved = PlannedWork.objects.filter(reschedules__gt=0, starts_at__gte=start, starts_at__lt=end)
    return moved.select_related("timeline", "feeder").order_by("-starts_at")
