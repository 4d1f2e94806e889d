"""Who is called first when messages do not get through. The rooms above know such people and register them here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

LAST = 9

_known: dict[int, tuple[Any, Callable[[], QuerySet[Any]]]] = {}


def register(rank: int, label: Any, users: Callable[[], QuerySet[Any]]) -> None:
    """`users` gives a query set of keys of people; the smaller the rank, the sooner they are called."""
    _known[rank] = (label, users)


def rank_of(field: str) -> Case:
    """A rank for the person in `field`, computed by the database when the list is read, so that it is never old."""
    whens = [When(**{f"{field}__in": users()}, then=Value(rank)) for rank, (_label, users) in sorted(_known.items())]
    return Case(*whens, default=Value(LAST), output_field=IntegerField())


def label_of(rank: int) -> Any:
    return _known[rank][0] if rank in _known else ""
