"""The customer's pages of an application: mine, the tracker, a verb, the public look-up."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import Hidden
from applications import tracking
from applications.acting import act
from applications.actions import mine
from applications.models import Application
from applications.verbs import open_to


@login_required
def my_applications(request: HttpRequest) -> HttpResponse:
    rows = Application.objects.visible_to(request.user).select_related("timeline", "site").order_by("-created_at")[:100]
    return render(request, "applications/mine.html", {"applications": rows})


@login_required
def tracker(request: HttpRequest, number: str) -> HttpResponse:
    application = mine(number, by=request.user)
    context = tracking.story(application, at=timezone.now())
    verbs = open_to(application, request.user)
    context["main_verbs"] = [verb for verb in verbs if verb.is_main and not verb.obstacles(application)]
    context["other_verbs"] = [verb for verb in verbs if verb not in context["main_verbs"]]
    context["notes"] = application.notes.filter(is_for_customer=True)
    return render(request, "applications/tracker.html", context)


@login_required
def customer_verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    return act(
        request, number, verb, back=reverse("applications:tracker", args=[number]), template="applications/verb.html"
    )


@login_required
def letter(request: HttpRequest, number: str, kind: str) -> FileResponse:
    """The letter of the plan or of the contract as it was signed, for the customer and the officers of the case."""
    application = mine(number, by=request.user)
    row = {"plan": application.plan, "contract": application.contract}.get(kind)
    if row is None or not row.letter:
        raise Hidden
    name = f"{number}-{kind}.pdf"
    return FileResponse(row.letter.open("rb"), as_attachment=False, filename=name, content_type="application/pdf")


def track(request: HttpRequest) -> HttpResponse:
    return render(request, "applications/track.html", tracking.look_up(request.GET, at=timezone.now()))
