"""Signatures of calls between systems: HMAC over method, path, time, nonce and body, five minutes valid.

With SHA-256, or with SM3 where both sides have agreed on the national suite.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import sealing
from connectors.choices import Verdict
from sealing import INTERNATIONAL

if TYPE_CHECKING:
    from django.http import HttpRequest

WINDOW_S = 300
TIMESTAMP, NONCE, SIGNATURE = "X-Timestamp", "X-Nonce", "X-Signature"


def signature(
    secret: str, method: str, path: str, body: bytes, *, timestamp: str, nonce: str, suite: str = INTERNATIONAL
) -> str:
    made_with = sealing.suite(suite)
    told = "\n".join([method.upper(), path, timestamp, nonce, made_with.digest(body).hex()])
    return made_with.mac(secret.encode(), told.encode()).hex()


def sign(secret: str, method: str, path: str, body: bytes, *, now_s: int, suite: str = INTERNATIONAL) -> dict[str, str]:
    """The three headers that make a request genuine. `path` includes the query."""
    timestamp, nonce = str(now_s), secrets.token_hex(16)
    made = signature(secret, method, path, body, timestamp=timestamp, nonce=nonce, suite=suite)
    return {TIMESTAMP: timestamp, NONCE: nonce, SIGNATURE: made}


def judge(
    secret: str, method: str, path: str, body: bytes, headers: Mapping[str, str], *, now_s: int,
    suite: str = INTERNATIONAL,
) -> Verdict:  # fmt: skip
    """Genuine, forged or stale. Whether the nonce is new is for the one who remembers nonces."""
    timestamp, nonce, given = (headers.get(name) or "" for name in (TIMESTAMP, NONCE, SIGNATURE))
    if not (secret and given and 16 <= len(nonce) <= 64 and timestamp.isascii() and timestamp.isdecimal()):
        return Verdict.FORGED
    made = signature(secret, method, path, body, timestamp=timestamp, nonce=nonce, suite=suite)
    if not hmac.compare_digest(made.encode(), given.encode()):
        return Verdict.FORGED
    if len(timestamp) > 12 or abs(int(timestamp) - now_s) > WINDOW_S:
        return Verdict.STALE
    return Verdict.GENUINE


def verify(request: HttpRequest, system: str, at: datetime) -> Verdict:
    """Judge an incoming call from `system` and remember its nonce, so that the same bytes count only once."""
    from django.conf import settings

    from connectors.actions import remember_once

    config = settings.CONNECTORS.get(system, {})
    verdict = judge(
        config.get("secret", ""), request.method or "", request.get_full_path(), request.body, request.headers,
        now_s=int(at.timestamp()), suite=config.get("suite", INTERNATIONAL),
    )  # fmt: skip
    if verdict is Verdict.GENUINE and not remember_once(f"nonce:{system}", request.headers[NONCE], at=at):
        return Verdict.REPLAYED
    return verdict
