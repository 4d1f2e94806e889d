"""A request sent twice counts once: the answer is kept beside the effect, in the same transaction, and given again.

For DRF handlers and for plain views alike; the key is the header `Idempotency-Key` or the form field
`idempotency_key` (the template tag of the same name writes it). Requests without a key, and of nobody, pass through.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from accounts.models import IdempotencyKey
from accounts.refusals import Invalid, Refusal

KEPT_HEADERS = ("Location", "Content-Type", "HX-Redirect", "HX-Trigger", "HX-Location", "HX-Refresh")
FIELD = "idempotency_key"
NOT_CONTENT = {FIELD, "csrfmiddlewaretoken"}
SHAPE = re.compile(r"[\x21-\x7e]{1,200}")

AnyRequest = Any
"""A Django request or a DRF request, of somebody who is signed in."""


class StillRunning(Refusal):
    """The first request with this key has not finished yet."""

    code = "still-running"
    sentence = _("The same request is still being worked on. Ask again in a moment.")


class OtherContent(Refusal):
    """The key was used for something else."""

    status = 422
    code = "idempotency-key-reused"
    sentence = _("This was already sent with other answers. Reload the page and try again.")


def idempotent(view: Callable[..., Any]) -> Callable[..., Any]:
    """Decorate a POST handler (method or function) so that one key of one person has one effect."""

    @wraps(view)
    def once(*args: Any, **kwargs: Any) -> Any:
        request = next(arg for arg in args if isinstance(arg, HttpRequest | Request))
        key = key_of(request)
        if not key or not request.user.is_authenticated:
            return view(*args, **kwargs)
        with transaction.atomic():
            return _once(request, key, lambda: view(*args, **kwargs))

    once.has_one_effect = True  # type: ignore[attr-defined]
    return once


def key_of(request: AnyRequest) -> str:
    form = request.POST if isinstance(request, HttpRequest) else {}
    key = request.headers.get("Idempotency-Key") or form.get(FIELD, "")
    if key and not SHAPE.fullmatch(key):
        raise Invalid({"Idempotency-Key": _("1 to 200 visible ASCII characters.")})
    return key


def is_kept(request: AnyRequest) -> bool:
    """Whether an answer to this key is kept: the request is a repetition, and will get that answer."""
    key = key_of(request)
    return bool(key) and IdempotencyKey.objects.filter(actor=request.user, key=key).exists()


def _once(request: AnyRequest, key: str, answer: Callable[[], Any]) -> Any:
    _hold(f"{request.user.pk}:{key}")
    content = fingerprint(request)
    kept = IdempotencyKey.objects.filter(actor=request.user, key=key).first()
    if kept:
        if kept.fingerprint != content:
            raise OtherContent
        return _replayed(kept, request)
    response = answer()
    if isinstance(response, TemplateResponse):
        response.render()
    if response.status_code >= 400:
        transaction.set_rollback(True)  # a refusal has no effect, and may be tried again
    else:
        _keep(request, key, content, response)
    return response


def _hold(name: str) -> None:
    """A lock for this key until the end of the transaction; whoever comes second does not wait."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise StillRunning


def fingerprint(request: AnyRequest) -> str:
    """What was asked: method, path and content, the same however a form was encoded."""
    data: Any = request.POST if isinstance(request, HttpRequest) else request.data
    if isinstance(data, QueryDict):
        data = sorted((name, values) for name, values in data.lists() if name not in NOT_CONTENT)
    files = [[name, _file_digest(file)] for name, file in sorted(request.FILES.items())]
    told = json.dumps([request.method, request.path, data, files], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _file_digest(file: Any) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _keep(request: AnyRequest, key: str, content: str, response: Any) -> None:
    is_data = isinstance(response, Response)
    body = json.dumps(response.data, cls=JSONEncoder) if is_data else response.content.decode()
    headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    IdempotencyKey.objects.create(
        actor=request.user,
        key=key,
        fingerprint=content,
        status=response.status_code,
        headers=headers,
        body=body,
        at=timezone.now(),
    )


def _replayed(kept: IdempotencyKey, request: AnyRequest) -> Any:
    if isinstance(request, Request):
        response: Any = Response(json.loads(kept.body or "null"), status=kept.status)
        headers = {name: value for name, value in kept.headers.items() if name != "Content-Type"}
    else:
        response, headers = HttpResponse(kept.body, status=kept.status), kept.headers
    for name, value in headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response
