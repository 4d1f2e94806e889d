"""The one way any stage changes: ask the machine, move the row, append the event. Nothing else calls a transition."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django_fsm import TransitionNotAllowed, can_proceed

from accounts.refusals import NotAllowed, Unmet, WrongStage
from deadlines.models import Event

Row = TypeVar("Row", bound=models.Model)


def condition(sentence: object) -> Callable[[Callable[[Any], bool]], Callable[[Any], bool]]:
    """Give a guard of a transition the sentence a person reads when it does not hold."""

    def named(guard: Callable[[Any], bool]) -> Callable[[Any], bool]:
        guard.sentence = sentence  # type: ignore[attr-defined]
        return guard

    return named


def ask(row: models.Model, verb: str, *, by: Any) -> None:
    """Refuse, in this order: wrong stage or lost race (409), not allowed (403), something missing (409)."""
    _ask_who_and_when(row, verb, by=by)
    for guard in unmet(row, verb):
        raise _missing(guard)


def _ask_who_and_when(row: models.Model, verb: str, *, by: Any) -> None:
    transition = getattr(row, verb)
    if not can_proceed(transition, check_conditions=False):
        raise WrongStage
    # Not `has_transition_perm`: it also asks the conditions, and a missing paper would look like a missing right.
    if not transition._django_fsm.has_transition_perm(row, row.stage, by):  # type: ignore[attr-defined]
        raise NotAllowed


def _missing(guard: Callable[[Any], bool]) -> Unmet:
    return Unmet(getattr(guard, "sentence", ""))


def unmet(row: models.Model, verb: str) -> list[Callable[[Any], bool]]:
    """The guards of `verb` that do not hold now."""
    meta = getattr(row, verb)._django_fsm
    found = meta.get_transition(row.stage)  # type: ignore[attr-defined]
    return [guard for guard in (found.conditions if found else []) if not guard(row)]


def move(row: Row, verb: str, *, by: Any, at: datetime, reason: str = "", data: dict[str, Any] | None = None) -> Row:
    """Run the transition `verb` of `row`, save it, and append its event to the row's timeline.

    The caller holds the lock of the timeline (`.locked(pk)`), which is the lock of the whole case.
    `by` is None when the portal itself acts. Raises WrongStage, NotAllowed or Unmet.
    """
    _ask_who_and_when(row, verb, by=by)
    before = row.stage  # type: ignore[attr-defined]
    try:
        getattr(row, verb)()  # asks the guards itself, and some of them read tables
    except TransitionNotAllowed:
        raise next(map(_missing, unmet(row, verb)), WrongStage) from None
    record(row, verb, before, by=by, at=at, reason=reason, data=data, save=True)
    return row


def record(
    row: models.Model,
    verb: str,
    before: str,
    *,
    by: Any,
    at: datetime,
    reason: str = "",
    data: dict[str, Any] | None = None,
    save: bool = False,
) -> Event:
    """Append one event; also for acts that leave the stage where it is, and for the birth of a row (`before` is "").

    `save`: the row is written as it stands now, with its event in one statement.
    A row that knows on whose word somebody acts (`acting`) says so in every event of its own.
    """
    told = {**(data or {}), **(row.acting(by) if hasattr(row, "acting") else {})}
    return Event.objects.append(
        row.timeline,  # type: ignore[attr-defined]
        moved=row if save else None,
        machine=row._meta.label_lower,
        subject_id=row.pk,
        verb=verb,
        from_stage=before,
        to_stage=row.stage,  # type: ignore[attr-defined]
        by=by,
        at=at,
        reason=reason,
        data=told,
        rule_set=getattr(row, "rule_set", ""),
    )
