"""The one way out: every call to an outside system goes through `call`, which answers and never raises for it."""

from __future__ import annotations

import ipaddress
import json as jsonlib
import logging
import re
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from django.conf import settings

from connectors import actions
from connectors.choices import Outcome
from connectors.signing import sign
from sealing import INTERNATIONAL

log = logging.getLogger(__name__)

MAX_BYTES = 1_000_000
WHOLE_CALL_S = 10.0
CONNECT_S, READ_S = 2.0, 5.0
PATH = re.compile(r"/[A-Za-z0-9_\-./]*(\?[A-Za-z0-9_\-.=&%]*)?")

# Reasons that say the request certainly never left this machine, so nothing can have happened over there.
NEVER_LEFT = frozenset({"not-configured", "host-not-allowed", "resting", "unreachable"})
# Reasons that speak about the system as a whole and not about this request.
SYSTEM_UNWELL = NEVER_LEFT | {"server-error", "too-many", "not-let-in"}


@dataclass(frozen=True, slots=True)
class Share:
    """What personal data a call hands over: field names, the case or reference they are about, the legal ground."""

    fields: Sequence[str]
    subject: str
    basis: str


@dataclass(frozen=True, slots=True)
class Reply:
    outcome: Outcome
    status: int | None = None
    body: dict[str, Any] = field(default_factory=dict)
    reason: str = ""


class _Garbage(ValueError):
    """The answer is not what a healthy system sends."""


def call(
    system: str,
    method: str,
    path: str,
    json: dict[str, Any] | None = None,
    *,
    form: Mapping[str, str] | None = None,
    purpose: str,
    at: datetime,
    idempotency_key: str = "",
    share: Share | None = None,
) -> Reply:
    """Ask `system` and say how it ended. Call it outside transactions: the other side may take seconds.

    The body is `json`, or `form` for systems that want their questions like a web form.
    """
    if not PATH.fullmatch(path) or ".." in path or "//" in path:
        raise ValueError("a path of our own making must be plain")
    started = time.monotonic()
    body = _body(json, form)
    reply = _guarded(system, method, path, body, purpose=purpose, at=at, key=idempotency_key, share=share)
    took_ms = round((time.monotonic() - started) * 1000)
    actions.log_call(system, reply, purpose=purpose, took_ms=took_ms, at=at)
    return reply


@dataclass(frozen=True, slots=True)
class _Body:
    """What a request carries, and what it says that is."""

    content: bytes
    content_type: str = "application/json"


def _body(json: Any, form: Mapping[str, str] | None) -> _Body:
    if form is not None:
        return _Body(urlencode(form).encode(), "application/x-www-form-urlencoded")
    return _Body(b"" if json is None else jsonlib.dumps(json, ensure_ascii=False).encode())


def _guarded(
    system: str, method: str, path: str, body: _Body, *, purpose: str, at: datetime, key: str, share: Share | None
) -> Reply:
    """The call behind its breaker and its share log."""
    config = settings.CONNECTORS.get(system, {})
    if reason := _not_allowed(config):
        log.error("connector %s: %s", system, reason)
        return Reply(Outcome.UNKNOWN, reason=reason)
    if not actions.may_call(system, at=at):
        return Reply(Outcome.UNKNOWN, reason="resting")
    if share:
        actions.log_share(system, purpose=purpose, fields=share.fields, subject=share.subject, basis=share.basis, at=at)
    reply = _ask(config, method, path, body, key)
    actions.note_health(system, is_well=reply.outcome is not Outcome.UNKNOWN or reply.reason == "too-many", at=at)
    return reply


def _not_allowed(config: dict[str, Any]) -> str:
    if not (config.get("base_url") and config.get("secret")):
        return "not-configured"
    parts = urlsplit(config["base_url"])
    if parts.scheme not in {"http", "https"} or parts.hostname not in config["hosts"]:
        return "host-not-allowed"
    return ""


def _ask(config: dict[str, Any], method: str, path: str, body: _Body, key: str) -> Reply:
    """One request, signed, to a pinned address; whatever goes wrong over there becomes `unknown` with a reason.

    A system with a protocol of its own (`is_signed` is false) never sees our signature.
    """
    base = urlsplit(config["base_url"])
    full_path = base.path.rstrip("/") + path
    is_signed = config.get("is_signed", True)
    suite = config.get("suite", INTERNATIONAL)
    signed = (
        sign(config["secret"], method, full_path, body.content, now_s=int(time.time()), suite=suite)
        if is_signed
        else {}
    )
    headers = signed | {
        "Host": base.netloc.rpartition("@")[2],
        "Content-Type": body.content_type,
        "Accept": "application/json",
        "Accept-Encoding": "identity",
    }
    if key:
        headers["Idempotency-Key"] = key
    try:
        address = _pinned(base.hostname or "", base.port or (443 if base.scheme == "https" else 80))
        url = f"{base.scheme}://{address}{full_path}"
        return _send(method, url, body.content, headers, sni=base.hostname or "", read_s=config.get("read_s", READ_S))
    except (httpx.ConnectError, httpx.ConnectTimeout, OSError):
        return Reply(Outcome.UNKNOWN, reason="unreachable")
    except httpx.TimeoutException:
        return Reply(Outcome.UNKNOWN, reason="timeout")
    except (httpx.HTTPError, httpx.InvalidURL):
        return Reply(Outcome.UNKNOWN, reason="broken-off")
    except _Garbage:
        return Reply(Outcome.UNKNOWN, reason="garbage")


def _send(method: str, url: str, body: bytes, headers: dict[str, str], *, sni: str, read_s: float) -> Reply:
    timeout = httpx.Timeout(read_s, connect=CONNECT_S)
    request = _client().build_request(method, url, content=body, headers=headers, timeout=timeout)
    request.extensions["sni_hostname"] = sni
    response = _client().send(request, stream=True)
    try:
        return _read(response)
    finally:
        response.close()


def _read(response: httpx.Response) -> Reply:
    """Map the status; only a healthy JSON object of bearable size is an answer."""
    status = response.status_code
    if reason := _no_answer(status):
        return Reply(Outcome.UNKNOWN, status, reason=reason)
    body = _json(_bytes(response), is_needed=status < 300)
    reason = str(body.get("code", ""))[:40]
    if status < 300:
        return Reply(Outcome.OK, status, body)
    if status == 404:
        # Without the agreed code it comes from something in between, or from a wrong address: it answers nothing.
        is_answer = reason == "NOT_FOUND"
        outcome = Outcome.NOT_FOUND if is_answer else Outcome.UNKNOWN
        return Reply(outcome, status, body, reason if is_answer else "garbage")
    return Reply(Outcome.REFUSED, status, body, reason)


def _no_answer(status: int) -> str:
    """Statuses that say nothing about the question asked. Refused keys (401, 403) are the operator's to mend."""
    if status == 429:
        return "too-many"
    if status in {401, 403}:
        return "not-let-in"
    if 300 <= status < 400:
        return "redirect"
    return "server-error" if status >= 500 or status < 200 or status in {408, 425} else ""


def _bytes(response: httpx.Response) -> bytes:
    """The body, read with a limit on its size and on the time of the whole."""
    stop, got = time.monotonic() + WHOLE_CALL_S, bytearray()
    for piece in response.iter_raw(65_536):
        got += piece
        if len(got) > MAX_BYTES or time.monotonic() > stop:
            raise _Garbage
    return bytes(got)


def _json(raw: bytes, *, is_needed: bool) -> dict[str, Any]:
    try:
        body = jsonlib.loads(raw.decode(), parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict):
        return body
    if is_needed:
        raise _Garbage
    return {}


def _refuse_constant(name: str) -> None:
    raise _Garbage(name)


def _pinned(host: str, port: int) -> str:
    """host:port as an address resolved once, so that a name cannot point elsewhere between check and use."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = ipaddress.ip_address(str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0]))
        is_local = address.is_loopback and host != "localhost"
        if is_local or address.is_link_local or address.is_multicast or address.is_unspecified:
            raise ConnectionError("a name of an outside system points inside") from None
    return f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}"


@cache
def _client() -> httpx.Client:
    """One client for the process: no proxies from the environment, no redirects, no kept connections to go stale."""
    return httpx.Client(
        trust_env=False, follow_redirects=False, limits=httpx.Limits(max_connections=50, max_keepalive_connections=0)
    )
