"""The health calendar: on which days how much fell ill or recovered."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gridhealth.guards import officers_only
from gridhealth.health.choices import ORDER
from gridhealth.health.models import HealthChange

MOST_OF_A_DAY = 60


def _rank(name: str) -> Case:
    return Case(*[When(**{name: state}, then=Value(n)) for n, state in enumerate(ORDER)], default=Value(-1),
                output_field=IntegerField())  # fmt: skip


@login_required
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """A month as a sheet; a day leads to what changed on it."""
    officers_only(request.user)
    today = timezone.localdate()
    first = _month(request.GET.get("month", ""), today)
    day = _day(request.GET.get("day", ""))
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    counts = {one["on"]: one for one in _counted(first, last)}
    weeks = [[{"date": one, "is_of_month": one.month == first.month, **counts.get(one, {})} for one in week]
             for week in calendar.Calendar().monthdatescalendar(first.year, first.month)]  # fmt: skip
    context = {
        "first": first, "weeks": weeks, "before": (first - timedelta(days=1)).replace(day=1),
        "after": last + timedelta(days=1) if last < today else None, "day": day, "changes": _changes(day),
        "is_empty": not counts,
    }  # fmt: skip
    return render(request, "health/calendar.html", context)


def _counted(first: date, last: date) -> Any:
    """By day: how many fell, how many recovered, how many went to or came from unknown."""
    rows = HealthChange.objects.filter(on__range=(first, last)).exclude(before="")
    rows = rows.alias(was=_rank("before"), now=_rank("after")).values("on")
    known = Q(was__gte=0, now__gte=0)
    return rows.annotate(
        worse=Count("pk", filter=known & Q(now__gt=F("was"))),
        better=Count("pk", filter=known & Q(now__lt=F("was"))),
        others=Count("pk", filter=~known),
    )


def _changes(day: date | None) -> list[Any]:
    if day is None:
        return []
    along = ("health__feeder", "health__area", "health__cell")
    return list(
        HealthChange.objects.filter(on=day).exclude(before="").select_related(*along).order_by("pk")[:MOST_OF_A_DAY]
    )


def _month(text: str, today: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
