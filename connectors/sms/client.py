"""Hand a short message to the gateway, or ask what became of one; every message carries our own reference."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from connectors import http
from connectors.choices import Outcome
from connectors.http import NEVER_LEFT, SYSTEM_UNWELL


class SmsOutcome(models.TextChoices):
    """What the gateway said. Unknown means it may or may not have taken the message: ask before sending again."""

    ACCEPTED = "ACCEPTED", "accepted"
    REFUSED = "REFUSED", "refused"
    NOT_FOUND = "NOT_FOUND", "not found"
    UNKNOWN = "UNKNOWN", "unknown"


@dataclass(frozen=True, slots=True)
class SmsReply:
    outcome: SmsOutcome
    provider_ref: str = ""
    reason: str = ""

    @property
    def has_left(self) -> bool:
        """Could the gateway have this message?"""
        return self.reason not in NEVER_LEFT

    @property
    def is_gateway_unwell(self) -> bool:
        """Does the reason lie with the gateway as a whole, so that the message is not to blame?"""
        return self.reason in SYSTEM_UNWELL


def send(phone: str, text: str, *, reference: str, at: datetime) -> SmsReply:
    """One attempt. Gateways do not promise to drop repeats, so a repeat is the caller's to prevent."""
    reply = http.call(
        "sms",
        "POST",
        "/v1/messages",
        {"phone": phone, "text": text, "reference": reference},
        purpose="send",
        at=at,
        idempotency_key=reference,
        share=http.Share(fields=["phone"], subject=reference, basis="service-message"),
    )
    return _read(reply)


def query(reference: str, *, at: datetime) -> SmsReply:
    """Does the gateway have the message with this reference?"""
    return _read(http.call("sms", "GET", f"/v1/messages/{reference}", purpose="query", at=at))


def _read(reply: http.Reply) -> SmsReply:
    if reply.outcome is not Outcome.OK:
        return SmsReply(SmsOutcome(reply.outcome), reason=reply.reason)
    provider_ref = reply.body.get("message_id")
    if not isinstance(provider_ref, str) or not 0 < len(provider_ref) <= 80:
        return SmsReply(SmsOutcome.UNKNOWN, reason="garbage")
    return SmsReply(SmsOutcome.ACCEPTED, provider_ref)
