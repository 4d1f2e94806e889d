"""The officers' pages: the queue, the case, and a verb on it."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.refusals import Hidden
from applications import tracking
from applications.acting import act
from applications.actions import mine
from applications.room import actions
from applications.room.queue import TABS, lights, page_of, shown, takers, waiting
from applications.verbs import open_to


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    _officers_only(request)
    show = request.GET.get("show", "all")
    page = page_of(shown(waiting(request.user), show, request.user), after=request.GET.get("after", ""))
    colours = lights(page.rows, at=timezone.now())
    officers = takers(page.rows)
    rows = [
        {
            "application": row, "light": colours.get(row.timeline_id, "GREEN"), "officer": officers.get(row.pk),
            "due_on": row.next_due_at and timezone.localdate(row.next_due_at - timedelta(seconds=1)),
        }
        for row in page.rows
    ]  # fmt: skip
    later = f"?{urlencode({'show': show, 'after': page.after})}" if page.after else ""
    return render(request, "room/queue.html", {"rows": rows, "later_url": later, "tabs": TABS, "show": show})


@login_required
@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """The soonest promise that nobody has taken."""
    _officers_only(request)
    free = waiting(request.user).exclude(assignments__released_at=None, assignments__officer__isnull=False)
    page = page_of(free, size=1)
    if not page.rows:
        messages.info(request, _("Nothing is waiting for you."))
        return redirect("room:queue")
    actions.take(page.rows[0].pk, by=request.user, at=timezone.now())
    return redirect("room:case", page.rows[0].number)


@login_required
def case(request: HttpRequest, number: str) -> HttpResponse:
    _officers_only(request)
    application = mine(number, by=request.user)
    context = tracking.story(application, at=timezone.now())
    context["verbs"] = [(verb, verb.obstacles(application)) for verb in open_to(application, request.user)]
    context["taken"] = application.assignments.filter(released_at=None).select_related("officer").first()
    context["notes"] = application.notes.select_related("by")
    if application.round is not None:
        context["permits"] = application.round.permits.order_by("pk")
        context["filings"] = application.round.filings.all()
    return render(request, "room/case.html", context)


@login_required
@require_POST
def take_case(request: HttpRequest, number: str) -> HttpResponse:
    _officers_only(request)
    actions.take(mine(number, by=request.user).pk, by=request.user, at=timezone.now())
    return redirect("room:case", number)


@login_required
@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    _officers_only(request)
    application = mine(number, by=request.user)
    text = request.POST.get("text", "").strip()
    if text:
        for_customer = bool(request.POST.get("is_for_customer"))
        actions.write_note(
            application.pk, by=request.user, at=timezone.now(), text=text[:4000], is_for_customer=for_customer
        )
    return redirect("room:case", number)


@login_required
def staff_verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    _officers_only(request)
    return act(request, number, verb, back=reverse("room:case", args=[number]), template="room/verb.html")


def _officers_only(request: HttpRequest) -> None:
    if not request.user.is_staff:
        raise Hidden
