"""The inbox of the person signed in, the count beside its door, and the operator's callback."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from accounts.idempotency import idempotent
from connectors.choices import Verdict
from connectors.signing import verify
from notifications import actions, rules, templates
from notifications.failures.views import SEE
from notifications.models import Message

log = logging.getLogger(__name__)

PAGE = 20
LARGEST_RECEIPT = 10_000


def unread(request: HttpRequest) -> dict[str, Any]:
    """For every template: how many messages wait. Counted only where it is shown."""

    def count() -> int:
        user = getattr(request, "user", None)
        return Message.objects.visible_to(user).unread().count() if user else 0

    return {"unread": SimpleLazyObject(count)}


@never_cache
@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """Newest first, twenty a page; `?before=` holds the place, so new messages never shift it."""
    before = request.GET.get("before", "")
    rows = Message.objects.visible_to(request.user).newest_first()
    if before.isascii() and before.isdecimal() and len(before) < 19:
        rows = rows.older_than(int(before))
    found = list(rows[: PAGE + 1])
    language = get_language() or "zh-hans"
    shown = [(row, templates.show(row.template, row.version, row.context, language=language)) for row in found[:PAGE]]
    older_url = f"?before={shown[-1][0].pk}" if len(found) > PAGE else ""
    page = {"shown": shown, "older_url": older_url, "before": before}
    may_call = request.user.is_staff and bool(request.user.roles & SEE)  # type: ignore[union-attr]
    return render(request, "notifications/inbox.html", {**page, "may_call": may_call})


@login_required
@require_POST
@idempotent
def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    message = actions.open_message(pk, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return redirect(message.url or "/messages/")


@login_required
@require_POST
@idempotent
def open_all(request: HttpRequest) -> HttpResponse:
    actions.open_all(by=request.user, at=timezone.now())  # type: ignore[arg-type]
    return redirect("/messages/")


@csrf_exempt
@require_POST
def sms_receipt(request: HttpRequest) -> HttpResponse:
    """Delivery reports. Genuine news is answered 200 whether or not it changes anything, so it is not sent for ever."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_RECEIPT:
        return _problem(413, "too-large")
    at = timezone.now()
    verdict = verify(request, "sms", at)
    if verdict is not Verdict.GENUINE:
        log.warning("an SMS receipt was turned away: %s", verdict)
        return _problem(401, f"signature-{verdict.lower()}")
    receipt = _receipt(request.body)
    if receipt is None:
        return _problem(400, "invalid")
    receipt_id, reference, told = receipt
    is_news = actions.take_receipt(receipt_id, reference=reference, told=told, at=at)
    return JsonResponse({"applied": is_news})


def _receipt(body: bytes) -> tuple[str, str, str] | None:
    """(id, reference, state) of a receipt as agreed with the operator, else None."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    given = [told.get(name) for name in ("id", "reference", "state")]
    if not all(isinstance(value, str) and 0 < len(value) <= 80 and "\x00" not in value for value in given):
        return None
    receipt_id, reference, state = (str(value) for value in given)
    return (receipt_id, reference, state) if state in rules.TOLD else None


def _problem(status: int, code: str) -> JsonResponse:
    return JsonResponse(
        {"type": "about:blank", "status": status, "code": code},
        status=status,
        content_type="application/problem+json",
    )
