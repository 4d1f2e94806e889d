"""What an officer does about a message that did not get through."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import reveal
from accounts.models import User
from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet
from accounts.roles import Role
from notifications import rules
from notifications.actions import wake
from notifications.choices import Channel, DeliveryState
from notifications.failures.models import SETTLES, Call, Outcome
from notifications.models import Delivery

CALLERS = frozenset({Role.INTAKE, Role.CHIEF, Role.MANAGER})


def failure(pk: int, *, by: User) -> Delivery:
    """The delivery, if it still waits for a person and `by` sees to such."""
    if not by.roles & CALLERS:
        raise NotAllowed
    rows = Delivery.objects.to_see_to().select_related("message__recipient").select_for_update(of=("self",))
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Hidden(_("Somebody has seen to this message meanwhile."))
    return row


@transaction.atomic
def try_again(pk: int, *, by: User, at: datetime) -> Delivery:
    """Into the outbox once more. One that may have got through is asked after first, under its old reference."""
    row = failure(pk, by=by)
    if row.channel == Channel.CALL:
        raise Unmet(_("This person asked to be called. Call, or hand over a letter, and note it."))
    if row.channel == Channel.SMS and not (row.message.recipient and row.message.recipient.phone):
        raise Unmet(_("There is no mobile number to send it to."))
    if row.state == DeliveryState.FAILED:
        row.state, row.reference, row.provider_ref = DeliveryState.PENDING, uuid.uuid4().hex, ""
    else:
        row.state = DeliveryState.UNKNOWN
    row.attempts, row.waits, row.reason, row.settled_at = 0, 0, "", None
    row.next_at = rules.earliest(at, row.message.purpose)
    row.save()
    transaction.on_commit(wake, robust=True)
    return row


@transaction.atomic
def note_call(pk: int, *, outcome: str, said: str, by: User, at: datetime) -> Call:
    """What came of a call. Once the person knows, that settles it, whatever the operator says later."""
    row = failure(pk, by=by)
    if outcome in SETTLES and not said.strip():
        raise Invalid({"said": [_("Write in a few words what was said.")]})
    call = Call.objects.create(delivery=row, outcome=Outcome(outcome), said=said.strip(), called_at=at, called_by=by)
    if outcome in SETTLES:
        row.called_at, row.called_by = at, by
        if row.channel == Channel.CALL:
            row.state, row.settled_at = DeliveryState.DELIVERED, at
        row.save(update_fields=["called_at", "called_by", "state", "settled_at"])
    return call


@transaction.atomic
def reader_of_letter(pk: int, *, by: User, at: datetime) -> tuple[Delivery, User, str]:
    """Whom the letter is to, and the name in full; the person can read who wrote to them and about what."""
    row = failure(pk, by=by)
    if (reader := row.message.recipient) is None:
        raise Hidden
    return row, reader, reveal(reader, "name", by=by, reason=f"letter {row.message.about}".strip(), at=at)


@transaction.atomic
def number_to_call(pk: int, *, by: User, at: datetime, reason: str) -> str:
    """The number in full; the person can read who looked and why."""
    row = failure(pk, by=by)
    if row.message.recipient is None:
        raise Hidden
    return reveal(row.message.recipient, "phone", by=by, reason=reason, at=at)
