"""The customer reads the undertaking and signs it with a code that goes to the own phone."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.refusals import NotAllowed, TooMany, WrongStage
from accounts.signin.forms import CodeForm
from applications import proving
from applications.acting import refused
from applications.actions import mine
from applications.models import Application
from applications.works.actions import awaits_undertaking, sign_undertaking
from applications.works.undertaking import letter_for
from approvals.models import SignedHow


def _own(request: HttpRequest, number: str) -> Application:
    """The customer's own case. Officers see it and never sign."""
    application = mine(number, by=request.user)
    if request.user.pk != application.applicant_id:
        raise NotAllowed
    return application


def _about(application: Application) -> str:
    """A code for this letter signs nothing else, nor does another code sign this letter."""
    return f"undertaking:{application.number}"


@login_required
@sensitive_post_parameters("code")
def undertaking(request: HttpRequest, number: str) -> HttpResponse:
    """GET: the letter to read. POST: the code is the customer's yes."""
    application, now = _own(request, number), timezone.now()
    if not awaits_undertaking(application):
        return refused(request, number, WrongStage(), back=reverse("applications:tracker", args=[number]))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and proving.is_right(request, form, at=now, about=_about(application)):
        sign_undertaking(application.pk, by=request.user, at=now, how=SignedHow.CODE)
        messages.success(request, _("Signed. The letter stands below; we file it for you."))
        return redirect("applications:tracker", number)
    context = {
        "application": application, "letter": letter_for(application, application.round.filings.get()),
        **proving.box(request, form, at=now, about=_about(application)),
    }  # fmt: skip
    return render(request, "works/undertaking.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def send_code(request: HttpRequest, number: str) -> HttpResponse:
    """Six digits to the number the customer signs in with, for this letter and this session alone."""
    application = _own(request, number)
    if not awaits_undertaking(application):
        raise WrongStage
    try:
        proving.send_code(request, at=timezone.now(), about=_about(application))
    except TooMany as refusal:
        messages.error(request, str(refusal.sentence))
    return redirect("applications:undertaking", number)
