"""Where the app pushes what was filled in there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.refusals import Invalid
from applications.fromapp.actions import take_intake
from connectors.choices import Verdict
from connectors.hotline.wire import app_intake
from connectors.signing import verify
from customers.demands.hotline import problem
from customers.hotline.choices import Line


@csrf_exempt
@require_POST
def push(request: HttpRequest) -> HttpResponse:
    """201 the first time, 200 afterwards; both name our number, so that the app can show it."""
    at = timezone.now()
    verdict = verify(request, Line.APP, at)
    if verdict is not Verdict.GENUINE:
        return problem(401, f"signature-{verdict.lower()}")
    told = app_intake(request.body, at=at)
    if told is None:
        return problem(400, "invalid")
    try:
        number, is_new = take_intake(told, at=at)
    except Invalid:
        return problem(400, "invalid-phone")
    return JsonResponse({"number": number, "is_new": is_new}, status=201 if is_new else 200)
