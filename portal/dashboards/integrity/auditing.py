"""One thing an auditor asks of recorded times, and how all of them are asked at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.models import User
from applications.models import Application

PERIOD = timedelta(days=365)
MOST_SHOWN = 20


@dataclass(frozen=True)
class Question:
    """`sql` selects: what it is about, the officer's key or NULL, what was found (text), and when (timestamps).

    `%(since)s` is given.
    """

    key: str
    title: Any
    words: Any
    sql: str


@dataclass(frozen=True)
class Row:
    about: str
    is_case: bool
    officer: Any
    found: str
    moments: list[datetime]


@dataclass(frozen=True)
class Answer:
    question: Question
    count: int
    rows: list[Row]


def asked(questions: Iterable[Question], *, at: datetime) -> Iterator[Answer]:
    """Every question over the last twelve months, all of them in one statement."""
    found: dict[str, list[Any]] = {one.key: [] for one in questions}
    for key, *row in _rows(questions, at - PERIOD):
        found[key].append(row)
    told = [row for rows in found.values() for row in rows]
    people = User.objects.in_bulk({officer for _count, _about, officer, *_rest in told if officer})
    numbers = {about for _count, about, *_rest in told}
    cases = set(Application.objects.filter(number__in=numbers).values_list("number", flat=True))
    for one in questions:
        rows = found[one.key]
        shown = [Row(about, about in cases, people.get(officer), *what) for _count, about, officer, *what in rows]
        yield Answer(one, rows[0][0] if rows else 0, shown)


def _rows(questions: Iterable[Question], since: datetime) -> list[tuple[Any, ...]]:
    """Of each question its key, how many there are in all, and the first of them."""
    each = " UNION ALL ".join(
        f"(SELECT '{one.key}', count(*) OVER (), found.* FROM ({one.sql}) AS found LIMIT {MOST_SHOWN})"
        for one in questions
    )
    with connection.cursor() as cursor:
        cursor.execute(each, {"since": since})
        return list(cursor.fetchall())
