"""What happens around every request: its id in the logs, and sessions that end by themselves."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.signin import rules

Answer = Callable[[HttpRequest], HttpResponse]
REQUEST_ID = re.compile(r"[\w-]{8,64}")
SEEN_EVERY_SECONDS = 60
log = structlog.get_logger("portal.request")


class RequestLogMiddleware:
    """One line a request: route, status, time, who by number. No query, no body, no name."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.headers.get("X-Request-ID", "")
        request_id = told if REQUEST_ID.fullmatch(told) else uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = self.get_response(request)
            taken = round((time.perf_counter() - started) * 1000, 1)
            route = getattr(request.resolver_match, "route", "")
            log.info("request", method=request.method, route=route, status=response.status_code, ms=taken)
        structlog.contextvars.unbind_contextvars("actor_id")
        response["X-Request-ID"] = request_id
        return response


class SessionMiddleware:
    """Ends a session after its idle or its absolute time, and keeps pages of signed-in people out of caches."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        end_when_over(request, at=timezone.now())
        structlog.contextvars.bind_contextvars(actor_id=request.user.pk)
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def end_when_over(request: HttpRequest, *, at: datetime) -> None:
    now, session = int(at.timestamp()), request.session
    signed_in_at, seen_at = session.setdefault("signed_in_at", now), session.setdefault("seen_at", now)
    life = settings.STAFF_SESSION if request.user.is_staff else settings.CUSTOMER_SESSION
    if rules.session_is_over(
        signed_in_at=datetime.fromtimestamp(signed_in_at, UTC),
        seen_at=datetime.fromtimestamp(seen_at, UTC),
        at=at,
        **life,
    ):
        logout(request)
        messages.info(request, _("For your safety you were signed out after a while. Please sign in again."))
    elif now - seen_at >= SEEN_EVERY_SECONDS:
        session["seen_at"] = now
