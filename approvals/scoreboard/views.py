"""The scoreboard of the authorities, for those who watch over the promise."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.refusals import Hidden
from accounts.roles import Role
from approvals.choices import OFFICE, Department
from approvals.scoreboard.forms import PeriodForm
from approvals.scoreboard.queries import DECIDING, lines, silent

ALL = frozenset({Role.SUPERVISOR, Role.LEADER, Role.AUDITOR, Role.CHIEF, Role.INTAKE})
MOST = 100


def departments_of(user: Any) -> tuple[str, ...]:
    """Whose line somebody may see: the watchers and the government office all, an authority its own, others none."""
    if not getattr(user, "is_staff", False):
        return ()
    if user.roles & ALL or user.has_role(Role.GOV, department=OFFICE):
        return DECIDING
    return tuple(name for name in DECIDING if user.has_role(Role.GOV, department=name))


@login_required
@require_safe
def scoreboard(request: HttpRequest) -> HttpResponse:
    departments = departments_of(request.user)
    if not departments:
        raise Hidden
    now = timezone.now()
    form = PeriodForm(request.GET or None, today=timezone.localdate(now))
    asked = form if form.is_valid() else PeriodForm({}, today=timezone.localdate(now))
    asked.is_valid()
    found = lines(**asked.cleaned_data, at=now, departments=departments)
    context = {
        "form": form, "period": asked.cleaned_data,
        "lines": [{"name": Department(line.department).label, "line": line} for line in found],
        "silent": silent(at=now, departments=departments)[:MOST],
        "may_open": bool(request.user.roles & ALL),  # type: ignore[union-attr]
    }  # fmt: skip
    return render(request, "scoreboard/page.html", context, status=422 if request.GET and form.errors else 200)
