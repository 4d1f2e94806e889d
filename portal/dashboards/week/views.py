"""The page of a week."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from portal.dashboards.access import supervisors_only
from portal.dashboards.week.queries import Kind, acts, sums, week_of

FIRST = date(2020, 1, 1)
SHOWN = 500


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    supervisors_only(request.user)
    today = timezone.localdate()
    week = week_of(_asked(request.GET.get("week", ""), today=today))
    found = acts(week)
    context = {
        "week": week, "acts": found[:SHOWN], "most": SHOWN if len(found) > SHOWN else 0, "sums": sums(found),
        "kinds": Kind.labels,
        "before": week.first - timedelta(days=7),
        "after": week.first + timedelta(days=7) if week.last < today else None,
    }  # fmt: skip
    return render(request, "supervision/week.html", context)


def _asked(text: str, *, today: date) -> date:
    """Any day of the week that is wanted; what is no day, or none of ours, is today."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return day if day and FIRST <= day <= today else today
