"""The outbox's writes: queue a message, claim and settle deliveries, take receipts, mark messages as read."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.choices import CodePurpose
from accounts.models import User
from accounts.refusals import Hidden
from connectors.actions import remember_once
from connectors.hints import hint
from connectors.sms import client as sms
from connectors.sms.client import SmsOutcome
from notifications import rules, templates
from notifications.choices import CHAIN, LOST, OPEN, Channel, DeliveryState
from notifications.models import Delivery, Message
from notifications.preferences.actions import wants
from notifications.reach import channels_of
from notifications.rules import Attempt

log = logging.getLogger(__name__)

RELAY = "notifications.tasks.relay"


@transaction.atomic(savepoint=False)
def queue(
    template: str,
    *,
    to: User,
    about: str,
    url: str,
    at: datetime,
    context: Mapping[str, Any] | None = None,
    dedup: str,
) -> Message:
    """Write a message in the caller's transaction: it exists if and only if what it tells has happened.

    The same `dedup` gives the same message, however often it is queued. `context` holds no personal data.
    """
    kind = templates.find(template)
    facts = {"context": dict(context or {}), "recipient": to, "about": about, "url": url}
    message = Message.objects.once(kind, dedup=dedup, at=at, **facts)
    if not message.deliveries.exists():
        _open_deliveries(message, kind, to=to, at=at)
    return message


def _open_deliveries(message: Message, kind: templates.Template, *, to: User, at: datetime) -> None:
    """The inbox has it at once; a phone gets it from the relay, when there is a phone and it may ring."""
    channels = channels_of(kind, to)
    Delivery.objects.bulk_create([_delivery(message, channel, at=at) for channel in channels], ignore_conflicts=True)
    if set(channels) & set(CHAIN):
        wake_on_commit()


def _delivery(message: Message, channel: Channel, *, at: datetime) -> Delivery:
    reference = uuid.uuid4().hex
    if channel == Channel.INBOX:
        return Delivery(
            message=message, channel=channel, reference=reference, state=DeliveryState.DELIVERED, settled_at=at
        )
    rings_at = rules.earliest(at, message.purpose) if channel in CHAIN else None
    return Delivery(message=message, channel=channel, reference=reference, next_at=rings_at)


def wake_on_commit() -> None:
    """Once a transaction, however many messages it queues."""
    if not any(hook[1] is wake for hook in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Ask a worker to look at the outbox now. Only a hint: without a broker the next round finds the rows."""
    hint(RELAY)


@transaction.atomic
def claim(*, at: datetime) -> Delivery | None:
    """Take the next delivery for a minute. `was` on the returned row tells what it had been before."""
    while row := Delivery.objects.next_ready(at=at):
        if row.attempts >= rules.MAX_ATTEMPTS:
            _bury(row, at=at)
            continue
        row.was = row.state  # type: ignore[attr-defined]
        row.state, row.attempts = DeliveryState.LEASED, row.attempts + 1
        row.next_at = row.lease_until = at + rules.LEASE
        row.save(update_fields=["state", "attempts", "next_at", "lease_until"])
        return row
    return None


def _bury(row: Delivery, *, at: datetime) -> None:
    """Five times somebody took it and never came back: leave it to a person, so that the others get through."""
    row.state, row.next_at, row.settled_at = DeliveryState.DEAD, None, at
    row.reason = row.reason or "sender-died"
    row.save(update_fields=["state", "next_at", "settled_at", "reason"])
    _go_on(row, at=at)


@transaction.atomic
def postpone(row: Delivery, *, until: datetime) -> None:
    """Give a claimed delivery back untouched."""
    held = Delivery.objects.select_for_update().filter(pk=row.pk, state=DeliveryState.LEASED, attempts=row.attempts)
    held.update(state=row.was, attempts=row.attempts - 1, next_at=until, lease_until=None)  # type: ignore[attr-defined]


@transaction.atomic
def settle(row: Delivery, attempt: Attempt, *, parts: int, at: datetime) -> Delivery:
    """Write down what an attempt came to, unless a receipt has told more already or the lease went to another."""
    held = Delivery.objects.select_for_update().select_related(None).get(pk=row.pk)
    purpose, created_at = row.message.purpose, row.message.created_at
    limits = rules.LIMITS[Channel(row.channel)]
    then = rules.after(
        attempt, attempts=row.attempts, waits=row.waits, created_at=created_at, purpose=purpose, at=at, limits=limits
    )
    if attempt.is_accepted:
        held.provider_ref, held.sent_at, held.parts = attempt.provider_ref, held.sent_at or at, parts
    is_mine = held.state == DeliveryState.LEASED and held.lease_until == row.lease_until
    if is_mine or (attempt.is_accepted and held.state in (*OPEN, DeliveryState.DEAD)):
        held.state, held.next_at, held.lease_until = then.state, then.next_at, None
        held.attempts, held.waits, held.reason = then.attempts, then.waits, attempt.reason
        held.settled_at = None if rules.is_open(then.state) else at
    held.save()
    _go_on(held, at=at)
    return held


def _go_on(row: Delivery, *, at: datetime) -> None:
    """WeChat did not get through: the SMS is next, when the person has a phone and wants it. Else a person calls."""
    if row.state not in LOST:
        return
    message, reader = row.message, row.message.recipient
    if row.channel == Channel.WECHAT and reader and reader.phone and wants(reader, message.purpose, Channel.SMS):
        Delivery.objects.bulk_create([_delivery(message, Channel.SMS, at=at)], ignore_conflicts=True)
        wake_on_commit()
    elif row.state == DeliveryState.DEAD:
        log.error("delivery %s is given up: %s", row.reference, row.reason)


@transaction.atomic
def take_receipt(receipt_id: str, *, reference: str, told: str, at: datetime) -> bool:
    """News about a delivery from the operator; the same news twice, or older news, changes nothing."""
    if not remember_once("sms:receipt", receipt_id, at=at):
        return False
    return _advance(Delivery.objects.locked(reference), told, at=at)


@transaction.atomic
def take_news(told: str, *, provider_ref: str, reason: str, at: datetime) -> bool:
    """As a receipt, from WeChat, which knows a message by its own number alone."""
    row = Delivery.objects.told_by_wechat(provider_ref).select_for_update().last()
    return _advance(row, told, at=at, reason=reason)


def _advance(row: Delivery | None, told: str, *, at: datetime, reason: str = "") -> bool:
    if row is None:
        log.warning("a receipt speaks of a message we never sent")
        return False
    state = rules.advance(row.state, told)
    if state == row.state:
        return False
    row.state, row.next_at, row.lease_until, row.settled_at = state, None, None, at
    row.sent_at, row.reason = row.sent_at or at, reason or row.reason
    row.save(update_fields=["state", "next_at", "lease_until", "settled_at", "sent_at", "reason"])
    _go_on(row, at=at)
    return True


def send_code(
    phone: str, code: str, *, purpose: str, at: datetime, reference: str = "", language: str = "zh-hans"
) -> SmsOutcome:
    """Send a one-time code now, once. What is kept says that it went, not to whom nor what; nothing resends it.

    Not to be called inside a transaction: it talks to the operator.
    """
    kind = templates.ONE_TIME_CODE
    text = templates.write_sms(
        kind.key, kind.version, {"code": code, "what": CodePurpose(purpose).label}, language=language
    )
    row = _record_code(reference or uuid.uuid4().hex, kind, at=at)
    if row is None:
        return SmsOutcome.REFUSED
    reply = sms.send(phone, text, reference=row.reference, at=at)
    state = {SmsOutcome.ACCEPTED: DeliveryState.SENT, SmsOutcome.REFUSED: DeliveryState.FAILED}
    sent = reply.outcome is SmsOutcome.ACCEPTED
    Delivery.objects.filter(pk=row.pk, state=DeliveryState.UNKNOWN).update(
        state=state.get(reply.outcome, DeliveryState.UNKNOWN),
        provider_ref=reply.provider_ref,
        reason=reply.reason,
        parts=rules.sms_parts(text),
        sent_at=at if sent else None,
        settled_at=at,
    )
    return reply.outcome


@transaction.atomic
def _record_code(reference: str, kind: templates.Template, *, at: datetime) -> Delivery | None:
    """None when this very code was sent before."""
    message = Message.objects.once(kind, dedup=f"code:{reference}", at=at)
    row, is_new = Delivery.objects.get_or_create(
        message=message,
        channel=Channel.SMS,
        defaults={"reference": reference, "state": DeliveryState.UNKNOWN, "attempts": 1},
    )
    return row if is_new else None


@transaction.atomic
def open_message(pk: int, *, by: User, at: datetime) -> Message:
    """The person has seen it. Whose message it is not, does not learn that it exists."""
    message = Message.objects.visible_to(by).filter(pk=pk).first()
    if message is None:
        raise Hidden
    Message.objects.filter(pk=pk).unread().update(read_at=at)
    return message


@transaction.atomic
def open_all(*, by: User, at: datetime) -> int:
    return Message.objects.filter(recipient=by).unread().update(read_at=at)
