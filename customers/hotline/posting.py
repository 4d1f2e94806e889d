"""Publish to 95598 and the app: queued with what happened, worded when handed over, again until it is heard."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from connectors.choices import Outcome
from connectors.hotline import client
from customers.hotline.choices import Line, Publication
from customers.hotline.models import Posting

log = logging.getLogger(__name__)

Writer = Callable[[str], Mapping[str, Any] | None]
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(hours=1)
HOLD = timedelta(minutes=2)
"""So long one hander-over keeps a row to itself."""

_writers: dict[Publication, Writer] = {}


def words_of(kind: Publication) -> Callable[[Writer], Writer]:
    """Register how a subject reads now: its `version` grows with every change; None: nothing of it may be told."""

    def keep(writer: Writer) -> Writer:
        _writers[kind] = writer
        return writer

    return keep


def is_set_up(line: str) -> bool:
    return bool(settings.CONNECTORS.get(line, {}).get("base_url"))


@transaction.atomic
def publish(kind: Publication, subject: str, *, to: Line, at: datetime) -> bool:
    """Something about `subject` has changed. One row waits for it, however often it changes until then."""
    if not is_set_up(to):
        return False
    row = Posting(line=to, kind=kind, subject=subject, queued_at=at, next_at=at)
    Posting.objects.bulk_create([row], ignore_conflicts=True)
    return True


def send_ready(*, at: datetime, most: int = 100) -> int:
    """Hand over what waits; returns how many were heard. Any number may do this side by side."""
    heard = 0
    for pk in Posting.objects.ready(at=at).values_list("pk", flat=True)[:most]:
        row = _claim(pk, at=at)
        if row is not None:
            heard += hand_over(row, at=at)
    return heard


@transaction.atomic
def _claim(pk: int, *, at: datetime) -> Posting | None:
    """From here on a change makes a new row, so nothing that happens during the call is lost."""
    row = Posting.objects.ready(at=at).select_for_update(skip_locked=True).filter(pk=pk).first()
    if row is not None:
        row.attempts, row.next_at = row.attempts + 1, at + HOLD
        row.save(update_fields=["attempts", "next_at"])
    return row


def hand_over(row: Posting, *, at: datetime) -> bool:
    """As the subject reads now. Older than what the other side has is no harm: it keeps the newest version."""
    told = _writers[Publication(row.kind)](row.subject)
    if told is None:
        return _note(row, at=at, reason="nothing-to-tell")
    reply = client.publish(row.line, row.kind, row.subject, told, at=at)
    if reply.outcome is Outcome.OK:
        return _note(row, at=at)
    if reply.outcome is Outcome.REFUSED:
        log.error("%s refused %s %s: %s", row.line, row.kind, row.subject, reply.reason)
        return _note(row, at=at, reason=reply.reason or "refused")
    rest = min(FIRST_REST * 2 ** min(row.attempts - 1, 10), LONGEST_REST)
    Posting.objects.filter(pk=row.pk).update(next_at=at + rest, reason=reply.reason)
    return False


def _note(row: Posting, *, at: datetime, reason: str = "") -> bool:
    Posting.objects.filter(pk=row.pk).update(sent_at=at, reason=reason)
    return not reason
