"""Pages of planned work: the calendar, one work, one verb, and the announcement that everybody may read."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, NotAllowed, Refusal
from accounts.roles import Role
from deadlines.models import Timeline
from outages.planned import actions, saving
from outages.planned.forms import ProposeForm
from outages.planned.machines import by_proposer
from outages.planned.models import Announcement, PlannedWork
from outages.planned.saving import live_share
from outages.planned.showing import facts
from outages.planned.verbs import VERBS, Verb, awaiting, open_to, run

MOST = 200
A_YEAR = timedelta(days=365)


def officers_only(request: HttpRequest) -> None:
    if not request.user.is_staff or not request.user.roles - {Role.GOV}:
        raise Hidden


@login_required
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What is planned from today on, day by day, and how much of the last year's work was done live."""
    officers_only(request)
    now = timezone.now()
    works = PlannedWork.objects.open().filter(ends_at__gte=now - timedelta(days=1)).order_by("starts_at", "pk")
    counted = works.annotate(customers=Sum("areas__census__customers")).select_related("timeline", "feeder")[:MOST]
    days = groupby(counted, key=lambda work: timezone.localdate(work.starts_at))
    context = {
        "days": [(day, list(found)) for day, found in days],
        "share": live_share(now - A_YEAR, now + timedelta(days=1)), "may_propose": by_proposer(None, request.user),
        "mine": awaiting(request.user),
    }  # fmt: skip
    return render(request, "planned/calendar.html", context)


@login_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The last year's live work: its share by month, what it saved, how it was done, and what weather moved."""
    officers_only(request)
    span = (timezone.now() - A_YEAR, timezone.now() + timedelta(days=1))
    context = {
        "share": saving.live_share(*span), "months": saving.live_by_month(*span), "methods": saving.by_method(*span),
        "moved": saving.moved_by_weather(*span)[:50],
    }  # fmt: skip
    return render(request, "planned/live.html", context)


@login_required
@idempotent
def propose(request: HttpRequest) -> HttpResponse:
    """Ask for work on the network."""
    officers_only(request)
    if not by_proposer(None, request.user):
        raise NotAllowed
    form = ProposeForm(request.POST or None, initial={"case": request.GET.get("case", "")})
    if request.method == "POST" and form.is_valid() and (work := _propose(form, request)):
        return redirect(work)
    return render(request, "planned/propose.html", {"form": form}, status=422 if form.errors else 200)


def _propose(form: ProposeForm, request: HttpRequest) -> PlannedWork | None:
    given = dict(form.cleaned_data)
    number = given.pop("case").strip()
    origin = Timeline.objects.filter(reference=number).first() if number else None
    if number and origin is None:
        form.add_error("case", _("There is no case with this number."))
        return None
    try:
        return actions.propose(**given, origin=origin, by=request.user, at=timezone.now())
    except Invalid as refusal:
        _show(form, refusal)
        return None


def _show(form: Any, refusal: Refusal) -> None:
    """A no of the action stands at its field, with everything typed still there."""
    fields = getattr(refusal, "fields", {})
    for name, sentences in fields.items() or [("", [refusal.sentence])]:
        form.add_error(name if name in form.fields else None, [str(one) for one in sentences])


@login_required
@require_safe
def work(request: HttpRequest, number: str) -> HttpResponse:
    officers_only(request)
    found = _found(number)
    context = {
        "work": found, "verbs": open_to(found, request.user), "facts": facts(found),
        "announcements": found.announcements.order_by("-n"),
        "approvals": found.approvals.filter(round=found.round).select_related("by").order_by("pk"),
    }  # fmt: skip
    return render(request, "planned/work.html", context)


def _found(number: str) -> PlannedWork:
    rows = PlannedWork.objects.select_related("timeline", "feeder", "origin", "proposed_by")
    found = rows.filter(timeline__reference=number).first()
    if found is None:
        raise Hidden
    return found


@login_required
@idempotent
def verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One verb: its form, then its action. A refusal keeps what was typed."""
    officers_only(request)
    found = _found(number)
    chosen = VERBS.get(verb)
    if chosen is None:
        raise Hidden
    if chosen not in open_to(found, request.user) and request.method != "POST":
        raise NotAllowed
    form = chosen.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _done(request, found, chosen, form):
        return redirect(found)
    context = {"work": found, "verb": chosen, "form": form}
    return render(request, "planned/verb.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, found: PlannedWork, chosen: Verb, form: Any) -> bool:
    try:
        run(found, chosen, request.POST, by=request.user, at=timezone.now())
    except NotAllowed:
        raise
    except Refusal as refusal:
        _show(form, refusal)
        return False
    messages.success(request, _("Done."))
    return True


@require_safe
def announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """What was announced, as it was, and what has been announced since."""
    told = Announcement.objects.select_related("work", "refers_to").filter(pk=pk).first()
    if told is None:
        raise Hidden
    later = told.work.announcements.filter(n__gt=told.n).order_by("-n").first()
    everything = told.work.announcements.order_by("n")
    return render(request, "planned/announcement.html", {"told": told, "later": later, "everything": everything})
