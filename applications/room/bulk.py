"""One act on many cases: first what stands against each, then each by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from applications.models import Application
from applications.room import actions
from applications.room.holding import desk_to_hand_over, desk_to_release, desk_to_take
from applications.room.queue import takers_by_desk

MOST = 50


@dataclass(frozen=True)
class Act:
    """Its words, the question whether it can be done, and the doing."""

    label: Any
    asks: Callable[..., str]
    does: Callable[..., Any]


@dataclass(frozen=True)
class Line:
    """One case of a bulk act, and what keeps it from being done."""

    case: Application
    obstacle: Any = ""


BULK = {
    "take": Act(_("Take on"), desk_to_take, actions.take),
    "release": Act(_("Give back"), desk_to_release, actions.release),
    "hand_over": Act(_("Hand over"), desk_to_hand_over, actions.hand_over),
}


def before(cases: Sequence[Application], act: Act, *, by: Any, **whom: Any) -> list[Line]:
    """What would happen to each, from one look at who has which."""
    held = takers_by_desk(cases)
    return [_line(case, partial(act.asks, case.desks, held.get(case.pk, {}), by=by, **whom)) for case in cases]


def carry_out(cases: Sequence[Application], act: Act, *, by: Any, at: datetime, **given: Any) -> list[Line]:
    """Each in a transaction of its own: one that fails says why and stops no other."""
    return [_line(case, partial(act.does, case.pk, by=by, at=at, **given)) for case in cases]


def _line(case: Application, call: Callable[[], Any]) -> Line:
    try:
        call()
    except Refusal as refusal:
        return Line(case, refusal.sentence)
    return Line(case)
