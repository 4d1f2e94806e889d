"""Whether a push is really the portal's: for the program that listens."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping

WINDOW_S = 300


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, *, now_s: float | None = None) -> bool:
    """True when the signature fits and the push is not older than five minutes."""
    given = {name.lower(): value for name, value in headers.items()}
    reference, timestamp = given.get("webhook-id", ""), given.get("webhook-timestamp", "")
    now = time.time() if now_s is None else now_s
    if not timestamp.isdecimal() or abs(int(timestamp) - now) > WINDOW_S:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(key, f"{reference}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    wanted = f"v1,{base64.b64encode(made).decode()}"
    return any(hmac.compare_digest(wanted, one) for one in given.get("webhook-signature", "").split())
