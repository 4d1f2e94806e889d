"""How well the field is heard: which terminals report, and what of their reports could not be taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, Sum
from django.utils.timezone import localdate

from gridhealth.telemetry.choices import DropReason
from gridhealth.telemetry.models import DroppedReport, Terminal

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Hearing:
    """Terminals there are, heard within a day, never heard at all; reports left out within a week, by reason."""

    terminals: int
    heard: int
    never: int
    left_out: tuple[tuple[str, int], ...]

    @property
    def silent(self) -> int:
        """They reported once and have stopped."""
        return self.terminals - self.heard - self.never


def hearing(*, at: datetime) -> Hearing:
    """Two statements."""
    told = Terminal.objects.aggregate(
        terminals=Count("pk"), heard=Count("pk", filter=Q(heard_at__gt=at - A_DAY)),
        never=Count("pk", filter=Q(heard_at=None)),
    )  # fmt: skip
    week = DroppedReport.objects.filter(day__gt=localdate(at - A_WEEK)).values_list("reason")
    sums = week.annotate(n=Sum("count")).order_by("-n", "reason")
    return Hearing(**told, left_out=tuple((str(DropReason(reason).label), n) for reason, n in sums))
