"""How many calls a minute a token or a stranger may make, and what an answer says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.models import ApiToken
from accounts.origin import client_ip

WINDOW_S = 60
OF_A_STRANGER = 6_000


class Count(NamedTuple):
    """Where a caller stands within this minute."""

    limit: int
    used: int
    resets_in_s: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)


def count(caller: str, limit: int, *, at: datetime) -> Count:
    """One more call of this minute."""
    minute, second = divmod(int(at.timestamp()), WINDOW_S)
    key = f"calls:{caller}:{minute}"
    try:
        used = cache.incr(key)
    except ValueError:  # the first of this minute, unless another has just come before
        used = 1 if cache.add(key, 1, 2 * WINDOW_S) else cache.incr(key)
    return Count(limit, used, WINDOW_S - second)


class MinuteLimit(BaseThrottle):
    """A token by its own limit, strangers by their connection; people with a session are not counted."""

    found: Count | None = None

    def allow_request(self, request: Request, view: Any) -> bool:
        caller, limit = self._caller(request)
        if not caller:
            return True
        try:
            self.found = count(caller, limit, at=timezone.now())
        except (RedisError, ValueError):  # the counter is away, or was just forgotten: people are served
            return True
        request._request.calls = self.found
        return self.found.used <= limit

    def _caller(self, request: Request) -> tuple[str, int]:
        if isinstance(request.auth, ApiToken):
            return f"token:{request.auth.pk}", request.auth.calls_a_minute
        if not request.user.is_authenticated:
            return f"from:{client_ip(request)}", OF_A_STRANGER
        return "", 0

    def wait(self) -> float | None:
        """Seconds until the next minute begins, at least one."""
        return self.found.resets_in_s if self.found else None


class SaysHowManyAreLeft:
    """`RateLimit-*` on every answer that was counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if found := getattr(request, "calls", None):
            response["RateLimit-Limit"] = str(found.limit)
            response["RateLimit-Remaining"] = str(found.left)
            response["RateLimit-Reset"] = str(found.resets_in_s)
        return response
