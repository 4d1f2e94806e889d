"""One try to hand a message to the SMS gateway, which is asked first when an earlier try may have got through."""

from __future__ import annotations

from datetime import datetime

from connectors.sms import client as sms
from connectors.sms.client import SmsOutcome, SmsReply
from notifications import rules, templates
from notifications.models import Delivery
from notifications.rules import Attempt


def hand_over(row: Delivery, *, may_have_left: bool, at: datetime) -> tuple[Attempt, int]:
    """What it came to, and how many parts it has. The operator does not notice a repeat, the customer does."""
    text = _text(row)
    parts = rules.sms_parts(text)
    phone = row.message.recipient.phone if row.message.recipient else ""
    if not phone:
        return Attempt(is_refused=True, reason="no-phone"), parts
    if may_have_left:
        known = sms.query(row.reference, at=at)
        if known.outcome is not SmsOutcome.NOT_FOUND:
            return _asked(known), parts
    return _sent(sms.send(phone, text, reference=row.reference, at=at)), parts


def _text(row: Delivery) -> str:
    message = row.message
    language = message.recipient.language if message.recipient else ""
    return templates.write_sms(message.template, message.version, message.context, language=language or "zh-hans")


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
