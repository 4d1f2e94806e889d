"""Where 95598 pushes its words about tickets: signed, counted once, taken in their order whatever comes first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from connectors.choices import Verdict
from connectors.hotline.wire import ticket_word
from connectors.signing import verify
from customers.demands.hearing import Unknown, hear
from customers.hotline.choices import Line


@csrf_exempt
@require_POST
def push(request: HttpRequest) -> HttpResponse:
    """201 the first time, 200 afterwards, both with our number; 202 while an earlier word is still on its way."""
    at = timezone.now()
    verdict = verify(request, Line.HOTLINE, at)
    if verdict is not Verdict.GENUINE:
        return problem(401, f"signature-{verdict.lower()}")
    told = ticket_word(request.body, at=at)
    if told is None:
        return problem(400, "invalid")
    try:
        demand, is_new = hear(told, at=at)
    except Unknown:
        return problem(400, "invalid")
    if demand is None:
        return JsonResponse({"is_waiting": True, "is_new": is_new}, status=202)
    return JsonResponse({"number": demand.number, "is_new": is_new}, status=201 if is_new else 200)


def problem(status: int, code: str) -> JsonResponse:
    told = {"type": "about:blank", "status": status, "code": code}
    return JsonResponse(told, status=status, content_type="application/problem+json")
