"""One push over the wire: to a pinned address out in the world, signed, without following anybody elsewhere."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from notifications.webhooks.models import Push
from notifications.webhooks.rules import host_of, may_reach, signed

CONNECT_S, READ_S = 2.0, 5.0


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one attempt: the status, or the reason why there is none."""

    status: int | None
    reason: str
    took_ms: int

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver says that nobody listens there any more."""
        return self.status == 410


def push(row: Push, *, now_s: int) -> Came:
    """Never raises for what goes wrong over there."""
    started = time.monotonic()
    status, reason = _tried(row, now_s)
    return Came(status, reason, round((time.monotonic() - started) * 1000))


def _tried(row: Push, now_s: int) -> tuple[int | None, str]:
    url = row.webhook.url
    host = host_of(url, settings.WEBHOOK_HOSTS)
    if host is None:
        return None, "host-not-allowed"
    body = json.dumps(row.payload, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Host": urlsplit(url).netloc, "Content-Type": "application/json", "User-Agent": "power-connection-portal",
        "Webhook-Id": row.reference, "Webhook-Timestamp": str(now_s),
        "Webhook-Signature": signed(row.webhook.secret, row.reference, now_s, body),
    }  # fmt: skip
    try:
        return _sent(url, host, body, headers), ""
    except PermissionError:
        return None, "points-inside"
    except (httpx.ConnectError, httpx.ConnectTimeout, OSError):
        return None, "unreachable"
    except httpx.TimeoutException:
        return None, "timeout"
    except (httpx.HTTPError, httpx.InvalidURL):
        return None, "broken-off"


def _sent(url: str, host: str, body: bytes, headers: dict[str, str]) -> int:
    """The status; what is said with it is nobody's business and is not read."""
    parts = urlsplit(url)
    address = _pinned(host, parts.port or (443 if parts.scheme == "https" else 80))
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    request = _client().build_request("POST", f"{parts.scheme}://{address}{path}", content=body, headers=headers)
    request.extensions["sni_hostname"] = host
    response = _client().send(request, stream=True)
    response.close()
    return response.status_code


def _pinned(host: str, port: int) -> str:
    """host:port as the one address we looked at, so that the name cannot point elsewhere a moment later."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(may_reach(address, host) for address in found):
        raise PermissionError(host)
    return f"[{found[0]}]:{port}" if ":" in found[0] else f"{found[0]}:{port}"


@cache
def _client() -> httpx.Client:
    timeout = httpx.Timeout(READ_S, connect=CONNECT_S)
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=0)
    return httpx.Client(trust_env=False, follow_redirects=False, timeout=timeout, limits=limits)
