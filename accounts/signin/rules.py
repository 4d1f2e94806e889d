"""How often one may ask, try and fail, and how long a session lasts: pure arithmetic over moments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

CODE_LIFE = timedelta(minutes=5)
CODE_TRIES = 5
PROOF_LASTS = timedelta(minutes=10)
RESEND_AFTER = timedelta(seconds=60)
LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)

MOBILE = re.compile(r"1[3-9]\d{9}")
_DRESSING = re.compile(r"^(?:\+|00)?86(?=1)")


@dataclass(frozen=True)
class Limit:
    """At most `count` in any `seconds`."""

    count: int
    seconds: int

    @property
    def window(self) -> timedelta:
        return timedelta(seconds=self.seconds)

    def reached(self, moments: Iterable[datetime], at: datetime) -> bool:
        return sum(moment > at - self.window for moment in moments) >= self.count


def limits(pairs: Sequence[tuple[int, int]]) -> list[Limit]:
    return [Limit(count, seconds) for count, seconds in pairs]


def first_reached(limits_of: Mapping[str, list[Limit]], asked: Mapping[str, Sequence[datetime]], at: datetime) -> str:
    """The name of the first of "phone", "ip", "all" that may not ask again yet; empty when all may."""
    for name, of in limits_of.items():
        if any(limit.reached(asked.get(name, []), at) for limit in of):
            return name
    return ""


def is_locked(failures: int, failed_at: datetime, at: datetime) -> bool:
    return failures >= LOCK_AFTER and at < failed_at + LOCK_FOR


def failures_that_count(failures: int, failed_at: datetime, at: datetime) -> int:
    """A quarter of an hour of peace wipes the slate."""
    return 0 if at >= failed_at + LOCK_FOR else failures


def session_is_over(
    *, signed_in_at: datetime, seen_at: datetime, at: datetime, idle: timedelta, absolute: timedelta
) -> bool:
    return at - seen_at >= idle or at - signed_in_at >= absolute


def plain_mobile(typed: str) -> str:
    """The eleven digits of a mobile number however it was typed; empty when it is none."""
    digits = re.sub(r"[\s\-()]", "", typed)
    digits = _DRESSING.sub("", digits)
    return digits if MOBILE.fullmatch(digits) else ""
