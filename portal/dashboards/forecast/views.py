"""The forecast page: who is likely to be late, how the chances come about, and how good they were last month."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.dashboards.access import supervisors_only
from portal.dashboards.actions import FORECAST
from portal.dashboards.dimensions import DIMENSIONS
from portal.dashboards.forecast.rules import LIKELY
from portal.dashboards.models import CaseFact, Refresh

MOST = 100


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The open cases with the highest chances that are not overdue yet."""
    supervisors_only(request.user)
    at = timezone.now()
    learnt = Refresh.objects.filter(name=FORECAST).first()
    rows = CaseFact.objects.open().filter(risk__isnull=False, risk__lt=1).select_related("application", "manager")
    quality = learnt.detail["quality"] if learnt else None
    context = {
        "rows": rows.order_by("-risk", "due_at", "pk")[:MOST], "learnt": learnt, "quality": quality, "at": at,
        "month": date.fromisoformat(learnt.detail["month"]) if learnt else None, "likely": LIKELY,
        "dimension": DIMENSIONS["stage"], "missed": quality["late"] - quality["flagged_late"] if quality else 0,
    }  # fmt: skip
    return render(request, "supervision/forecast.html", context)
