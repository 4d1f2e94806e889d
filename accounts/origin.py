"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The caller's address: behind our own proxies, the entry the outermost of them wrote; empty when unknown."""
    hops = settings.TRUSTED_PROXY_HOPS
    if not hops:
        return request.META.get("REMOTE_ADDR") or ""
    told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return told[-hops] if len(told) >= hops else ""
