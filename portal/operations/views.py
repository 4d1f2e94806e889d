"""The pages of those who look after the portal: what waits for a person, and dated data that two people change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import Hidden, Invalid, Refusal
from accounts.roles import Role
from applications.rulebook.actions import propose_rules
from applications.rulebook.reading import rule_sets
from applications.rulebook.showing import as_download
from applications.survey.wording import joined
from approvals.platform.views import ANSWERABLE
from deadlines import holds
from deadlines.models import Proposal
from deadlines.proposals import actions as proposals
from deadlines.proposals.calendar import propose_calendar
from deadlines.wallclock import Reading
from notifications.failures.views import SEE
from portal.operations import showing
from portal.operations.forms import CalendarForm, PlanForm, ReasonForm, RulesForm

READERS = frozenset({Role.SUPERVISOR, Role.CHIEF, Role.LEADER, Role.AUDITOR})


def for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For those who look after the portal; to all others the page is not there."""

    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not (request.user.is_staff and request.user.roles & READERS):  # type: ignore[union-attr]
            raise Hidden
        return view(request, **kwargs)

    return login_required(never_cache(guarded))


def may(request: HttpRequest, roles: frozenset[Role]) -> bool:
    return bool(request.user.roles & roles)  # type: ignore[union-attr]


@for_readers
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    context = showing.overview(at=timezone.now())
    context |= {
        "may_release": may(request, holds.RELEASERS), "may_answer": may(request, holds.ANSWERERS),
        "sees_failures": may(request, SEE), "sees_platform": may(request, frozenset(ANSWERABLE)),
        "reason_form": ReasonForm(auto_id="hold-%s"), "plan_form": PlanForm(auto_id=False),
    }  # fmt: skip
    return render(request, "operations/overview.html", context)


def _done(
    request: HttpRequest, said: str, act: Callable[..., object], *subject: Any, to: str = "overview", **facts: Any
) -> HttpResponse:
    """Do it; a refusal that a person can mend is said on the page he came from."""
    try:
        act(*subject, by=request.user, **facts)
    except Invalid as refusal:
        messages.error(request, joined(str(one) for found in refusal.fields.values() for one in found))  # type: ignore[attr-defined]
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, said)
    return redirect(f"operations:{to}")


@for_readers
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _done(request, _("Released: people are being told."), holds.release, pk, at=timezone.now(), reason=reason)


@for_readers
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    plan = request.POST.get("plan", "")
    return _done(request, _("Noted with your name."), holds.acknowledge, pk, at=timezone.now(), plan=plan)


@for_readers
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, _("It is tried again within a minute."), holds.try_again, pk, at=timezone.now())


@for_readers
@require_POST
def trust_clock(request: HttpRequest) -> HttpResponse:
    return _done(request, _("The clock is trusted from now on."), holds.trust_clock, reading=Reading.now())


@for_readers
@require_POST
def retire_driver(request: HttpRequest, name: str) -> HttpResponse:
    return _done(request, _("It is missed no longer."), holds.retire_driver, name)


@for_readers
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    return _changes(request)


def _changes(request: HttpRequest, **forms: Any) -> HttpResponse:
    context = showing.changes() | {
        "calendar_form": CalendarForm(auto_id="calendar-%s"), "rules_form": RulesForm(auto_id="rules-%s"),
        "rule_sets": rule_sets()[::-1], "may_propose": may(request, proposals.PEOPLE), **forms,
    }  # fmt: skip
    return render(request, "operations/changes.html", context, status=422 if forms else 200)


@for_readers
@require_POST
def propose_year(request: HttpRequest) -> HttpResponse:
    form = CalendarForm(request.POST, request.FILES, auto_id="calendar-%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            row = propose_calendar(
                given["year"], given["days"], source=given["source"], by=request.user, at=timezone.now()  # type: ignore[arg-type]
            )  # fmt: skip
            return redirect("operations:change", pk=row.pk)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error("file", str(refusal.sentence))
    return _changes(request, calendar_form=form)


@for_readers
@require_POST
def propose_rule_set(request: HttpRequest) -> HttpResponse:
    form = RulesForm(request.POST, request.FILES, auto_id="rules-%s")
    if form.is_valid():
        given = form.cleaned_data
        try:
            row = propose_rules(given["text"], source=given["source"], by=request.user, at=timezone.now())  # type: ignore[arg-type]
            return redirect("operations:change", pk=row.pk)
        except Refusal as refusal:
            if refusal.status == 403:
                raise
            form.add_error("file", str(refusal.sentence))
    return _changes(request, rules_form=form)


@for_readers
@require_safe
def change(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Proposal.objects.select_related("proposed_by", "decided_by"), pk=pk)
    context = {
        "row": row, "reason_form": ReasonForm(), "findings": row.findings,
        **showing.effects(row),
        "content_text": json.dumps(row.content, ensure_ascii=False, indent=2),
        "may_decide": may(request, proposals.PEOPLE) and row.proposed_by_id != request.user.pk,
    }  # fmt: skip
    return render(request, "operations/change.html", context)


@for_readers
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    return _done(request, _("Accepted and carried out."), proposals.accept, pk, at=timezone.now(), to="changes")


@for_readers
@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _done(request, _("Rejected."), proposals.reject, pk, at=timezone.now(), reason=reason, to="changes")


@for_readers
@require_safe
def rules_file(request: HttpRequest) -> HttpResponse:
    """The newest rule set in full, to be changed and proposed."""
    answer = HttpResponse(as_download(), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{rule_sets()[-1].version}.json"'
    return answer
