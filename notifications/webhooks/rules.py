"""Which addresses may be pushed to, how long to wait between attempts, and how a push is signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from datetime import timedelta
from urllib.parse import urlsplit

WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
)  # fmt: skip
"""After the first attempt, the second, ...; when they are used up the push is given up: about two days."""
LEASE = timedelta(seconds=60)
PREFIX = "whsec_"


def wait_after(attempts: int) -> timedelta | None:
    """How long after so many attempts; None: no more."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None


def host_of(url: str, hosts: Sequence[str]) -> str | None:
    """The host of an address that may be asked for; None for any other.

    `hosts` are names, `.suffixes`, or `*` for every name. Plain http only to this machine itself, where it is listed.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return None
    is_plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not (is_plain and host and not parts.username and not parts.password and not parts.fragment):
        return None
    if not any(host == one or (one.startswith(".") and host.endswith(one)) or one == "*" for one in hosts):
        return None
    is_here = is_loopback(host)
    if is_here:
        return host if host in hosts and parts.scheme in ("http", "https") else None
    is_well_known = port in (None, 443, 8443) and parts.scheme == "https"
    return host if is_well_known else None


def is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_reach(address: str, host: str) -> bool:
    """Whether what a name resolved to is out in the world. This machine only where it was named as such."""
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None:
        found = mapped
    if is_loopback(host):
        return found.is_loopback
    return found.is_global and not found.is_multicast


def signed(secret: str, reference: str, timestamp: int, body: bytes) -> str:
    """The signature header: HMAC-SHA256 over `id.timestamp.body`, as Standard Webhooks has it."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    told = f"{reference}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
