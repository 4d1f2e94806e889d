"""Where WeChat pushes what happened; it is told "success" for whatever is genuine, so that it stops telling it."""

from __future__ import annotations

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from connectors.wechat import sealing, wire
from notifications.wechat import actions

log = logging.getLogger(__name__)

LARGEST = 20_000


@csrf_exempt
@require_http_methods(["GET", "POST"])
def events(request: HttpRequest) -> HttpResponse:
    return _push(request) if request.method == "POST" else _greeting(request)


def _push(request: HttpRequest) -> HttpResponse:
    """503 asks WeChat to tell it again in a few seconds."""
    at = timezone.now()
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        for news in wire.read(request, now_s=int(at.timestamp())):
            actions.take(news, at=at)
    except wire.NotGenuine:
        log.warning("news in WeChat's name was turned away")
        return HttpResponse(status=401)
    except actions.TooSoon:
        return HttpResponse(status=503)
    return HttpResponse("success", content_type="text/plain")


def _greeting(request: HttpRequest) -> HttpResponse:
    """WeChat asks once, when the address is set up, whether it is ours."""
    given = {name: request.GET.get(name, "") for name in ("signature", "timestamp", "nonce", "echostr")}
    token = settings.CONNECTORS.get("wechat", {}).get("token", "")
    if not sealing.is_genuine(given["signature"], token, given["timestamp"], given["nonce"], ""):
        return HttpResponse(status=401)
    return HttpResponse(given["echostr"][:200], content_type="text/plain")
