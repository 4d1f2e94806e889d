"""The page of the self-score."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.dashboards.access import supervisors_only
from portal.dashboards.periods import last_days
from portal.dashboards.score.queries import achieved, computed, reliability


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    supervisors_only(request.user)
    at = timezone.now()
    context = {
        "numbers": computed(at=at), "index": reliability(at=at),
        "steps": achieved(last_days(timezone.localdate(at), 365)), "at": at,
    }  # fmt: skip
    return render(request, "supervision/score.html", context)
