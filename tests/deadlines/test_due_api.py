"""`GET /api/v1/workdays/due/`: the exact answer, and a sentence for every wrong question."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.deadlines.test_counting import VECTORS

pytestmark = pytest.mark.django_db
URL = "/api/v1/workdays/due/"


def ask(start: str = "2026-09-18", workdays: str = "5", language: str = "en", **more: str) -> Any:
    query = {"start": start, "workdays": workdays, **more}
    return Client().get(URL, query, headers={"accept-language": language})


def test_a_due_day_is_explained_day_by_day() -> None:
    answer = ask()
    told = answer.json()
    assert (answer.status_code, told["due_on"], told["provisional"]) == (200, "2026-09-24", False)
    assert told["calendar"].startswith("cn-2004-2026.r1")
    assert told["days"][0] == {"date": "2026-09-19", "counts": False, "reason": "Weekend"}
    assert told["days"][1] == {"date": "2026-09-20", "counts": True, "reason": "Working weekend for National Day"}
    assert sum(day["counts"] for day in told["days"]) == 5


@pytest.mark.parametrize("line", VECTORS.strip().splitlines())
def test_the_answer_is_the_one_the_official_calendar_gives(line: str) -> None:
    start, workdays, due = line.split()
    told = ask(start, workdays).json()
    assert (told["due_on"], told["provisional"]) == (due, False)
    assert sum(day["counts"] for day in told["days"]) == int(workdays)


def test_the_reasons_speak_the_readers_language() -> None:
    assert ask(language="zh-hans").json()["days"][1]["reason"] == "国庆节调休上班"


def test_an_unpublished_year_is_told_to_be_provisional() -> None:
    told = ask("2026-12-28").json()
    assert (told["due_on"], told["provisional"]) == ("2027-01-05", True)
    assert "not out yet" in told["days"][3]["reason"]


@pytest.mark.parametrize(("start", "workdays"), [("2004-01-01", "0"), ("2100-12-31", "366")])
def test_the_outermost_questions_are_answered(start: str, workdays: str) -> None:
    assert ask(start, workdays).status_code == 200


@pytest.mark.parametrize(
    ("start", "workdays", "field"),
    [
        ("", "5", "start"), ("2026-02-30", "5", "start"), ("18/09/2026", "5", "start"), ("2003-12-31", "5", "start"),
        ("2101-01-01", "5", "start"), ("2026-09-18", "", "workdays"), ("2026-09-18", "-1", "workdays"),
        ("2026-09-18", "367", "workdays"), ("2026-09-18", "5.5", "workdays"), ("2026-09-18", "9" * 5000, "workdays"),
        ("2026-09-18", "NaN", "workdays"), ("2026-09-18\x00", "5", "start"),
    ],
)  # fmt: skip
def test_a_wrong_question_gets_a_sentence_for_its_field(start: str, workdays: str, field: str) -> None:
    answer = ask(start, workdays)
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert list(answer.json()["errors"]) == [field]
    assert answer.json()["errors"][field][0].endswith(".")


def test_two_wrong_answers_get_two_sentences() -> None:
    assert set(ask("x", "y").json()["errors"]) == {"start", "workdays"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30), st.text(max_size=30))
def test_no_question_makes_it_fall(start: str, workdays: str) -> None:
    assert ask(start, workdays).status_code in (200, 400)
