"""Pages of the assessment, for staff alone: everybody sees the same figures."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid
from accounts.roles import Role
from gridhealth.models import GridCell
from outages.assessment import actions
from outages.assessment.forms import AnswerForm, AppealForm, ExemptionForm
from outages.assessment.models import Appeal, Reclassification
from outages.assessment.queries import standings
from outages.indices.queries import whole
from outages.indices.views import ScopeForm, officers_only


def _year(request: HttpRequest) -> int:
    form = ScopeForm(request.GET)
    form.is_valid()
    return form.year_or(timezone.localdate().year)


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    officers_only(request.user)
    year = _year(request)
    rows = standings(whole(year), at=timezone.now())
    return render(request, "assessment/page.html", {"rows": rows, "year": year})


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same figures for a spreadsheet."""
    officers_only(request.user)
    year = _year(request)
    answer = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="assessment-{year}.csv"'
    sheet = csv.writer(answer)
    sheet.writerow(["cell", "name", "budget_customer_hours", "used", "saved", "left"])
    for row in standings(whole(year), at=timezone.now()):
        told = (row.budget, row.used, row.saved, row.left)
        sheet.writerow([row.cell.code, row.cell.name, *(f"{number:.2f}" for number in told)])
    return answer


def _cell(code: str) -> GridCell:
    found = GridCell.objects.filter(code=code).first()
    if found is None:
        raise Hidden
    return found


@login_required
@require_safe
def cell(request: HttpRequest, code: str) -> HttpResponse:
    """One team's year, interruption by interruption."""
    officers_only(request.user)
    found, year = _cell(code), _year(request)
    standing = standings(whole(year), at=timezone.now(), cells=[found])[0]
    names = dict(found.areas.values_list("pk", "name"))
    asked = Reclassification.objects.filter(area__cell=found, confirmed_at=None).select_related("area", "asked_by")
    context = {
        "cell": found, "year": year, "standing": standing, "asked": asked,
        "rows": [(names.get(one.record.place, ""), one) for one in reversed(standing.weighed)][:200],
        "appeals": found.appeals.filter(year=year).select_related("by", "answered_by").order_by("-at"),
        "appeal_form": AppealForm(), "answer_form": AnswerForm(), "exemption_form": ExemptionForm(),
        "is_team": bool(request.user.roles & actions.TEAMS),
        "is_supervisor": request.user.has_role(Role.SUPERVISOR), "is_auditor": request.user.has_role(Role.AUDITOR),
    }  # fmt: skip
    return render(request, "assessment/cell.html", context)


def _cleaned(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise Invalid(form.errors)
    return dict(form.cleaned_data)


@login_required
@require_POST
@idempotent
def exempt(request: HttpRequest, code: str) -> HttpResponse:
    officers_only(request.user)
    given = _cleaned(ExemptionForm(request.POST))
    actions.ask_exemption(given.pop("area"), **given, by=request.user, at=timezone.now())
    return _back(request, code)


@login_required
@require_POST
@idempotent
def confirm(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    officers_only(request.user)
    if not Reclassification.objects.filter(pk=pk, area__cell__code=code).exists():
        raise Hidden
    actions.confirm_exemption(pk, by=request.user, at=timezone.now())
    return _back(request, code)


@login_required
@require_POST
@idempotent
def appeal(request: HttpRequest, code: str) -> HttpResponse:
    officers_only(request.user)
    given = _cleaned(AppealForm(request.POST))
    actions.appeal(_cell(code), _year(request), **given, by=request.user, at=timezone.now())
    return _back(request, code)


@login_required
@require_POST
@idempotent
def answer(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    officers_only(request.user)
    if not Appeal.objects.filter(pk=pk, cell__code=code).exists():
        raise Hidden
    actions.answer_appeal(pk, **_cleaned(AnswerForm(request.POST)), by=request.user, at=timezone.now())
    return _back(request, code)


def _back(request: HttpRequest, code: str) -> HttpResponse:
    messages.success(request, _("Done."))
    return redirect("assessment:cell", code)
