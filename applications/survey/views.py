"""The page of a visit, made for a phone held in one hand: measure, see the decision at once, answer on the spot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, Invalid, NotAllowed
from accounts.signin.forms import CodeForm
from applications import tracking
from applications.actions import mine
from applications.lifecycle import by_its_manager
from applications.models import Application
from applications.survey import actions
from applications.survey.forms import METHODS, SurveyForm, TermsForm
from applications.survey.lengths import drawn_m
from applications.survey.outcome import Next, findings, next_act
from applications.survey.places import nearby, spot

ANSWERS: dict[str, Callable[..., Application]] = {
    "reply_on_site": actions.reply_on_site,
    "start_works": actions.start_works,
}


def own_case(request: HttpRequest, number: str) -> Application:
    """The case, for its own account manager. For customers there is no such page."""
    if not request.user.is_staff:
        raise Hidden
    application = mine(number, by=request.user)
    if not by_its_manager(application, request.user):
        raise NotAllowed
    return application


@login_required
@idempotent
def survey(request: HttpRequest, number: str) -> HttpResponse:
    """GET: whatever comes next. POST: what was measured; bad input comes back with everything typed."""
    application = own_case(request, number)
    if request.method != "POST":
        return page(request, application)
    form = SurveyForm(request.POST, request.FILES)
    form.know(application, at=timezone.now())
    if _is_done(form, actions.record_survey, application, by=request.user):
        return redirect("survey:page", number)
    return page(request, application, form=form, status=422)


@login_required
@require_POST
@idempotent
def answer(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Reply on the spot, or start the works that need no plan: the same terms for both."""
    application = own_case(request, number)
    if verb not in ANSWERS:
        raise Hidden
    form = TermsForm(request.POST)
    if _is_done(form, ANSWERS[verb], application, by=request.user):
        return redirect("survey:page", number)
    return page(request, application, terms=form, status=422)


def code_key(application: Application) -> str:
    """Where the session remembers the code that was sent to sign this case."""
    return f"signing-code:{application.number}"


def _is_done(form: Any, action: Any, application: Application, *, by: Any) -> bool:
    """Run the action with what the form says; what it refuses stands beside the fields."""
    if not form.is_valid():
        return False
    try:
        action(application.pk, by=by, at=timezone.now(), **form.arguments())
    except Invalid as refusal:
        for name, sentences in refusal.fields.items():
            told = sentences if isinstance(sentences, list) else [str(sentences)]
            form.add_error(name if name in form.fields else None, told)
        return False
    return True


def page(request: HttpRequest, application: Application, *, status: int = 200, **given: Any) -> HttpResponse:
    coming, visit = next_act(application), application.survey
    context: dict[str, Any] = {
        "application": application, "next": coming, "facts": tracking.facts(application), "visit": visit,
        "is_measured": bool(visit and visit.recorded_at),
    }  # fmt: skip
    if coming == Next.SURVEY:
        context |= {"form": given.get("form") or _blank(application, by=request.user), "spot": spot(application)}
    if context["is_measured"]:
        context["findings"] = findings(application.verdict, visit, application.reservation)
        context |= {"drawn_m": drawn_m(visit.route, visit.crs), "method": dict(METHODS).get(visit.method, "")}
    if coming in (Next.REPLY_ON_SITE, Next.START_WORKS):
        context["form"] = given.get("terms") or _shown(TermsForm(), application)
    if coming == Next.SIGN:
        context |= {"form": given.get("code") or CodeForm(), "is_sent": code_key(application) in request.session}
    return render(request, "survey/page.html", context, status=status)


def _blank(application: Application, *, by: Any) -> Any:
    return _shown(SurveyForm(initial={"surveyors": f"{by}\n"}), application)


def _shown(form: Any, application: Application) -> Any:
    form.know(application, at=timezone.now())
    return form


@login_required
@require_GET
def nearest(request: HttpRequest, number: str) -> JsonResponse:
    """What could feed the supply near a spot on the map."""
    application = own_case(request, number)
    latitude, longitude = (forms.DecimalField(min_value=-most, max_value=most) for most in (90, 180))
    try:
        here = latitude.clean(request.GET.get("lat")), longitude.clean(request.GET.get("lon"))
    except forms.ValidationError as error:
        raise Invalid({"lat": error.messages}) from None
    return JsonResponse({"near": [{"code": one.code, "name": str(one)} for one in nearby(application, here)]})


@login_required
@require_GET
def photo(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """One picture of the visit, for the officers of the case."""
    if not request.user.is_staff:
        raise Hidden
    visit = mine(number, by=request.user).survey
    found = visit.photos.filter(pk=pk).first() if visit else None
    if found is None:
        raise Hidden
    return FileResponse(
        found.file.open("rb"), content_type="image/jpeg", headers={"Cache-Control": "private, max-age=3600"}
    )
