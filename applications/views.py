"""The customer's pages of an application: mine, the tracker, a verb, the public look-up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.origin import client_ip
from accounts.refusals import Hidden, TooMany, WrongStage
from applications import proving, tracking
from applications.acting import act
from applications.actions import mine
from applications.gathering import whole_case
from applications.lease.choices import LeaseStage
from applications.lookup import look_up
from applications.models import Application
from applications.projects.showing import prepared
from applications.rules.decision import plain
from applications.stages import CLOSED, SUPPLIED, Stage
from applications.survey.wording import measured
from applications.temporary.choices import ANSWERS, ASKING
from applications.verbs import VERBS, open_to

NAME_ACCOUNT = "name_account"
# These stand beside what they speak of, so the list of acts does not repeat them.
BESIDE_THE_PAPER = frozenset({"dispute_document", "upload_document"})


@login_required
def my_applications(request: HttpRequest) -> HttpResponse:
    rows = (
        Application.objects.visible_to(request.user)
        .select_related("timeline", "site", "applicant")
        .order_by("-created_at")[:100]
    )
    return render(request, "applications/mine.html", {"applications": [_in_short(case, request.user) for case in rows]})


def _in_short(case: Application, user: Any) -> dict[str, Any]:
    asked = f" · {measured(plain(case.facts.applied), case.facts.unit)}" if case.inputs else ""
    return {
        "case": case,
        "owner": case.applicant if not user.is_staff and case.applicant_id != user.pk else None,
        "place": f"{case.site or case.number}{asked}",
        "is_over": case.stage in CLOSED or case.stage in SUPPLIED,
        "due_on": case.next_due_at and timezone.localdate(case.next_due_at - timedelta(seconds=1)),
    }


@login_required
def tracker(request: HttpRequest, number: str) -> HttpResponse:
    application = whole_case(number, by=request.user)
    if application.stage == Stage.LEAD:
        return render(request, "applications/prepared.html", prepared(application, at=timezone.now()))
    context = tracking.story(application, at=timezone.now())
    context |= _acts(application, request.user)
    context["notes"] = application.notes.filter(is_for_customer=True)
    return render(request, "applications/tracker.html", context)


def _acts(application: Application, user: Any) -> dict[str, Any]:
    """What the customer can do now: the one thing that is due, what stands beside what it speaks of, and the rest."""
    found = [verb for verb in open_to(application, user) if verb.name not in BESIDE_THE_PAPER]
    verbs = [verb for verb in found if not verb.obstacles(application)]
    others = [verb for verb in verbs if verb.name != NAME_ACCOUNT and verb.machine != "lease"]
    answers = _answers_asked(application)
    main = [verb for verb in others if verb.is_main or verb.name in answers]
    return {
        "main_verbs": main, "other_verbs": [verb for verb in others if verb not in main and not verb.is_grave],
        "grave_verbs": [verb for verb in verbs if verb.is_grave],
        "name_verb": next((verb for verb in verbs if verb.name == NAME_ACCOUNT), None),
        "lease_verbs": [verb for verb in verbs if verb.machine == "lease"],
        "lease_offer": application.lease is not None and application.lease.stage == LeaseStage.OFFERED,
        "is_over": application.stage in CLOSED or (application.stage in SUPPLIED and not main),
    }  # fmt: skip


def _answers_asked(application: Application) -> frozenset[str]:
    """A limited time has run out: what comes next is the customer's word. Once chosen, that choice is gone on with."""
    limited = application.temporary
    if limited is None or limited.stage not in ASKING:
        return frozenset()
    return frozenset({"convert_supply"}) if limited.is_being_converted else ANSWERS


@login_required
@sensitive_post_parameters("code")
def customer_verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    back = reverse("intake:resume" if verb == "adopt" else "applications:tracker", args=[number])
    code = proving.code_of_page(request, verb, at=timezone.now())
    answer = act(request, number, verb, back=back, template="applications/verb.html", code=code)
    is_prepared = verb == "convert_supply" and answer.status_code == 302
    return redirect("intake:resume", _lasting(number, request.user)) if is_prepared else answer


def _lasting(number: str, user: Any) -> str:
    """The application for a lasting connection: what is filled in already is looked at next."""
    case = mine(number, by=user)
    return str(case.temporary.lasting.number) if case.temporary and case.temporary.lasting else number


@login_required
@require_POST
def signing_code(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Six digits to the phone of whoever may sign this now; then the page of the signature again."""
    application = mine(number, by=request.user)
    if verb not in proving.SIGNING or not VERBS[verb].is_open_to(application, request.user):
        raise WrongStage
    try:
        proving.send_code(request, at=timezone.now())
    except TooMany as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("applications:verb", number, verb)


@login_required
def letter(request: HttpRequest, number: str, kind: str) -> FileResponse:
    """A letter of the case, for its customer and its officers: plan, contract, undertaking, what is missing."""
    application = mine(number, by=request.user)
    rows = {"plan": application.plan, "contract": application.contract}
    if kind == "undertaking":
        rows[kind] = application.round.filings.first() if application.round else None
    row = application.corrections.order_by("-pk").first() if kind == "correction" else rows.get(kind)
    if row is None or not row.letter:
        raise Hidden
    name = f"{number}-{kind}.pdf"
    return FileResponse(row.letter.open("rb"), as_attachment=False, filename=name, content_type="application/pdf")


@require_safe
@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """The look-up without signing in. Too many wrong tries are told so on the same page."""
    try:
        context = look_up(request.GET, ip=client_ip(request), at=timezone.now())
    except TooMany as refusal:
        number = request.GET.get("number", "")
        return render(request, "applications/track.html", {"number": number, "refusal": refusal}, status=refusal.status)
    return render(request, "applications/track.html", context)
