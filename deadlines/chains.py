"""Whole chains of cases that were over before the portal knew them: written at once, hashed like any other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction

from deadlines.models import Event, Timeline

A_BATCH = 2_000


@dataclass(frozen=True)
class PastEvent:
    """One event as it will stand in the chain; `by` is the key of a user, or None for the portal itself."""

    verb: str
    from_stage: str
    to_stage: str
    at: datetime
    by: int | None = None
    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PastCase:
    """A case by its number, its page, and what happened to the row `subject_id` of `machine`, in order."""

    reference: str
    url: str
    machine: str
    subject_id: int
    events: Sequence[PastEvent]


def reserve_keys(model: type[models.Model], n: int) -> list[int]:
    """The next `n` keys of a table, for rows that must know each other before they are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, n]
        )
        return [row[0] for row in cursor.fetchall()]


@transaction.atomic
def write_chains(cases: Iterable[PastCase]) -> list[Timeline]:
    """Store the timelines of these cases with their events, in the order given, in a few statements."""
    given = list(cases)
    timelines, events = [], []
    for case, pk in zip(given, reserve_keys(Timeline, len(given)), strict=True):
        timeline = Timeline(pk=pk, reference=case.reference, url=case.url, opened_at=case.events[0].at)
        events += _chain(timeline, case)
        timelines.append(timeline)
    Timeline.objects.bulk_create(timelines, batch_size=A_BATCH)
    Event.objects.bulk_create(events, batch_size=A_BATCH)
    return timelines


def _chain(timeline: Timeline, case: PastCase) -> list[Event]:
    """Each event with the hash of the one before; the timeline keeps the last."""
    found = []
    for seq, told in enumerate(case.events, 1):
        event = Event(
            timeline=timeline, seq=seq, prev_hash=timeline.last_hash, machine=case.machine, verb=told.verb,
            subject_id=case.subject_id, from_stage=told.from_stage, to_stage=told.to_stage, by_id=told.by, at=told.at,
            reason=told.reason, data=told.data,
        )  # fmt: skip
        event.hash = event.digest()
        timeline.last_seq, timeline.last_hash = seq, event.hash
        found.append(event)
    return found
