"""Drafts and submission as programs use them: kept without check, checked with a sentence per field, once per key."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import applications.intake.actions as intake
from accounts.actions import issue_token
from accounts.models import Consent, User
from applications.models import Application, Draft, Statement
from tests.applications.journey import Cast, person

SHOP = {
    "purpose": "BUSINESS", "applied_capacity": "60", "capacity_unit": "KW", "customer_kind": "ENTERPRISE",
    "name": "试验茶叶有限公司", "uscc": "91350100M000100Y43", "township_code": "411523100", "address": "文博村1号",
}  # fmt: skip
HOME = {
    **SHOP, "purpose": "HOME", "applied_capacity": 8, "customer_kind": "NATURAL_PERSON", "name": "张三丰",
    "citizen_id": "11010519491231002X", "uscc": "",
}  # fmt: skip


class Program:
    def __init__(self, user: User) -> None:
        self.token, self.web = issue_token(user, at=timezone.now()), Client()

    def send(self, method: str, path: str, data: Any, *, key: str = "", language: str = "en") -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Accept-Language": language}
        if key:
            headers["Idempotency-Key"] = key
        ask = getattr(self.web, method)
        return ask(f"/api/v1/applications/{path}", data, content_type="application/json", headers=headers)

    def draft(self, answers: Any, **more: str) -> str:
        answer = self.send("post", "", answers, **more)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["number"])

    def submit(self, number: str, data: Any, **more: str) -> Any:
        return self.send("post", f"{number}/submit/", data, **more)


@pytest.fixture
def program(cast: Cast) -> Program:
    return Program(cast.customer)


def test_a_draft_takes_anything_and_submitting_checks_it(program: Program) -> None:
    number = program.draft({**SHOP, "applied_capacity": "sixty", "uscc": "123"})
    errors = program.submit(number, {"consent": True}).json()["errors"]
    assert set(errors) == {"applied_capacity", "uscc"}
    assert program.send("patch", f"{number}/", {"applied_capacity": "60", "uscc": SHOP["uscc"]}).status_code == 200
    assert program.submit(number, {"consent": True}).json()["stage"] == "PRECHECK"


def test_a_submission_keeps_what_was_said_and_what_was_agreed_to(program: Program, cast: Cast) -> None:
    number = program.draft(HOME)
    assert program.submit(number, {"consent": True}).status_code == 200
    case = Application.objects.get(number=number)
    assert Statement.objects.get(application=case).answers["name"] == "张三丰"
    given = Consent.objects.filter(user=cast.customer).exclude(text_sha256="")
    assert set(given.values_list("purpose", flat=True)) == {"licences", "sensitive", "authorities"}


@pytest.mark.parametrize(("language", "sentence"), [("en", "Compare it with the licence"), ("zh-hans", "核对")])
def test_each_wrong_answer_has_a_sentence_in_the_callers_language(
    program: Program, language: str, sentence: str
) -> None:
    number = program.draft({**SHOP, "uscc": "91350100M000100Y44"})
    answer = program.submit(number, {"consent": True}, language=language)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert sentence in answer.json()["errors"]["uscc"][0]


@pytest.mark.parametrize("consent", [False, None, "no", 0, "", []])
def test_consent_is_said_and_never_assumed(program: Program, consent: Any) -> None:
    number = program.draft(SHOP)
    assert set(program.submit(number, {"consent": consent}).json()["errors"]) == {"consent"}


@pytest.mark.parametrize("body", [[], "text", 5, [{"name": "x"}]])
def test_a_body_that_is_no_object_is_told_so(program: Program, body: Any) -> None:
    number = program.draft(SHOP)
    assert program.send("post", "", body).status_code == 400
    assert program.send("patch", f"{number}/", body).status_code == 400
    assert program.submit(number, body).status_code == 400
    assert program.send("post", f"{number}/withdraw/", body).status_code == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("applied_capacity", {"a": 1}),
        ("name", ["张"]),
        ("address", "\0"),
        ("latitude", "NaN"),
        ("crs", "GCJ-02"),
        ("wanted_on", 5),
    ],
)
def test_strange_values_are_refused_with_a_sentence(program: Program, name: str, value: Any) -> None:
    place = {"latitude": "31.6", "longitude": "114.9"} if name == "crs" else {}
    answer = program.submit(program.draft(SHOP), {"consent": True, **place, name: value})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


def test_a_day_of_a_verb_that_is_no_text_is_refused_at_its_field(program: Program) -> None:
    number = program.draft(SHOP)
    program.submit(number, {"consent": True})
    case = Application.objects.get(number=number)
    intake.accept(case.pk, by=None, at=timezone.now())
    answer = program.send("post", f"{number}/suspend/", {"reason_code": "CUSTOMER_REQUESTED", "resume_on": 5})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["resume_on"])


def test_a_question_that_does_not_exist_is_named(program: Program) -> None:
    answer = program.send("post", "", {**SHOP, "shoe_size": 44})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["shoe_size"])


def test_the_same_key_opens_one_draft_and_submits_once(program: Program) -> None:
    first, again = program.draft(SHOP, key="draft-1"), program.draft(SHOP, key="draft-1")
    assert (first == again, Application.objects.count()) == (True, 1)
    answers = [program.submit(first, {"consent": True}, key="submit-1") for _twice in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1]["Idempotency-Replayed"] == "true"


def test_the_same_key_with_other_answers_is_refused(program: Program) -> None:
    program.draft(SHOP, key="draft-1")
    assert program.send("post", "", HOME, key="draft-1").status_code == 422


def test_a_submitted_application_takes_no_more_answers(program: Program) -> None:
    number = program.draft(SHOP)
    program.submit(number, {"consent": True})
    assert program.send("patch", f"{number}/", {"name": "x"}).status_code == 409
    assert program.submit(number, {"consent": True}).status_code == 409


def test_somebody_elses_draft_is_not_there(program: Program) -> None:
    number, stranger = program.draft(SHOP), Program(person("stranger"))
    assert stranger.send("patch", f"{number}/", {"name": "x"}).status_code == 404
    assert stranger.submit(number, {"consent": True}).status_code == 404


def test_officers_open_no_drafts(cast: Cast) -> None:
    assert Program(cast.intake).send("post", "", SHOP).status_code == 403


def test_the_papers_are_told_with_source_time_and_consent_and_masked(program: Program, simulators: Any) -> None:
    from tests.applications.papers import AT_HOME, fetch_all

    answers = {**AT_HOME, "applied_capacity": "8"}
    number = program.draft(answers)
    program.submit(number, {"consent": True})
    fetch_all(Application.objects.get(number=number), at=timezone.now())
    told = program.web.get(f"/api/v1/applications/{number}/", headers={"Authorization": f"Bearer {program.token}"})
    card = next(one for one in told.json()["documents"] if one["kind"] == "CITIZEN_ID")
    assert (card["state"], card["source"], card["consent"]["text_version"]) == ("FETCHED", "新县公安局", "2026-1")
    assert AT_HOME["citizen_id"] not in told.content.decode()


def test_the_document_of_the_api_names_every_question(client: Client, db: None) -> None:
    schema = client.get("/api/schema/", headers={"Accept": "application/json"}).json()
    assert {"applied_capacity", "township_code", "uscc"} <= set(schema["components"]["schemas"]["Draft"]["properties"])
    verbs = schema["paths"]["/api/v1/applications/{number}/{verb}/"]["post"]["requestBody"]["content"]
    inputs = {one["title"]: one for one in verbs["application/json"]["schema"]["anyOf"]}
    assert "consent" in inputs["submit"]["properties"]


def test_a_draft_withdrawn_by_a_program_leaves_nothing_of_what_was_typed(program: Program) -> None:
    number = program.draft(HOME)
    assert program.send("post", f"{number}/withdraw/", {}).json()["stage"] == "WITHDRAWN"
    assert not Draft.objects.exists()
