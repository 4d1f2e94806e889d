"""What each move of a case costs in statements, so that a growth is seen where it begins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from bench.p8 import ANSWERS
from bench.walk import steps
from tests.applications.journey import MONDAY, Cast
from tests.applications.test_http_journeys import Caller

pytestmark = pytest.mark.django_db

# Everything that goes to the database between the begin and the commit of one action, of a small shop whose trench
# is agreed by an undertaking. A number that falls is written here; one that rises needs a good reason.
MOVES = {
    "open_draft": 7,
    "submit": 20,
    "accept": 16,
    "book_survey": 16,
    "record_survey": 19,
    "start_works": 32,
    "finish_grid_works": 5,
    "accept_grid_works": 11,
    "offer_contract": 16,
    "sign_contract": 20,
    "install_meter": 5,
    "energise": 25,
}
OVER_HTTP = {"a draft": 9, "its submission": 25}
WITHOUT_KEY = {"Idempotency-Key": ""}


def statements(act: Callable[[], Any]) -> int:
    """What begins and ends a transaction is not counted: here it is a savepoint inside the test's own."""
    counted, depth = 0, 0

    def note(execute: Any, sql: str, *told: Any) -> Any:
        nonlocal counted, depth
        depth += sql.startswith("SAVEPOINT")
        counted += depth > 1 or not sql.startswith(("SAVEPOINT", "RELEASE"))
        depth -= sql.startswith("RELEASE")
        return execute(sql, *told)

    with connection.execute_wrapper(note):
        act()
    return counted


def test_each_move_of_a_case_takes_so_many_statements() -> None:
    cast = Cast()
    for _name, act in steps(cast, 0, at=MONDAY):
        act()  # what is read once a process is read by the first case
    assert {name: statements(act) for name, act in steps(cast, 1, at=MONDAY)} == MOVES


def test_a_draft_and_its_submission_over_http_take_so_many_statements() -> None:
    Cast()
    caller = Caller(User.objects.create(username="applicant", name="applicant"))
    assert [apply(caller, n) for n in (1, 2)][1] == OVER_HTTP


def apply(caller: Caller, n: int) -> dict[str, int]:
    answers: list[Any] = []

    def send(path: str, data: dict[str, Any]) -> None:
        answers.append(caller.post(f"applications/{path}", data, **WITHOUT_KEY))

    draft = statements(lambda: send("", {**ANSWERS, "address": f"文博村{n}号"}))
    path = f"{answers[0].json()['number']}/submit/"
    submission = statements(lambda: send(path, {"consent": True}))
    assert [answer.status_code for answer in answers] == [201, 200]
    return {"a draft": draft, "its submission": submission}
