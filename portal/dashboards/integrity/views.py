"""The integrity page: what must hold and whether it does, and what an auditor asks of recorded times."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.dashboards.access import supervisors_only
from portal.dashboards.integrity.actions import last_check
from portal.dashboards.integrity.invariants import every
from portal.dashboards.integrity.questions import answers


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    supervisors_only(request.user)
    checked = last_check()
    broken = checked.detail.get("broken", {}) if checked else {}
    words = {one.key: one.words for one in every()}
    asked = list(answers(at=timezone.now()))
    context = {
        "checked": checked, "broken": [(words.get(key, key), names) for key, names in broken.items()],
        "held": len(words) - len(broken), "found": [one for one in asked if one.count],
        "quiet": [one for one in asked if not one.count],
    }  # fmt: skip
    return render(request, "supervision/integrity.html", context)
