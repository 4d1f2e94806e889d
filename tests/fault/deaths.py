"""Work that is killed at a named point: before its n-th statement, before it is committed, or before it answers.

A death after one statement is, for the database, a death before the next, so every point of the work is among them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from applications.intake import actions as intake
from applications.models import Application
from deadlines import sweeping
from notifications import relay
from tests.applications.journey import Cast, submitted
from tests.fault.rig import ANSWER, COMMIT


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def statements_of(work: str, told: dict[str, Any]) -> int:
    """Do this work; how many statements it took."""
    seen = 0

    def count(execute: Callable[..., Any], *given: Any) -> Any:
        nonlocal seen
        seen += 1
        return execute(*given)

    with connection.execute_wrapper(count):
        WORK[work](**told)
    return seen


def dying(work: str, point: int | str, told: dict[str, Any]) -> Any:
    """Do this work and be killed at `point`; what came of it where the work never gets there."""
    seen = 0

    def mortal(execute: Callable[..., Any], *given: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == point:
            die()
        return execute(*given)

    with connection.execute_wrapper(mortal):
        if point == COMMIT:
            with transaction.atomic():
                WORK[work](**told)
                die()
        result = WORK[work](**told)
    if point == ANSWER:
        die()
    return result


def make_case() -> int:
    """A submitted case, with everybody it needs."""
    return submitted(Cast(), at=timezone.now()).pk


def stage_of(case: int) -> str:
    return Application.objects.get(pk=case).stage


def rows() -> dict[str, str]:
    """A mark of all rows of every table, told apart down to the last column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        marks = [f"SELECT '{t}', md5(string_agg(r::text, '' ORDER BY r::text)) FROM {t} r" for t in tables]
        cursor.execute(" UNION ALL ".join(marks))
        return {name: mark or "" for name, mark in cursor.fetchall()}


def accept(case: int) -> str:
    from accounts.models import User

    return intake.accept(case, by=User.objects.get(username="intake"), at=timezone.now()).stage


def sweep_once() -> int:
    return sweeping.sweep(at=timezone.now(), limit=10)


def hand_over_one() -> bool:
    return relay.step(at=timezone.now())


def ask_for(token: str, key: str) -> int:
    """A draft, as a program asks for it."""
    client = Client(SERVER_NAME="127.0.0.1", headers={"authorization": f"Bearer {token}", "idempotency-key": key})
    return client.post("/api/v1/applications/", {"name": key}, content_type="application/json").status_code


WORK: dict[str, Callable[..., Any]] = {
    one.__name__: one for one in (accept, sweep_once, hand_over_one, ask_for)
}  # fmt: skip
