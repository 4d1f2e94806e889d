"""When a message may go, how long it is, and what follows from an attempt: values in, a value out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from notifications.choices import OPEN, URGENT, Channel, DeliveryState

CHINA = ZoneInfo("Asia/Shanghai")
QUIET_FROM, QUIET_UNTIL = time(22), time(7)

MAX_ATTEMPTS = 5
PATIENCE = timedelta(hours=24)
LEASE = timedelta(seconds=60)
BACK_OFF = tuple(timedelta(seconds=s) for s in (15, 60, 180, 600))
LONGEST_WAIT = timedelta(minutes=5)

SINGLE, PART = 70, 67
"""UCS-2 characters in one short message, and in each part of a longer one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a way is given up: after so many tries, or so long after the message was written."""

    attempts: int = MAX_ATTEMPTS
    patience: timedelta = PATIENCE


LIMITS = {Channel.SMS: Limits(), Channel.WECHAT: Limits(attempts=3, patience=timedelta(seconds=60))}
"""Behind WeChat waits the SMS, so it is given up soon; behind the SMS waits a person."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one try to hand a message over came to."""

    is_accepted: bool = False
    is_refused: bool = False
    may_have_left: bool = False  # the gateway could have it: ask before sending again
    is_message_blamed: bool = True  # False when the gateway as a whole is unwell, so the try does not count
    provider_ref: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """Where a delivery stands after an attempt, when to look again, and the counters to keep."""

    state: DeliveryState
    next_at: datetime | None
    attempts: int
    waits: int


def earliest(at: datetime, purpose: str) -> datetime:
    """The first moment at or after `at` when a phone may ring for this purpose."""
    local = at.astimezone(CHINA)
    if purpose in URGENT or QUIET_UNTIL <= local.time() < QUIET_FROM:
        return at
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, CHINA)


def after(
    attempt: Attempt, *, attempts: int, waits: int, created_at: datetime, purpose: str, at: datetime,
    limits: Limits = LIMITS[Channel.SMS],
) -> Next:  # fmt: skip
    """`attempts` counts the present one. An unwell gateway costs a message its time, not its attempts."""
    if attempt.is_accepted:
        return Next(DeliveryState.SENT, None, attempts, waits)
    if attempt.is_refused:
        return Next(DeliveryState.FAILED, None, attempts, waits)
    if not attempt.is_message_blamed:
        attempts, waits = attempts - 1, waits + 1
    is_spent = attempts >= limits.attempts or at - created_at > limits.patience
    if is_spent:
        return Next(DeliveryState.DEAD, None, attempts, waits)
    pause = BACK_OFF[attempts - 1] if attempt.is_message_blamed else wait(waits)
    state = DeliveryState.UNKNOWN if attempt.may_have_left else DeliveryState.PENDING
    return Next(state, earliest(at + pause, purpose), attempts, waits)


def wait(waits: int) -> timedelta:
    """5 s, 10 s, 20 s ... and never more than five minutes, so that a backlog drains soon after an outage."""
    return min(timedelta(seconds=5 * 2 ** min(waits - 1, 10)), LONGEST_WAIT)


RANK = {
    DeliveryState.PENDING: 0,
    DeliveryState.LEASED: 0,
    DeliveryState.UNKNOWN: 0,
    DeliveryState.DEAD: 1,
    DeliveryState.SENT: 2,
    DeliveryState.FAILED: 3,
    DeliveryState.DELIVERED: 4,
}
TOLD = {
    "ON_ITS_WAY": DeliveryState.SENT,
    "FAILED": DeliveryState.FAILED,
    "DELIVERED": DeliveryState.DELIVERED,
}
"""The operator's words in a receipt, and what they mean here."""


def advance(current: str, told: str) -> DeliveryState:
    """Receipts come twice and in any order, so news only ever moves a delivery forward."""
    now, news = DeliveryState(current), TOLD[told]
    return news if RANK[news] > RANK[now] else now


def sms_parts(text: str) -> int:
    """How many messages the operator bills: 70 UCS-2 characters alone, 67 in each part."""
    length = len(text.encode("utf-16-be")) // 2
    return 1 if length <= SINGLE else -(-length // PART)


def is_open(state: str) -> bool:
    return state in OPEN
