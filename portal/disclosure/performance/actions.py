"""The writer of what was achieved: new figures are published; those of a month that is over, on its page too."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localdate

from portal.dashboards.models import CaseFact
from portal.dashboards.periods import Period
from portal.disclosure import actions


def figures_changed(*, at: datetime) -> None:
    """Cases were counted anew at this moment."""
    actions.note("performance", at=at)
    this_month = Period.of(localdate(at).replace(day=1)).start
    if CaseFact.objects.filter(counted_at=at, ended_at__lt=this_month).exists():
        actions.note("months", at=at)
