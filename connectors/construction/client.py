"""Send an authority's package or a signed undertaking to the approval platform, and ask what was said since."""

from __future__ import annotations

import base64
import hashlib
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
    return _numbered(reply)


def file_letter(
    reference: str, *, case: str, letter: bytes, facts: Mapping[str, Any], seal: Mapping[str, str], share_basis: str,
    at: datetime,
) -> Heard:  # fmt: skip
    """Hand a signed undertaking over. The platform must name the SHA-256 of what it has got."""
    digest = hashlib.sha256(letter).hexdigest()
    reply = http.call(
        SYSTEM, "POST", "/v1/filings",
        {
            "reference": reference, "case": case, "facts": dict(facts), "sha256": digest,
            "letter": base64.b64encode(letter).decode(), **seal,
        },
        purpose="file", at=at, idempotency_key=reference,
        share=http.Share(fields=["letter"], subject=case, basis=share_basis),
    )  # fmt: skip
    heard = _numbered(reply)
    return heard if not heard.is_ok or reply.body.get("sha256") == digest else Heard(Outcome.UNKNOWN, "garbage")


def _numbered(reply: http.Reply) -> Heard:
    if reply.outcome is not Outcome.OK:
        return Heard(reply.outcome, reply.reason)
    number = reply.body.get("platform_no")
    if not isinstance(number, str) or not 0 < len(number) <= 80:
        return Heard(Outcome.UNKNOWN, "garbage")
    return Heard(Outcome.OK, platform_no=number)


def news_since(reference: str, *, seq: int, at: datetime) -> Heard:
    """Everything said on this permit or filing after number `seq`."""
    kind = "filings" if reference.startswith("filing-") else "permits"
    reply = http.call(SYSTEM, "GET", f"/v1/{kind}/{reference}/news?after={seq}", purpose="poll", at=at)
    if reply.outcome is not Outcome.OK:
        return Heard(reply.outcome, reply.reason)
    try:
        return Heard(Outcome.OK, news=wire.parse_all(reply.body))
    except wire.Garbage:
        return Heard(Outcome.UNKNOWN, "garbage")
