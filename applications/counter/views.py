"""Two pages at the counter: the customer's number with what they agree to, and the code they type."""

from __future__ import annotations

from datetime import datetime
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
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.choices import CodePurpose
from accounts.masking import mask_phone
from accounts.models import OneTimeCode
from accounts.refusals import NotAllowed, Refusal, TooMany
from accounts.signin import sessions
from accounts.signin.actions import issue_code, use_code, welcome_customer
from accounts.signin.forms import CodeForm
from accounts.signin.rules import CODE_LIFE
from applications.agency.actions import entrust_counter
from applications.agency.models import Mandate
from applications.counter.forms import CounterForm
from applications.counter.queries import drafts, may_serve

ASKED = "counter"


def at_the_counter(request: Any) -> Any:
    if not may_serve(request.user):
        raise NotAllowed(_("Intake officers and account managers apply with a customer who stands before them."))
    return request.user


@login_required
@never_cache
@sensitive_post_parameters("phone")
def counter(request: HttpRequest) -> HttpResponse:
    """Whose number, and what they agree to; below, who has given their word today."""
    officer, form = at_the_counter(request), CounterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _send(request, form.cleaned_data["phone"], form.word, at=timezone.now())
            return redirect("counter:code")
        except TooMany as refusal:
            form.take(refusal)
    held = Mandate.objects.standing().held_by(officer).select_related("owner")
    context = {"form": form, "held": held, "drafts": drafts(officer).select_related("draft", "applicant")}
    return render(request, "counter/start.html", context, status=422 if form.errors else 200)


def _send(request: HttpRequest, phone: str, word: dict[str, Any], *, at: datetime) -> None:
    """To the customer's phone. No connection is counted: everybody at this counter shares one."""
    issued = issue_code(
        phone, purpose=CodePurpose.ON_BEHALF, nonce=sessions.nonce_of(request), language=get_language() or "", at=at
    )
    request.session[ASKED] = {"code": issued.pk, "word": word}


def _asked(request: HttpRequest) -> tuple[OneTimeCode, dict[str, Any]] | None:
    asked = request.session.get(ASKED) or {}
    pending = OneTimeCode.objects.filter(pk=asked.get("code") or 0, used_at=None).first()
    return (pending, asked["word"]) if pending else None


@login_required
@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The customer types the digits: that is their signature, and the first question follows."""
    officer, found = at_the_counter(request), _asked(request)
    if found is None:
        return redirect("counter:start")
    pending, word = found
    form, at = CodeForm(request.POST or None), timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            mandate = _entrusted(request, pending, form.cleaned_data["code"], word, by=officer, at=at)
            return redirect(f"{reverse('intake:begin')}?for={mandate.pk}")
        except Refusal as refusal:
            form.take(refusal)
    context = {
        "form": form, "masked_phone": mask_phone(pending.phone), "minutes": CODE_LIFE.seconds // 60,
        "sms_page": f"{settings.SIMULATOR_URL}/sms/" if settings.DEMO else "",
    }  # fmt: skip
    return render(request, "counter/code.html", context, status=422 if form.errors else 200)


def _entrusted(
    request: HttpRequest, pending: OneTimeCode, typed: str, word: dict[str, Any], *, by: Any, at: datetime
) -> Mandate:
    nonce = sessions.nonce_of(request)
    phone = use_code(pending.pk, typed, purpose=CodePurpose.ON_BEHALF, nonce=nonce, at=at)
    owner = welcome_customer(phone, at=at)
    del request.session[ASKED]
    return entrust_counter(owner, by=by, at=at, **word)


@login_required
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Another code to the same number; the one before no longer counts."""
    at_the_counter(request)
    if found := _asked(request):
        try:
            _send(request, found[0].phone, found[1], at=timezone.now())
        except TooMany as refusal:
            messages.error(request, str(refusal.sentence))
    return redirect("counter:code")
