"""Pages of faults: the dispatcher's board, one outage for crew and customer, one verb, and "my power is out"."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, NotAllowed, Refusal, TooMany
from customers.models import SupplyPoint
from outages.faults import actions, showing
from outages.faults.forms import ReportForm
from outages.faults.reporting import report
from outages.faults.verbs import VERBS, Verb, bound, open_to
from outages.models import Outage

REPORTS_AN_HOUR = 20


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What is going on now, newest first; asks for itself again."""
    if not showing.is_officer(request.user):
        raise Hidden
    template = "faults/list.html" if request.headers.get("HX-Request") else "faults/board.html"
    return render(request, template, showing.board(timezone.now()))


@login_required
@require_safe
def outage(request: HttpRequest, number: str) -> HttpResponse:
    """The officers' case, or what a customer wants to know."""
    row = showing.found(number, request.user)
    context: dict[str, Any] = {"outage": row, "estimates": list(row.estimates.order_by("-pk"))}
    if not showing.is_officer(request.user):
        return render(request, "faults/mine.html", context | {"is_out": showing.is_out(row, request.user)})
    context |= {"verbs": open_to(row, request.user), "facts": showing.facts(row), "events": showing.happened(row)}
    context["parts"] = row.parts.select_related("area", "feeder").order_by("back_at", "pk")
    return render(request, "faults/outage.html", context)


@login_required
@idempotent
def verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One verb: its form, then its action. A refusal keeps what was typed."""
    row, chosen = showing.found(number, request.user), VERBS.get(verb)
    if chosen is None or not showing.is_officer(request.user):
        raise Hidden
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    if request.method != "POST" and not chosen.is_open_to(row, request.user):
        raise NotAllowed
    form = bound(chosen, row, *given)
    if request.method == "POST" and form.is_valid() and _done(request, row, chosen, form):
        return redirect("faults:outage", number)
    status = 422 if request.method == "POST" else 200
    return render(request, "faults/verb.html", {"outage": row, "verb": chosen, "form": form}, status=status)


def _done(request: HttpRequest, row: Outage, chosen: Verb, form: Any) -> bool:
    try:
        chosen.action(row.pk, by=request.user, at=timezone.now(), **form.cleaned_data)
    except NotAllowed:
        raise
    except Refusal as refusal:
        for name, said in (getattr(refusal, "fields", {}) or {"": [refusal.sentence]}).items():
            form.add_error(name if name in form.fields else None, [str(one) for one in said])
        return False
    messages.success(request, _("Done."))
    return True


@login_required
@require_POST
@idempotent
def still_out(request: HttpRequest, number: str) -> HttpResponse:
    """The customer's answer to "power is back"."""
    row = showing.found(number, request.user)
    actions.still_out(row.pk, by=request.user, at=timezone.now())
    messages.success(request, _("Thank you. The crew knows that you still have no power."))
    return redirect("faults:outage", number)


@idempotent
def report_page(request: HttpRequest) -> HttpResponse:
    """Somebody has no power: signed in or not, by account number or by place."""
    user = request.user if request.user.is_authenticated and not request.user.is_staff else None
    points = list(SupplyPoint.objects.filter(customer__user=user, closed_at=None)) if user else []
    initial = {"account_no": points[0].account_no} if points else {}
    form = ReportForm(request.POST or None, initial=initial)
    told = None
    if request.method == "POST" and form.is_valid():
        _refuse_when_often(request)
        given = form.cleaned_data
        told = report(point=given["point"], area=given["area"], by=user, at=timezone.now())
    context = {"form": form, "told": told, "outage": told.outage if told else None}
    return render(request, "faults/report.html", context, status=422 if form.errors else 200)


def _refuse_when_often(request: HttpRequest) -> None:
    """A crew is sent on these words, so one address says them only so often."""
    key = f"outage-report:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, 3600)
    if cache.incr(key) > REPORTS_AN_HOUR:
        raise TooMany
