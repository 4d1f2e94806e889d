"""Supervisors are told once a week what there is to look at."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from notifications import actions as notifications
from portal.dashboards.actions import note
from portal.dashboards.models import Refresh
from portal.dashboards.week.queries import Kind, acts, week_of

NAME = "week-report"


@transaction.atomic
def report(*, at: datetime) -> int:
    """Tell every supervisor of the week that is over, once however often this runs. Returns how many are told."""
    week = week_of(timezone.localdate(at) - timedelta(days=7))
    if Refresh.objects.filter(name=NAME, detail__week=week.first.isoformat()).exists():
        return 0
    counts = Counter(act.kind for act in acts(week))
    context = {kind.value.lower(): counts[kind] for kind in Kind}
    url = f"{reverse('supervision:week')}?week={week.first.isoformat()}"
    people = User.objects.holding(Role.SUPERVISOR)
    for supervisor in people:
        notifications.queue(
            NAME, to=supervisor, about=f"week-{week.first}", url=url, at=at, context=context,
            dedup=f"{NAME}:{week.first}:{supervisor.pk}",
        )  # fmt: skip
    note(NAME, at=at, week=week.first.isoformat())
    return len(people)
