"""A customer answers the SMS that power is back: no, it is not. Signed by the operator, counted once."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.refusals import Refusal
from connectors.actions import remember_once
from connectors.choices import Verdict
from connectors.signing import verify
from outages.choices import OutageStage
from outages.faults import restoring, showing
from outages.models import Outage

STILL_OUT = frozenset({"0", "没电", "没有电", "还没电", "仍没电", "没来电", "还没来电"})
ANSWERED_WITHIN = timedelta(days=1)
BACK = (OutageStage.PARTLY_RESTORED, OutageStage.RESTORED, OutageStage.VERIFIED)


@csrf_exempt
@require_POST
def reply(request: HttpRequest) -> HttpResponse:
    """A genuine answer is 200 whether or not it changes anything, so that the operator does not send it for ever."""
    at = timezone.now()
    verdict = verify(request, "sms", at)
    if verdict is not Verdict.GENUINE:
        return _problem(401, f"signature-{verdict.lower()}")
    told = _read(request.body)
    if told is None:
        return _problem(400, "invalid")
    reply_id, phone, text = told
    is_meant = text.strip("。.！! ") in STILL_OUT and remember_once("sms:reply", reply_id, at=at)
    return JsonResponse({"applied": is_meant and _is_taken(phone, at=at)})


def _is_taken(phone: str, *, at: datetime) -> bool:
    user = User.objects.customers().with_phone(phone).first()
    outage = _last_of(user, at=at) if user else None
    if user is None or outage is None:
        return False
    try:
        restoring.still_out(outage.pk, by=user, at=at)
    except Refusal:
        return False
    return True


def _last_of(user: User, *, at: datetime) -> Outage | None:
    """The outage that was last said to be over for this person."""
    rows = showing.visible_to(user).filter(stage__in=BACK, parts__back_at__gt=at - ANSWERED_WITHIN)
    return rows.order_by("-pk").first()


def _read(body: bytes) -> tuple[str, str, str] | None:
    """(id, phone, text) as agreed with the operator, else None."""
    try:
        told = json.loads(body)
        given = [told[name] for name in ("id", "phone", "text")]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    if not all(isinstance(value, str) and 0 < len(value) <= 200 and "\x00" not in value for value in given):
        return None
    return given[0], given[1], given[2]


def _problem(status: int, code: str) -> JsonResponse:
    told = {"type": "about:blank", "status": status, "code": code}
    return JsonResponse(told, status=status, content_type="application/problem+json")
