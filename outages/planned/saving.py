"""What live work saves, and how much of all work is done live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from outages.indices.models import AreaCensus
from outages.planned.choices import ANNOUNCED, PlannedStage
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
