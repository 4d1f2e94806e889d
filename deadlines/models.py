"""Tables of what happened in a case. What is due: `clocks`, `alerts`; which days count: `calendars`."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL


class TimelineQuerySet(models.QuerySet["Timeline"]):
    def locked(self, pk: int) -> Timeline:
        """The timeline under its row lock, which is the lock of the whole case."""
        return self.select_for_update().get(pk=pk)


class Timeline(models.Model):
    """One case's life: its events in order, its clocks and its pauses. Whatever has stages points down to one."""

    reference = models.CharField(max_length=40, unique=True)
    url = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField()
    last_seq = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=64, blank=True)

    objects = TimelineQuerySet.as_manager()

    def __str__(self) -> str:
        return self.reference


# The event, the new head of its chain and the row that moved are one statement, which writes nothing if the head is
# not the one we know.
APPEND = """
WITH head AS (
    UPDATE deadlines_timeline SET last_seq = %(seq)s, last_hash = %(hash)s
    WHERE id = %(timeline)s AND last_seq = %(seq)s - 1 AND last_hash = %(prev_hash)s RETURNING id
){moved}
INSERT INTO deadlines_event (timeline_id, {columns}) SELECT head.id, {values} FROM head RETURNING id, transaction
"""
MOVED = ', moved AS (UPDATE "{table}" SET {changes} WHERE id = %(row)s AND EXISTS (SELECT FROM head))'


def columns_of(row: models.Model, *but: str) -> dict[str, Any]:
    """What `save` would give the columns of a row that is stored already, all `but` these fields."""
    but_these = {*but, *row.get_deferred_fields()}
    return {
        str(field.column): field.get_db_prep_save(field.pre_save(row, add=False), connection)
        for field in row._meta.concrete_fields
        if not {field.name, field.attname} & but_these
    }


def _moving(row: models.Model) -> tuple[str, dict[str, Any]]:
    """The part of the statement that saves the row, and its values under names of their own."""
    columns = columns_of(row, "id")
    changes = ", ".join(f'"{column}" = %(to_{column})s' for column in columns)
    given = {f"to_{column}": value for column, value in columns.items()}
    return MOVED.format(table=row._meta.db_table, changes=changes), {**given, "row": row.pk}


class EventQuerySet(models.QuerySet["Event"]):
    @transaction.atomic(savepoint=False)
    def append(self, timeline: Timeline, *, moved: models.Model | None = None, **facts: Any) -> Event:
        """Add the next event to the timeline's chain, and save the row that `moved`; `timeline` knows its head then.

        A caller whose timeline is stale is served as well: the head is then read again under its lock.
        Like all that many moves are made of, it needs no savepoint of its own: what fails here fails the move.
        """
        event = Event(timeline=timeline, **facts)
        while not event.follow(moved):
            head = Timeline.objects.locked(timeline.pk)
            timeline.last_seq, timeline.last_hash = head.last_seq, head.last_hash
        return event


class Event(models.Model):
    """One thing that happened in a case: append-only, hash-chained, written in the transaction of what it tells."""

    timeline = models.ForeignKey(Timeline, on_delete=models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    machine = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    verb = models.CharField(max_length=40)
    from_stage = models.CharField(max_length=40, blank=True)
    to_stage = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    rule_set = models.CharField(max_length=40, blank=True)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    transaction = models.BigIntegerField(db_default=RawSQL("pg_current_xact_id()::text::bigint", []), editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["timeline", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["timeline", "seq"], name="two_writers_cannot_both_be_number_seven")
        ]

    def __str__(self) -> str:
        return f"{self.timeline_id}/{self.seq} {self.verb}"

    def follow(self, moved: models.Model | None = None) -> bool:
        """Take the place after the head that the timeline knows; False if that is not its head any more."""
        self.seq, self.prev_hash = self.timeline.last_seq + 1, self.timeline.last_hash
        self.hash = self.digest()
        told = columns_of(self, "id", "timeline", "transaction")
        sql, given = _moving(moved) if moved else ("", {})
        sql = APPEND.format(moved=sql, columns=", ".join(told), values=", ".join(f"%({column})s" for column in told))
        with connection.cursor() as cursor:
            cursor.execute(sql, {**told, "timeline": self.timeline_id, **given})
            found = cursor.fetchone()
        if found is None:
            return False
        self.pk, self.transaction = found
        self._state.adding = False
        self.timeline.last_seq, self.timeline.last_hash = self.seq, self.hash
        return True

    def digest(self) -> str:
        """SHA-256 over the previous hash and every told fact, in canonical JSON."""
        told = [
            self.prev_hash, self.timeline_id, self.seq, self.machine, self.subject_id, self.verb, self.from_stage,
            self.to_stage, self.by_id, self.at.timestamp(), self.reason, self.data, self.rule_set,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


from deadlines.alerts import Alert, Heartbeat, Hold  # noqa: E402
from deadlines.calendars import CalendarDay, CalendarYear  # noqa: E402
from deadlines.clocks import Clock, ClockChange, Pause  # noqa: E402
from deadlines.extensions.models import Extension  # noqa: E402
from deadlines.proposals.models import Proposal  # noqa: E402

__all__ = [
    "Alert", "CalendarDay", "CalendarYear", "Clock", "ClockChange", "Event", "Extension", "Heartbeat", "Hold",
    "Pause", "Proposal", "Timeline",
]  # fmt: skip
