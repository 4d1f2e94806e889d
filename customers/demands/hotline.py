"""Where 95598 pushes its tickets: signed, counted once however often they come."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from connectors.choices import Verdict
from connectors.signing import verify
from customers.demands.actions import take_from_hotline
from customers.demands.choices import DemandKind

SYSTEM = "hotline"
LONGEST = {"ticket": 80, "kind": 10, "words": 2000, "phone": 20}


@csrf_exempt
@require_POST
def push(request: HttpRequest) -> HttpResponse:
    """201 the first time, 200 afterwards; both name our number, so that 95598 can tell its caller."""
    at = timezone.now()
    verdict = verify(request, SYSTEM, at)
    if verdict is not Verdict.GENUINE:
        return _problem(401, f"signature-{verdict.lower()}")
    ticket = _ticket(request.body)
    if ticket is None:
        return _problem(400, "invalid")
    demand, is_new = take_from_hotline(ticket.pop("ticket"), at=at, **ticket)
    return JsonResponse({"number": demand.number, "is_new": is_new}, status=201 if is_new else 200)


def _ticket(body: bytes) -> dict[str, str] | None:
    """The ticket as agreed, else None. A caller without a number is heard all the same."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    found = {name: told.get(name, "") for name in LONGEST}
    is_text = all(isinstance(value, str) and len(value) <= LONGEST[name] for name, value in found.items())
    if not is_text or not found["ticket"].strip() or not found["words"].strip() or "\x00" in "".join(found.values()):
        return None
    return found if found["kind"] in DemandKind.values else None


def _problem(status: int, code: str) -> JsonResponse:
    told = {"type": "about:blank", "status": status, "code": code}
    return JsonResponse(told, status=status, content_type="application/problem+json")
