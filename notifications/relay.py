"""One step of the relay: take a delivery, hand it over outside any transaction, write down what came of it."""

from __future__ import annotations

import logging
from datetime import datetime

from notifications import actions, by_sms, rules
from notifications.choices import Channel, DeliveryState
from notifications.rules import Attempt
from notifications.wechat import sending as by_wechat

log = logging.getLogger(__name__)

WAYS = {Channel.SMS: by_sms.hand_over, Channel.WECHAT: by_wechat.hand_over}


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
        attempt, parts = WAYS[Channel(row.channel)](row, may_have_left=may_have_left, at=at)
    except Exception:
        # A row that cannot be worded is a bug of ours. It is counted and parked; the others go on.
        log.exception("delivery %s cannot be written", row.reference)
        attempt = Attempt(may_have_left=may_have_left, reason="cannot-be-written")
    actions.settle(row, attempt, parts=parts, at=at)
    return True
