"""Send an authority's package to the approval platform, and ask what was said since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors import http
from connectors.choices import Outcome
from connectors.construction import wire
from connectors.construction.wire import News

SYSTEM = "construction"


@dataclass(frozen=True, slots=True)
class Heard:
    """How a call ended, and what came with it."""

    outcome: Outcome
    reason: str = ""
    platform_no: str = ""
    news: tuple[News, ...] = ()

    @property
    def is_ok(self) -> bool:
        return self.outcome is Outcome.OK

    @property
    def is_answer(self) -> bool:
        """Yes or no, but said by the platform itself."""
        return self.outcome is not Outcome.UNKNOWN

    @property
    def is_switched_off(self) -> bool:
        """There is no platform here: the desk alone speaks for the authorities."""
        return self.reason == "not-configured"


def push(reference: str, *, kind: str, case: str, package: Mapping[str, Any], version: int, at: datetime) -> Heard:
    """Hand the package over. The same reference and version is the same package, however often it arrives."""
    reply = http.call(
        SYSTEM, "POST", "/v1/permits",
        {"reference": reference, "kind": kind, "case": case, "version": version, "package": dict(package)},
        purpose="push", at=at, idempotency_key=f"{reference}-{version}",
    )  # fmt: skip
    if reply.outcome is not Outcome.OK:
        return Heard(reply.outcome, reply.reason)
    number = reply.body.get("platform_no")
    if not isinstance(number, str) or not 0 < len(number) <= 80:
        return Heard(Outcome.UNKNOWN, "garbage")
    return Heard(Outcome.OK, platform_no=number)


def news_since(reference: str, *, seq: int, at: datetime) -> Heard:
    """Everything said on this permit after number `seq`."""
    reply = http.call(SYSTEM, "GET", f"/v1/permits/{reference}/news?after={seq}", purpose="poll", at=at)
    if reply.outcome is not Outcome.OK:
        return Heard(reply.outcome, reply.reason)
    try:
        return Heard(Outcome.OK, news=wire.parse_all(reply.body))
    except wire.Garbage:
        return Heard(Outcome.UNKNOWN, "garbage")
