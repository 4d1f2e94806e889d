"""Pages of upgrades: plan one, finish one. The board stands beside that of the cures."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.idempotency import idempotent
from accounts.refusals import Invalid
from gridhealth.guards import officers_only
from gridhealth.upgrades import actions
from gridhealth.upgrades.forms import FinishForm, UpgradeForm
from gridhealth.upgrades.models import Upgrade
from gridhealth.upgrades.queries import board, waiting_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@idempotent
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One upgrade: what, who, when, who waits for it; and the form to say it anew."""
    officers_only(request.user)
    row = get_object_or_404(board(), pk=pk)
    initial = {n: getattr(row, n) for n in ("what", "planned_on", "owner")}
    form = UpgradeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan(pk, terms=form.cleaned_data, by=request.user, at=timezone.now())
        except Invalid as problem:
            for name, words in problem.fields.items():
                form.add_error(name, words)  # type: ignore[arg-type]
        else:
            messages.success(request, _("The works are planned; whoever waits for them hears of it."))
            return redirect("gridhealth:cures")
    return _page(request, row, form, FinishForm())


@login_required
@require_POST
@idempotent
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    officers_only(request.user)
    row = get_object_or_404(board(), pk=pk)
    form = FinishForm(request.POST)
    if form.is_valid():
        try:
            actions.finish(pk, rating=form.cleaned_data["rating"], by=request.user, at=timezone.now())
        except Invalid as problem:
            form.add_error("rating", problem.fields["rating"])  # type: ignore[arg-type]
        else:
            messages.success(request, _("The works are finished; what they opened is given out now."))
            return redirect("gridhealth:cures")
    initial = {n: getattr(row, n) for n in ("what", "planned_on", "owner")}
    return _page(request, row, UpgradeForm(initial=initial), form)


def _page(request: HttpRequest, row: Upgrade, form: UpgradeForm, finish_form: FinishForm) -> HttpResponse:
    may_change = row.done_on is None and bool(actions.MAKERS & request.user.roles)
    context = {
        "row": row, "form": form, "finish_form": finish_form, "may_change": may_change,
        "waiting": waiting_for(row).select_related("timeline"),
        "is_late": row.is_late(timezone.localdate()),
    }  # fmt: skip
    has_errors = bool(form.errors or finish_form.errors)
    return render(request, "grid/upgrade.html", context, status=400 if has_errors else 200)
