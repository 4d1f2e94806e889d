"""What must hold of all rows whatever happened: each a question to the database whose right answer is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connections, models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from applications.stages import CLOSED, UNDER_WAY

SWEEP_DELAY = timedelta(seconds=120)
MOST_NAMED = 20


@dataclass(frozen=True)
class Invariant:
    """`sql` selects the names of whatever breaks it; `%(now)s` and lists of stages are given."""

    key: str
    words: Any
    sql: str


@dataclass(frozen=True)
class Broken:
    invariant: Invariant
    names: list[str]


INVARIANTS = (
    Invariant(
        "chain-has-gaps",
        _("The events of a case are numbered without a gap, up to its last one."),
        """SELECT t.reference FROM deadlines_timeline t LEFT JOIN deadlines_event e ON e.timeline_id = t.id
        GROUP BY t.id HAVING count(e.id) <> t.last_seq OR coalesce(max(e.seq), 0) <> t.last_seq""",
    ),
    Invariant(
        "moves-do-not-join",
        _("Every move begins where the one before it ended."),
        """SELECT DISTINCT t.reference FROM (
            SELECT timeline_id, from_stage, lag(to_stage, 1, '') OVER
                (PARTITION BY timeline_id, machine, subject_id ORDER BY seq) AS before FROM deadlines_event
        ) e JOIN deadlines_timeline t ON t.id = e.timeline_id WHERE e.from_stage <> e.before""",
    ),
    Invariant(
        "promise-forgotten",
        _("A promise that is past its moment is known to be broken within two minutes."),
        """SELECT t.reference FROM deadlines_clock c JOIN deadlines_timeline t ON t.id = c.timeline_id
        WHERE c.stopped_at IS NULL AND c.breached_at IS NULL AND c.look_at < %(late)s""",
    ),
    Invariant(
        "breach-without-alert",
        _("Every broken promise was raised, and exactly once."),
        """SELECT t.reference FROM deadlines_clock c JOIN deadlines_timeline t ON t.id = c.timeline_id
        WHERE c.breached_at IS NOT NULL
            AND (SELECT count(*) FROM deadlines_alert a WHERE a.clock_id = c.id AND a.level = 'BREACH') <> 1""",
    ),
    Invariant(
        "kept-and-broken",
        _("A promise that was kept in time is not called broken."),
        """SELECT t.reference FROM deadlines_clock c JOIN deadlines_timeline t ON t.id = c.timeline_id
        WHERE c.breached_at IS NOT NULL AND c.stopped_at <= c.due_at""",
    ),
    Invariant(
        "closed-with-clock",
        _("No promise of ours runs on in a closed case."),
        """SELECT a.number FROM applications_application a JOIN deadlines_clock c ON c.timeline_id = a.timeline_id
        WHERE a.stage = ANY(%(closed)s) AND c.stopped_at IS NULL""",
    ),
    Invariant(
        "nobody-answers",
        _("Somebody answers for every case under way."),
        """SELECT number FROM applications_application
        WHERE stage = ANY(%(under_way)s) AND manager_id IS NULL AND chief_id IS NULL""",
    ),
    Invariant(
        "capacity-held-for-nobody",
        _("No capacity is kept for a case that is closed."),
        """SELECT a.number FROM gridhealth_reservation r JOIN applications_application a
            ON a.timeline_id = r.timeline_id WHERE r.stage = 'HELD' AND a.stage = ANY(%(closed)s)""",
    ),
    Invariant(
        "message-without-way",
        _("Every message to a person has at least one way, and none is stuck."),
        """SELECT m.dedup FROM notifications_message m WHERE m.recipient_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM notifications_delivery d WHERE d.message_id = m.id)
        UNION ALL SELECT m.dedup FROM notifications_message m JOIN notifications_delivery d ON d.message_id = m.id
        WHERE d.state = 'LEASED' AND d.lease_until < %(late)s""",
    ),
)


def broken(*, at: datetime, using: str = "default") -> Iterator[Broken]:
    """Every invariant that does not hold at `at`, with the first names that break it."""
    given = {
        "late": at - SWEEP_DELAY, "closed": sorted(CLOSED), "under_way": sorted(UNDER_WAY),
    }  # fmt: skip
    for invariant in every():
        with connections[using].cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({invariant.sql}) AS found LIMIT {MOST_NAMED}", given)
            names = [str(name) for (name,) in cursor.fetchall()]
        if names:
            yield Broken(invariant, names)


def every() -> Iterator[Invariant]:
    """Those of the lists, and two of each machine."""
    yield from INVARIANTS
    for model in machines():
        yield from _of_machine(model)


def machines() -> Iterator[type[models.Model]]:
    """Every model with a stage that only moves by transitions."""
    for model in apps.get_models():
        if any(isinstance(field, FSMField) for field in model._meta.fields):
            yield model


def _of_machine(model: type[models.Model]) -> Iterator[Invariant]:
    label, table = model._meta.label_lower, model._meta.db_table
    last = f"""SELECT DISTINCT ON (subject_id) subject_id, to_stage FROM deadlines_event
        WHERE machine = '{label}' ORDER BY subject_id, seq DESC"""
    yield Invariant(
        f"stage-without-event:{label}",
        _("Everything stands where its last event says."),
        f"""SELECT '{label} ' || r.id FROM {table} r LEFT JOIN ({last}) e ON e.subject_id = r.id
        WHERE r.stage IS DISTINCT FROM e.to_stage""",
    )
    edges = ", ".join(f"('{start}', '{end}')" for start, end in sorted(edges_of(model)))
    yield Invariant(
        f"unlawful-move:{label}",
        _("Every move is one that the machine knows."),
        f"""SELECT DISTINCT '{label} ' || e.subject_id FROM deadlines_event e WHERE e.machine = '{label}'
        AND e.from_stage <> e.to_stage AND e.from_stage <> ''
        AND (e.from_stage, e.to_stage) NOT IN (VALUES {edges})""",
    )


def edges_of(model: type[models.Model]) -> set[tuple[str, str]]:
    field = next(field for field in model._meta.fields if isinstance(field, FSMField))
    every = [str(value) for value, _label in field.choices or ()]
    found = set()
    for transition in field.get_all_transitions(model):
        if transition.target is None:
            continue
        targets = getattr(transition.target, "allowed_states", None) or [transition.target]
        starts = every if transition.source in ("*", "+") else [transition.source]
        found |= {(str(start), str(end)) for start in starts for end in targets}
    return found
