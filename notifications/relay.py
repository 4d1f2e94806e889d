"""One step of the relay: take a delivery, hand it over outside any transaction, write down what came of it."""

from __future__ import annotations

import logging
from datetime import datetime

from connectors.sms import client as sms
from connectors.sms.client import SmsOutcome, SmsReply
from notifications import actions, rules, templates
from notifications.choices import DeliveryState
from notifications.models import Delivery
from notifications.rules import Attempt

log = logging.getLogger(__name__)


def step(*, at: datetime) -> bool:
    """See to one delivery; False when there was none. Any number of relays may step side by side."""
    row = actions.claim(at=at)
    if row is None:
        return False
    may_ring_at = rules.earliest(at, row.message.purpose)
    if may_ring_at > at:
        actions.postpone(row, until=may_ring_at)
        return True
    may_have_left = row.was in (DeliveryState.LEASED, DeliveryState.UNKNOWN)  # type: ignore[attr-defined]
    parts = 0
    try:
        text = _text(row)
        parts = rules.sms_parts(text)
        attempt = _hand_over(row, text, may_have_left=may_have_left, at=at)
    except Exception:
        # A row that cannot be worded is a bug of ours. It is counted and parked; the others go on.
        log.exception("delivery %s cannot be written", row.reference)
        attempt = Attempt(may_have_left=may_have_left, reason="cannot-be-written")
    actions.settle(row, attempt, parts=parts, at=at)
    return True


def _text(row: Delivery) -> str:
    message = row.message
    language = message.recipient.language if message.recipient else ""
    return templates.write_sms(message.template, message.context, language=language or "zh-hans")


def _hand_over(row: Delivery, text: str, *, may_have_left: bool, at: datetime) -> Attempt:
    """Ask first when an earlier try may have got through: the operator does not notice a repeat, the customer does."""
    phone = row.message.recipient.phone if row.message.recipient else ""
    if not phone:
        return Attempt(is_refused=True, reason="no-phone")
    if may_have_left:
        known = sms.query(row.reference, at=at)
        if known.outcome is not SmsOutcome.NOT_FOUND:
            return _asked(known)
    return _sent(sms.send(phone, text, reference=row.reference, at=at))


def _asked(known: SmsReply) -> Attempt:
    """The operator has it, or cannot say; asking costs a message none of its attempts."""
    if known.outcome is SmsOutcome.ACCEPTED:
        return Attempt(is_accepted=True, provider_ref=known.provider_ref)
    return Attempt(may_have_left=True, is_message_blamed=False, reason=known.reason)


def _sent(reply: SmsReply) -> Attempt:
    return Attempt(
        is_accepted=reply.outcome is SmsOutcome.ACCEPTED,
        is_refused=reply.outcome is SmsOutcome.REFUSED,
        may_have_left=reply.has_left,
        is_message_blamed=not reply.is_gateway_unwell,
        provider_ref=reply.provider_ref,
        reason=reply.reason,
    )
