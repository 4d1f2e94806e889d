"""What a session knows on the way in: the code that was asked for, the factor that was passed, where to go then."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.models import OneTimeCode, User
from accounts.signin.totp import SealedMfaAdapter

CODE, NONCE, FIRST_FACTOR, NEXT = "code_id", "code_nonce", "first_factor", "sign_in_next"
PATIENCE = timedelta(minutes=5)


def remember_next(request: HttpRequest) -> None:
    """Keep where the person wanted to go, if it is a path of ours."""
    wanted = request.GET.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        request.session[NEXT] = wanted


def nonce_of(request: HttpRequest) -> str:
    """The session's half of every one-time code it asks for."""
    return str(request.session.setdefault(NONCE, secrets.token_hex(16)))


def pending_code(request: HttpRequest) -> OneTimeCode | None:
    return OneTimeCode.objects.filter(pk=request.session.get(CODE) or 0, used_at=None).first()


def remember_first_factor(request: HttpRequest, user: User, *, at: datetime) -> None:
    request.session[FIRST_FACTOR] = {"user": user.pk, "at": at.timestamp()}


def half_signed_in(request: HttpRequest, *, at: datetime) -> User | None:
    """Who gave the right password a moment ago and still owes the second factor."""
    passed = request.session.get(FIRST_FACTOR)
    if not passed or at.timestamp() - passed["at"] > PATIENCE.total_seconds():
        return None
    return User.objects.staff().filter(pk=passed["user"], is_active=True).first()


def authenticator_of(user: User) -> Authenticator | None:
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()


def new_secret(request: HttpRequest) -> str:
    """The key offered to someone who has no authenticator yet; sealed while it waits in the session."""
    passed, adapter = request.session[FIRST_FACTOR], SealedMfaAdapter()
    if "secret" not in passed:
        request.session[FIRST_FACTOR] = {**passed, "secret": adapter.encrypt(generate_totp_secret())}
    return adapter.decrypt(request.session[FIRST_FACTOR]["secret"])


def enter(request: HttpRequest, user: User, *, at: datetime) -> str:
    """Sign in under a fresh session key, and tell where to go. The nonce stays: the code just typed is a proof too."""
    wanted = request.session.get(NEXT, "")
    for key in (CODE, FIRST_FACTOR, NEXT):
        request.session.pop(key, None)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session["signed_in_at"] = request.session["seen_at"] = int(at.timestamp())
    return wanted or (settings.LOGIN_REDIRECT_URL if user.is_staff else settings.CUSTOMER_HOME_URL)
