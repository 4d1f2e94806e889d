"""The customer reads the undertaking and signs it with a code that goes to the own phone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.choices import CodePurpose
from accounts.origin import client_ip
from accounts.refusals import Invalid, NotAllowed, TooMany, WrongStage
from accounts.signin.actions import issue_code, use_code
from accounts.signin.forms import CodeForm
from accounts.signin.sessions import nonce_of
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


def _key(application: Application) -> str:
    return f"undertaking-code:{application.number}"


def _nonce(request: HttpRequest, application: Application) -> str:
    return f"{nonce_of(request)}:undertaking:{application.number}"


@login_required
@sensitive_post_parameters("code")
def undertaking(request: HttpRequest, number: str) -> HttpResponse:
    """GET: the letter to read. POST: the code is the customer's yes. A try counts whatever happens next."""
    application = _own(request, number)
    if not awaits_undertaking(application):
        return refused(request, number, WrongStage(), back=reverse("applications:tracker", args=[number]))
    if request.method != "POST":
        return _page(request, application, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, application, form, status=422)
    sent, now = request.session.get(_key(application)) or 0, timezone.now()
    try:
        use_code(sent, form.cleaned_data["code"], purpose=CodePurpose.SIGN, nonce=_nonce(request, application), at=now)
    except Invalid as refusal:
        form.take(refusal)
        return _page(request, application, form, status=422)
    sign_undertaking(application.pk, by=request.user, at=now, how=SignedHow.CODE)
    request.session.pop(_key(application), None)
    messages.success(request, _("Signed. The letter stands below; we file it for you."))
    return redirect("applications:tracker", number)


@login_required
@require_POST
def send_code(request: HttpRequest, number: str) -> HttpResponse:
    """Six digits to the number the customer signs in with, for this letter and this session alone."""
    application = _own(request, number)
    if not awaits_undertaking(application):
        raise WrongStage
    try:
        issued = issue_code(
            request.user.phone, purpose=CodePurpose.SIGN, nonce=_nonce(request, application),  # type: ignore[union-attr]
            ip=client_ip(request), language=get_language() or settings.LANGUAGE_CODE, at=timezone.now(),
        )  # fmt: skip
    except TooMany as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        request.session[_key(application)] = issued.pk
    return redirect("applications:undertaking", number)


def _page(request: HttpRequest, application: Application, form: CodeForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "application": application, "form": form, "is_sent": _key(application) in request.session,
        "letter": letter_for(application, application.round.filings.get()),
    }  # fmt: skip
    return render(request, "works/undertaking.html", context, status=status)
