"""Where the approval platform calls, and the page of what it would not take."""

from __future__ import annotations

import json
import logging

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.idempotency import idempotent
from accounts.refusals import Hidden, NotAllowed
from accounts.roles import Role
from approvals.platform import actions, filings
from approvals.platform.models import FilingHandover, PlatformNews, Submission
from approvals.platform.words import WORDS, reason_of
from connectors.choices import Verdict
from connectors.construction import wire
from connectors.construction.client import SYSTEM
from connectors.signing import verify

log = logging.getLogger(__name__)

LARGEST = 20_000
MOST = 100
ANSWERABLE = {Role.SUPERVISOR, Role.CHIEF, Role.INTAKE}
OPERATORS = {Role.SUPERVISOR, Role.CHIEF}


@csrf_exempt
@require_POST
def callback(request: HttpRequest) -> HttpResponse:
    """Genuine news is answered 200 also when it changes nothing, so that it is not sent for ever."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return _problem(413, "too-large")
    at = timezone.now()
    verdict = verify(request, SYSTEM, at)
    if verdict is not Verdict.GENUINE:
        log.warning("a call from the approval platform was turned away: %s", verdict)
        return _problem(401, f"signature-{verdict.lower()}")
    try:
        news = wire.parse(json.loads(request.body))
    except (ValueError, RecursionError):
        return _problem(400, "invalid")
    hear = filings.hear if news.word == wire.Word.RECEIPT else actions.hear
    return JsonResponse({"known": hear(news, at=at)})


def _problem(status: int, code: str) -> JsonResponse:
    told = {"type": "about:blank", "status": status, "code": code}
    return JsonResponse(told, status=status, content_type="application/problem+json")


@login_required
@require_safe
def dead_letters(request: HttpRequest) -> HttpResponse:
    """What was given up, and words that came when the desk had spoken already."""
    if not request.user.roles & ANSWERABLE:  # type: ignore[union-attr]
        raise Hidden
    about = ("permit__timeline", "permit__definition")
    permits = Submission.objects.given_up().select_related(*about).order_by("given_up_at")[:MOST]
    undertakings = FilingHandover.objects.given_up().select_related("filing__timeline").order_by("given_up_at")[:MOST]
    late = PlatformNews.objects.passed_over().select_related(*(f"submission__{name}" for name in about))
    context = {
        "rows": [(row, reason_of(row.reason)) for row in permits],
        "filings": [(row, reason_of(row.reason)) for row in undertakings],
        "may_operate": bool(request.user.roles & OPERATORS),  # type: ignore[union-attr]
        "late": [(news, WORDS.get(news.word, news.word)) for news in late.order_by("-pk")[:MOST]],
        "verified_at": Submission.objects.filter(verified_at__isnull=False)
        .order_by("-verified_at")
        .values_list("verified_at", flat=True)
        .first(),
    }
    return render(request, "platform/dead_letters.html", context)


@login_required
@require_POST
@idempotent
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.roles & ANSWERABLE:  # type: ignore[union-attr]
        raise NotAllowed
    if not Submission.objects.filter(pk=pk).exists():
        raise Hidden
    actions.try_again(pk, at=timezone.now())
    return redirect("platform:dead-letters")


@login_required
@require_POST
@idempotent
def file_again(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.roles & ANSWERABLE:  # type: ignore[union-attr]
        raise NotAllowed
    if not FilingHandover.objects.filter(pk=pk).exists():
        raise Hidden
    filings.try_again(pk, at=timezone.now())
    return redirect("platform:dead-letters")
