"""Dated data: rules and tables are kept as editions, and a day has exactly one of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Edition(Protocol):
    """Anything that holds from a day on."""

    @property
    def effective_from(self) -> date: ...


E = TypeVar("E", bound=Edition)


def in_force(editions: Iterable[E], day: date) -> E:
    """The latest that has begun by this day. Silence is an error: `LookupError`."""
    known = list(editions)
    begun = [edition for edition in known if edition.effective_from <= day]
    if not begun:
        raise LookupError(f"None of {', '.join({type(edition).__name__ for edition in known})} is in force on {day}.")
    return max(begun, key=lambda edition: edition.effective_from)
