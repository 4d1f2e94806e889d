"""Ask the identity platform where its doors are, with which keys it signs, and for the token behind a code."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from connectors import http
from connectors.choices import Outcome

SYSTEM = "identity"
FRESH_S = 600
"""Places and keys are asked for again after so long; a key nobody has seen at once, but not all the time."""
AT_MOST_EVERY_S = 10


@dataclass(frozen=True, slots=True)
class Places:
    """What the platform says of itself. Only its authorization page may be seen by a browser."""

    issuer: str
    authorize_url: str
    token_path: str
    keys_path: str


_kept: dict[tuple[str, str], tuple[Any, float]] = {}
_lock = threading.Lock()


def places(*, at: datetime) -> Places | None:
    """None when the platform cannot say, or says something that cannot be right."""
    found = _recall("places")
    if found is None:
        reply = http.call(SYSTEM, "GET", "/.well-known/openid-configuration", purpose="discovery", at=at)
        found = _places(reply.body) if reply.outcome is Outcome.OK else None
        _keep("places", found)
    return found


def _places(told: dict[str, Any]) -> Places | None:
    """Everything must lie at the issuer we know: an answer from elsewhere must not lead anybody anywhere."""
    issuer = settings.CONNECTORS[SYSTEM]["base_url"].rstrip("/")
    urls = [told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if told.get("issuer") != issuer or not all(isinstance(url, str) and url.startswith(f"{issuer}/") for url in urls):
        return None
    paths = [str(url)[len(issuer) :] for url in urls]
    if not all(http.PATH.fullmatch(path) and not urlsplit(path).query for path in paths):
        return None
    return Places(issuer, str(urls[0]), paths[1], paths[2])


def keys(place: Places, *, at: datetime, wanted: str = "") -> dict[str, Any]:
    """The platform's public keys (JWK) by their id; asked for again when `wanted` is not among them."""
    found = _recall("keys")
    if found is None or (wanted not in found and _recall("asked-lately") is None):
        reply = http.call(SYSTEM, "GET", place.keys_path, purpose="keys", at=at)
        rows = reply.body.get("keys") if reply.outcome is Outcome.OK else None
        if isinstance(rows, list):
            found = {str(row.get("kid", "")): row for row in rows if isinstance(row, dict) and row.get("kty") == "RSA"}
            _keep("keys", found)
        _keep("asked-lately", True, for_s=AT_MOST_EVERY_S)
    return found or {}


def exchange(place: Places, code: str, *, back_url: str, verifier: str, at: datetime) -> tuple[str, str]:
    """(id_token, "") or ("", why)."""
    config = settings.CONNECTORS[SYSTEM]
    told = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back_url, "code_verifier": verifier,
        "client_id": config["client_id"], "client_secret": config["secret"],
    }  # fmt: skip
    reply = http.call(SYSTEM, "POST", place.token_path, form=told, purpose="sign-in", at=at)
    if reply.outcome is Outcome.REFUSED:
        return "", "refused"
    token = reply.body.get("id_token")
    return (token, "") if reply.outcome is Outcome.OK and isinstance(token, str) else ("", "down")


def _recall(name: str) -> Any:
    with _lock:
        found, until = _kept.get((settings.CONNECTORS[SYSTEM]["base_url"], name), (None, 0.0))
    return found if time.monotonic() < until else None


def _keep(name: str, value: Any, *, for_s: float = FRESH_S) -> None:
    with _lock:
        _kept[settings.CONNECTORS[SYSTEM]["base_url"], name] = value, time.monotonic() + for_s


def forget() -> None:
    """Ask for everything anew."""
    with _lock:
        _kept.clear()
