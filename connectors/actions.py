"""The connector layer's writes: logs of what went out, memory of what came in, health of the systems."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from connectors.models import Breaker, ConnectorCall, Inbox, ShareLog

if TYPE_CHECKING:
    from connectors.http import Reply

FAILURES_THAT_OPEN = 5
REST = timedelta(seconds=15)
PROBE = timedelta(seconds=8)
KEEP_NONCES = timedelta(days=1)


def log_call(system: str, reply: Reply, *, purpose: str, took_ms: int, at: datetime) -> None:
    ConnectorCall.objects.create(
        system=system,
        purpose=purpose[:60],
        outcome=reply.outcome,
        reason=reply.reason,
        status=reply.status,
        took_ms=took_ms,
        at=at,
    )


def log_share(recipient: str, *, purpose: str, fields: Sequence[str], subject: str, basis: str, at: datetime) -> None:
    ShareLog.objects.create(
        recipient=recipient, purpose=purpose[:60], fields=list(fields), subject=subject, basis=basis, at=at
    )


def remember_once(source: str, message_id: str, *, at: datetime) -> bool:
    """True the first time this source tells this; a second telling changes nothing and returns False."""
    return Inbox.objects.remember(source, message_id, at=at)


def forget_nonces(*, at: datetime) -> int:
    """Drop nonces that no signature can still be replayed with; ids of news itself are kept."""
    return Inbox.objects.nonces().older_than(at - KEEP_NONCES).delete()[0]


def may_call(system: str, *, at: datetime) -> bool:
    """Is the breaker closed, or is this caller the one that may try whether the system is back?"""
    breaker = Breaker.objects.filter(system=system).first()
    if breaker is None or breaker.open_until is None:
        return True
    return Breaker.objects.may_probe(system, at=at, until=at + PROBE)


def note_health(system: str, *, is_well: bool, at: datetime) -> None:
    if is_well:
        Breaker.objects.healed(system)
    else:
        Breaker.objects.failed(system, limit=FAILURES_THAT_OPEN, until=at + REST)
