"""The supervision pages: the overview, the cases behind a number, and both for a spreadsheet. Nothing is changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import take_rows
from accounts.refusals import Invalid, NotAllowed
from accounts.roles import Role
from portal.dashboards import cases, export, summary
from portal.dashboards.access import may_export, supervisors_only
from portal.dashboards.definitions import DEFINITIONS
from portal.dashboards.dimensions import step_name
from portal.dashboards.forms import SHOWS, CasesForm, ExportForm, ViewForm
from portal.dashboards.models import CaseFact

OWN = ("page", "key")
SEES_FAILURES = frozenset({Role.SUPERVISOR, Role.CHIEF})


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The address says all: who opens it sees the same view."""
    supervisors_only(request.user)
    at = timezone.now()
    form = ViewForm(request.GET, today=timezone.localdate(at))
    period, dimension = form.chosen, form.dimension
    found = summary.gathered(dimension, period, at=at)
    context = {
        **found, "form": form, "period": period, "dimension": dimension, "charts": summary.drawn(found),
        "definitions": DEFINITIONS, "query": _query(form), "may_export": may_export(request.user),
        "changes": changes(found),
        "undelivered_url": undelivered_url(request.user),
    }  # fmt: skip
    return render(request, "supervision/page.html", context, status=200 if form.is_valid() else 422)


def undelivered_url(user: Any) -> str:
    """Where somebody sees to them, for whoever may look there."""
    return "/messages/failures/" if user.roles & SEES_FAILURES else ""


def changes(found: dict[str, Any]) -> dict[str, Any]:
    """How much more than in the period before; None where either is unknown."""
    names = ("cases", "every_stage_share", "on_time_share", "median", "p90", "company", "mean_score")
    now, before = found["finished"], found["before"]
    moved = {name: None if None in (now[name], before[name]) else now[name] - before[name] for name in names}
    return {**moved, "arrived": found["arrived"]["now"] - found["arrived"]["before"]}


def _query(form: ViewForm, **more: Any) -> str:
    """The view as it stands in an address."""
    return urlencode({**_given(form), **more})


def _given(form: ViewForm) -> dict[str, Any]:
    form.is_valid()
    return {name: value for name, value in form.cleaned_data.items() if value not in (None, "") and name not in OWN}


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The cases behind one number."""
    supervisors_only(request.user)
    at = timezone.now()
    form = CasesForm(request.GET, today=timezone.localdate(at))
    period, dimension, key = form.chosen, form.dimension, request.GET.get("key")
    number, kept = form.cleaned_data.get("page") or 1, {} if key is None else {"key": key}
    rows, has_more = cases.paged(_behind(form, key, at=at), number)
    context = {
        "form": form, "rows": rows, "period": period, "dimension": dimension,
        "shown": dict(SHOWS),
        "show": form.wanted, "key": key, "word": _word(form, dimension, key),
        "at": at, "query": _query(form, **kept),
        "later": f"?{_query(form, **kept, page=number + 1)}" if has_more else "",
        "earlier": f"?{_query(form, **kept, page=number - 1)}" if number > 1 else "",
        "may_export": may_export(request.user),
        "most": cases.MOST_EXPORTED, "kept": [*_given(form).items(), *kept.items()],
    }  # fmt: skip
    return render(request, "supervision/cases.html", context, status=200 if form.is_valid() else 422)


def _word(form: CasesForm, dimension: Any, key: str | None) -> Any:
    """What the list is narrowed to: a step, or a key of the dimension."""
    if key:
        return dimension.words([_typed(dimension, key)]).popitem()[1]
    return step_name(form.of_step) if form.of_step else ""


def _behind(form: CasesForm, key: str | None, *, at: datetime) -> QuerySet[CaseFact]:
    return cases.behind(form.wanted, form.dimension, key, form.chosen, at=at, step=form.of_step)


def _typed(dimension: Any, key: str) -> Any:
    return int(key) if dimension.name == "officer" and key.isdecimal() and len(key) < 16 else key


@login_required
@require_safe
def exported(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures of the page as a file."""
    supervisors_only(request.user)
    at = timezone.now()
    form = ViewForm(request.GET, today=timezone.localdate(at))
    found = summary.gathered(form.dimension, form.chosen, at=at)
    return _file(kind, export.of_summary(found, form.dimension, by=request.user), "supervision")


@login_required
@require_safe
def exported_cases(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows behind a number as a file: for a reason, so many at most, without names."""
    supervisors_only(request.user)
    if not may_export(request.user):
        raise NotAllowed
    at = timezone.now()
    form = ExportForm(request.GET, today=timezone.localdate(at))
    if not form.is_valid():
        raise Invalid(form.errors)
    rows = _behind(form, request.GET.get("key"), at=at)[: cases.MOST_EXPORTED]
    reason = form.cleaned_data["reason"]
    take_rows(f"cases:{form.wanted}", by=request.user, reason=reason, at=at)
    return _file(kind, export.of_cases(rows, by=request.user, at=at, reason=reason), "cases")


def _file(kind: str, sheets: dict[str, export.Table], name: str) -> HttpResponse:
    answer = HttpResponse(export.written(kind, sheets), content_type=export.KINDS[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate().isoformat()}.{kind}"'
    return answer
