"""Pages of faults: the dispatcher's board, one outage for crew and customer, one verb, and "my power is out"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, NotAllowed, Refusal, TooMany
from outages.faults import board as shown
from outages.faults import reporting, restoring, showing
from outages.faults.forms import LocateForm, ReportForm
from outages.faults.major.rules import rules_on
from outages.faults.verbs import VERBS, Verb, bound, open_to
from outages.models import Outage, Report

REPORTS_AN_HOUR, A_MINUTE = 20, timedelta(minutes=1)


def officers_only(request: HttpRequest) -> None:
    if not showing.is_officer(request.user):
        raise Hidden


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What is going on now: what asks for somebody first. It asks for itself again."""
    officers_only(request)
    template = "faults/list.html" if request.headers.get("HX-Request") else "faults/board.html"
    return render(request, template, shown.board(request.user, timezone.now()))


@login_required
@require_safe
def map_of(request: HttpRequest) -> JsonResponse:
    """What is dark on the map: everything now, or one outage by `?number=`."""
    officers_only(request)
    found = shown.features(request.GET.get("number", ""))
    answer = {"type": "FeatureCollection", "crs_name": "EPSG:4490", "features": found}
    return JsonResponse(answer, content_type="application/geo+json", headers={"Cache-Control": "private, no-cache"})


@login_required
@require_safe
def crew(request: HttpRequest) -> HttpResponse:
    """The crew's jobs for a phone held in one hand: each with the one thing to do next."""
    officers_only(request)
    jobs = [shown.row_of(job, request.user, at=timezone.now()) for job in showing.jobs_of(request.user)]
    return render(request, "faults/crew.html", {"jobs": jobs})


@login_required
@require_safe
def outage(request: HttpRequest, number: str) -> HttpResponse:
    """The officers' case, or what a customer wants to know."""
    row = showing.found(number, request.user)
    if row.merged_into and not showing.is_officer(request.user):
        return redirect("faults:outage", row.merged_into.number)
    minutes = rules_on(timezone.localdate()).update_every // A_MINUTE
    context: dict[str, Any] = {"outage": row, "estimates": list(row.estimates.order_by("-pk")), "minutes": minutes}
    if not showing.is_officer(request.user):
        return render(request, "faults/mine.html", context | showing.for_customer(row, request.user))
    parts = row.parts.select_related("area", "feeder").order_by("back_at", "pk")
    context |= {
        "verbs": open_to(row, request.user), "facts": showing.facts(row), "events": showing.happened(row),
        "parts": parts, "told": showing.told(row),
        "reports": row.reports.select_related("area").order_by("-reported_at")[:50],
    }  # fmt: skip
    return render(request, "faults/outage.html", context)


@login_required
@require_safe
def photo(request: HttpRequest, number: str) -> FileResponse:
    """The crew's picture of what was found."""
    officers_only(request)
    row = showing.found(number, request.user)
    if not row.photo:
        raise Hidden
    private = {"Cache-Control": "private, max-age=3600"}
    return FileResponse(row.photo.open("rb"), content_type="image/jpeg", headers=private)


@login_required
@require_POST
@idempotent
def report_verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """A dispatcher judges a report that no outage explains."""
    officers_only(request)
    judge = {"believe": reporting.believe, "dismiss": reporting.dismiss, "leave": reporting.leave_to_customer}.get(verb)
    if judge is None:
        raise Hidden
    judged = judge(pk, by=request.user, at=timezone.now())
    messages.success(request, _("Done."))
    return redirect("faults:outage", judged.outage.number) if judged.outage else redirect("faults:board")


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
    restoring.still_out(row.pk, by=request.user, at=timezone.now())
    messages.success(request, _("Thank you. The crew knows that you still have no power."))
    return redirect("faults:outage", number)


@login_required
@idempotent
def locate(request: HttpRequest, pk: int) -> HttpResponse:
    """A report from a place nobody knows: the dispatcher says which one is meant."""
    officers_only(request)
    row = Report.objects.filter(pk=pk).first()
    if row is None:
        raise Hidden
    form = LocateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reporting.locate(pk, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Done."))
        return redirect("faults:board")
    return render(request, "faults/locate.html", {"form": form, "report": row}, status=422 if form.errors else 200)


@idempotent
def report_page(request: HttpRequest) -> HttpResponse:
    """Somebody has no power: signed in or not, by account number, by place, or from where the phone stands."""
    user = request.user if request.user.is_authenticated and not request.user.is_staff else None
    accounts = showing.accounts(user)
    unknown = [one["point"].account_no for one in accounts if one["outage"] is None]
    initial = {"account_no": unknown[0]} if unknown else {}
    form = ReportForm(request.POST or None, initial=initial)
    told = None
    if request.method == "POST" and form.is_valid():
        _refuse_when_often(request)
        given = form.cleaned_data
        told = reporting.report(point=given["point"], area=given["area"], by=user, at=timezone.now())
    context = {"form": form, "told": told, "outage": told.outage if told else None, "accounts": accounts}
    return render(request, "faults/report.html", context, status=422 if form.errors else 200)


def _refuse_when_often(request: HttpRequest) -> None:
    """A crew is sent on these words, so one address says them only so often."""
    key = f"outage-report:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, 3600)
    if cache.incr(key) > REPORTS_AN_HOUR:
        raise TooMany
