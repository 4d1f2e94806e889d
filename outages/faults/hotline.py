"""Where 95598 says that somebody has no power: signed, in any order, twice, and of places nobody knows."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from connectors.choices import Verdict
from connectors.signing import verify
from outages.faults.hearing import WORDS, Call, hear

SYSTEM = "hotline"
LONGEST = {"ticket": 60, "word": 12, "account_no": 13, "area": 40, "place": 200}
OLDEST, AHEAD = timedelta(days=2), timedelta(minutes=5)


@csrf_exempt
@require_POST
def push(request: HttpRequest) -> HttpResponse:
    """201 for what is new, 200 for what is known; names our outage, so that 95598 can tell its caller."""
    at = timezone.now()
    verdict = verify(request, SYSTEM, at)
    if verdict is not Verdict.GENUINE:
        return _problem(401, f"signature-{verdict.lower()}")
    call = read(request.body, at=at)
    if call is None:
        return _problem(400, "invalid")
    row, is_new = hear(call, at=at)
    told = {"verdict": row.verdict, "outage": row.outage.number if row.outage else None, "is_new": is_new}
    return JsonResponse(told, status=201 if is_new else 200)


def read(body: bytes, *, at: datetime) -> Call | None:
    """The call as agreed, else None."""
    try:
        told: Any = json.loads(body)
        found = {name: told.get(name, "") for name in LONGEST}
        said_at = datetime.fromisoformat(told["said_at"]) if told.get("said_at") else at
        spot = (Decimal(str(told["longitude"])), Decimal(str(told["latitude"]))) if told.get("longitude") else None
    except (ValueError, KeyError, AttributeError, TypeError, InvalidOperation, RecursionError):
        return None
    is_text = all(isinstance(text, str) and len(text) <= LONGEST[name] for name, text in found.items())
    if not is_text or not found["ticket"].strip() or "\x00" in "".join(found.values()):
        return None
    is_dated = said_at.tzinfo is not None and at - OLDEST <= said_at <= at + AHEAD
    word = found.pop("word") or "OPENED"
    if not is_dated or not _is_here(spot) or word not in WORDS:
        return None
    return Call(word=word, spot=spot, said_at=min(said_at, at), **found)


def _is_here(spot: tuple[Decimal, Decimal] | None) -> bool:
    """No spot, or one in this part of the world."""
    if spot is None:
        return True
    longitude, latitude = spot
    return longitude.is_finite() and latitude.is_finite() and 73 <= longitude <= 136 and 3 <= latitude <= 54


def _problem(status: int, code: str) -> JsonResponse:
    told = {"type": "about:blank", "status": status, "code": code}
    return JsonResponse(told, status=status, content_type="application/problem+json")
