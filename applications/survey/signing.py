"""The customer signs at the gate: a code goes to the customer's phone and is typed here by the customer."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.choices import CodePurpose
from accounts.origin import client_ip
from accounts.refusals import Invalid, TooMany, Unmet, WrongStage
from accounts.signin.actions import issue_code, use_code
from accounts.signin.forms import CodeForm
from accounts.signin.sessions import nonce_of
from applications.models import Application
from applications.stages import Stage
from applications.survey import actions
from applications.survey.views import code_key, own_case, page


@login_required
@require_POST
def send_code(request: HttpRequest, number: str) -> HttpResponse:
    """A code to the number the customer signs in with, for this case and this officer's session alone."""
    application = own_case(request, number)
    if application.stage != Stage.PLAN_REPLIED:
        raise WrongStage
    if application.applicant is None or not application.applicant.phone:
        raise Unmet(_("This customer has no phone number to sign with. The plan is confirmed online instead."))
    try:
        issued = issue_code(
            application.applicant.phone, purpose=CodePurpose.SIGN, nonce=_nonce(request, application),
            ip=client_ip(request), language=get_language() or settings.LANGUAGE_CODE, at=timezone.now(),
        )  # fmt: skip
    except TooMany as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        request.session[code_key(application)] = issued.pk
    return redirect("survey:page", number)


@login_required
@require_POST
@sensitive_post_parameters("code")
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """The right code is the customer's yes. A try counts whatever happens next, so nothing here is one transaction."""
    application, form = own_case(request, number), CodeForm(request.POST)
    if not form.is_valid():
        return page(request, application, code=form, status=422)
    sent, now = request.session.get(code_key(application)) or 0, timezone.now()
    try:
        phone = use_code(
            sent, form.cleaned_data["code"], purpose=CodePurpose.SIGN, nonce=_nonce(request, application), at=now
        )
    except Invalid as refusal:
        form.take(refusal)
        return page(request, application, code=form, status=422)
    actions.sign_on_site(application.pk, by=request.user, at=now, phone=phone)
    del request.session[code_key(application)]
    messages.success(request, _("Signed. The customer finds the letter with both signatures online."))
    return redirect("survey:page", number)


def _nonce(request: HttpRequest, application: Application) -> str:
    return f"{nonce_of(request)}:{application.number}"
