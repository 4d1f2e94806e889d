"""What must hold of everything with stages: it stands where its events say, and moved as its machine allows."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from portal.dashboards.integrity.asking import Invariant


def machines() -> Iterator[type[models.Model]]:
    """Every model with a stage that only moves by transitions."""
    for model in apps.get_models():
        if any(isinstance(field, FSMField) for field in model._meta.fields):
            yield model


def of_machine(model: type[models.Model]) -> Iterator[Invariant]:
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
