"""The one place where a no becomes HTTP: problem documents (RFC 9457) for programs, pages for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from psycopg2 import errorcodes
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.refusals import Hidden, Invalid, NotAllowed, Refusal
from applications.survey.wording import joined

PROBLEM_JSON = "application/problem+json"
PROGRAM_PATHS = ("/api/", "/connect/")
RETRY_SECONDS = "5"
log = structlog.get_logger(__name__)

TITLES = {
    400: _("Please check your answers"),
    401: _("Please sign in"),
    403: _("Not open to you"),
    404: _("Nothing here"),
    405: _("Not possible in this way"),
    406: _("No such form of answer"),
    409: _("Not possible now"),
    413: _("Too large"),
    415: _("Not a form we can read"),
    422: _("Already used for something else"),
    429: _("Too often"),
    500: _("Our mistake"),
    503: _("Busy"),
}
BUSY_SQLSTATES = {
    errorcodes.LOCK_NOT_AVAILABLE,
    errorcodes.DEADLOCK_DETECTED,
    errorcodes.SERIALIZATION_FAILURE,
    errorcodes.QUERY_CANCELED,
}


class Said(Refusal):
    """A refusal that came from a library, with its status."""

    def __init__(self, status: int, code: str, sentence: object, fields: Mapping[str, Any] | None = None) -> None:
        super().__init__(sentence, code=code)
        self.status, self.fields = status, dict(fields or {})


def busy(error: OperationalError | InterfaceError) -> Refusal:
    """Somebody else holds the row for long, or the database is away: nothing was done, and it can be tried again."""
    if getattr(error.__cause__, "pgcode", None) in BUSY_SQLSTATES:
        return Said(503, "busy", _("Someone is working on the same case just now. Try again in a few seconds."))
    return Said(503, "unavailable", _("The portal cannot reach its records just now. Nothing is lost; try again soon."))


LIBRARY: dict[type[Exception], tuple[str, object]] = {
    exceptions.ParseError: ("malformed", _("The body cannot be read as what it says it is.")),
    exceptions.NotAuthenticated: ("not-signed-in", _("Sign in first, or send a bearer token.")),
    exceptions.MethodNotAllowed: ("method-not-allowed", _("This address does not take this method.")),
    exceptions.NotAcceptable: ("not-acceptable", _("The answer can only be given as JSON.")),
    exceptions.UnsupportedMediaType: ("unsupported-media-type", _("Send the body as JSON.")),
    exceptions.Throttled: ("too-many", _("That was tried too often. Please wait a little and try again.")),
}


def refusal_of(error: Exception) -> Refusal | None:
    """The refusal that an exception means; None for a fault of ours."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, Http404 | exceptions.NotFound):
        return Hidden()
    if isinstance(error, OperationalError | InterfaceError):
        return busy(error)
    if isinstance(error, RequestDataTooBig):
        return Said(413, "too-large", _("What was sent is too large."))
    if isinstance(error, exceptions.ValidationError):
        return Invalid(flat(error.detail))
    if isinstance(error, PermissionDenied | exceptions.PermissionDenied):
        return NotAllowed(_csrf_sentence(error))
    if isinstance(error, exceptions.APIException):
        code, sentence = LIBRARY.get(type(error), (str(error.default_code).replace("_", "-"), error.detail))
        return Said(error.status_code, code, sentence)
    return None


def _csrf_sentence(error: Exception) -> object:
    """A session without its CSRF token is told so; any other no has the usual words."""
    is_csrf = "CSRF" in str(getattr(error, "detail", ""))
    return _("With a session the X-CSRFToken header is needed; programs better use a token.") if is_csrf else ""


def flat(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """Nested errors of serializers as one sentence list per dotted field; "" holds those of the whole."""
    if isinstance(detail, Mapping):
        found: dict[str, list[str]] = {}
        for name, inner in detail.items():
            own = "" if name == "non_field_errors" else str(name)
            found |= flat(inner, ".".join(part for part in (prefix, own) if part))
        return found
    if isinstance(detail, list) and any(isinstance(item, Mapping | list) for item in detail):
        return {k: v for n, item in enumerate(detail) for k, v in flat(item, f"{prefix}.{n}").items() if item}
    return {prefix: [str(item) for item in (detail if isinstance(detail, list) else [detail])]}


def problem(refusal: Refusal) -> dict[str, Any]:
    """The body of the answer to a program, in the language it asked for."""
    told: dict[str, Any] = {
        "type": f"urn:power-connection:problem:{refusal.code}",
        "title": str(TITLES.get(refusal.status, TITLES[409])),
        "status": refusal.status,
        "code": refusal.code,
        "detail": str(refusal.sentence),
    }
    if fields := getattr(refusal, "fields", None):
        told["errors"] = {name: sentences(value) for name, value in fields.items()}
    return told


def sentences(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's EXCEPTION_HANDLER. What is not a refusal is a fault, and goes on to be logged as one."""
    refusal = refusal_of(error)
    if refusal is None:
        return None
    response = Response(problem(refusal), status=refusal.status, content_type=PROBLEM_JSON)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    if (wait := getattr(error, "wait", None)) is not None:
        response["Retry-After"] = str(max(1, wait))
    elif refusal.status == 503:
        response["Retry-After"] = RETRY_SECONDS
    return response


class RefusalMiddleware:
    """Turns a refusal that a page's view raised into a page, or into a problem document under the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Http404 | PermissionDenied):
            return None  # Django asks the handlers below
        refusal = refusal_of(error)
        return answer(request, refusal) if refusal else None


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if request.path.startswith(PROGRAM_PATHS):
        response: HttpResponse = JsonResponse(problem(refusal), status=refusal.status, content_type=PROBLEM_JSON)
    elif refusal.status == 503:
        response = bare(refusal)
    else:
        response = page(request, refusal)
    if refusal.status == 503:
        response["Retry-After"] = RETRY_SECONDS
    return response


def page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    fields = {name: joined(sentences(value)) for name, value in getattr(refusal, "fields", {}).items()}
    context = {
        "refusal": refusal,
        "status": refusal.status,
        "sentence": refusal.sentence,
        "fields": fields,
        "back_url": came_from(request),
    }
    return render(request, "errors/refusal.html", context, status=refusal.status)


def came_from(request: HttpRequest) -> str:
    """The page of ours on which the button was pressed."""
    origin = f"{request.scheme}://{request.get_host()}"
    referer = request.headers.get("Referer", "")
    path = referer.removeprefix(origin)
    return path if referer.startswith(f"{origin}/") and path != request.get_full_path() else ""


def bare(refusal: Refusal) -> HttpResponse:
    """A page that needs no database, no session and no template of the rooms."""
    context = {"status": refusal.status, "title": TITLES[refusal.status], "sentence": refusal.sentence}
    return HttpResponse(render_to_string("errors/bare.html", context), status=refusal.status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    refusal = refusal_of(exception) if isinstance(exception, RequestDataTooBig) else None
    return answer(request, refusal or Invalid({}))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _standing_page(request, NotAllowed(), "403.html")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _standing_page(request, Hidden(), "404.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    log.warning("csrf_refused", reason=reason)
    sentence = _("This page has been open too long, or cookies are off. Reload it and send the form again.")
    return _standing_page(request, Said(403, "csrf", sentence), "403_csrf.html")


def _standing_page(request: HttpRequest, refusal: Refusal, template: str) -> HttpResponse:
    if request.path.startswith(PROGRAM_PATHS):
        return answer(request, refusal)
    return render(request, template, status=refusal.status)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page of a fault is one file that asks nothing of the database, nor of anything else.

    What kept the database away before any view was asked, a session that could not be read, is no fault of the page's.
    """
    if isinstance(error := sys.exc_info()[1], OperationalError | InterfaceError):
        return answer(request, busy(error))
    refusal = Said(500, "fault", _("That was our mistake; it has been recorded. Try again, or call 95598."))
    if request.path.startswith(PROGRAM_PATHS):
        return JsonResponse(problem(refusal), status=500, content_type=PROBLEM_JSON)
    return HttpResponse(render_to_string("500.html"), status=500)
