"""A request sent twice counts once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.test import Client

from accounts.actions import issue_token
from accounts.models import IdempotencyKey, SignInLock
from tests.accounts import endpoints

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.endpoints")]


@pytest.fixture
def program(mei):
    from django.utils import timezone

    return Client(headers={"authorization": f"Bearer {issue_token(mei, at=timezone.now())}"})


def send(program, key="k-1", address="/api/effect/", **body):
    return program.post(address, body, content_type="application/json", headers={"idempotency-key": key})


def test_the_same_request_gets_the_same_answer_and_one_effect(program):
    first, second = send(program, name="a"), send(program, name="a")
    assert (second.status_code, second.json(), second["Location"]) == (201, first.json(), "/made/")
    assert second["Idempotency-Replayed"] == "true"
    assert not first.has_header("Idempotency-Replayed")
    assert SignInLock.objects.count() == 1


def test_other_content_under_the_same_key_is_refused(program):
    send(program, name="a")
    answer = send(program, name="b")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")
    assert SignInLock.objects.count() == 1


def test_another_key_is_another_effect(program):
    send(program, name="a")
    assert send(program, key="k-2", name="b").status_code == 201


def test_a_refusal_leaves_nothing_behind_and_may_be_tried_again(program):
    assert send(program, name="a", refuse=True).status_code == 409
    assert not SignInLock.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_two_people_may_use_the_same_key(program, wang):
    send(program, name="a")
    officer = Client()
    officer.force_login(wang)
    assert send(officer, name="b").status_code == 201


def test_a_key_of_strange_letters_is_refused(program):
    assert send(program, key="x" * 201, name="a").status_code == 400


def test_without_a_key_everything_happens_each_time(program):
    program.post("/api/effect/", {"name": "a"}, content_type="application/json")
    program.post("/api/effect/", {"name": "b"}, content_type="application/json")
    assert SignInLock.objects.count() == 2


def test_a_form_pressed_twice_counts_once(client, mei):
    client.force_login(mei)
    for _press in range(2):
        answer = client.post("/effect/", {"name": "a", "idempotency_key": "f-1"})
        assert answer["Location"] == "/made/"
    assert answer["Idempotency-Replayed"] == "true"
    assert SignInLock.objects.count() == 1


def test_a_form_that_was_not_taken_leaves_nothing_behind(client, mei):
    client.force_login(mei)
    assert client.post("/effect/", {"name": "bad", "idempotency_key": "f-1"}).status_code == 422
    assert not SignInLock.objects.exists()


def test_the_kept_answer_is_encrypted(program):
    send(program, name="a")
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM accounts_idempotencykey")
        assert cursor.fetchone()[0].startswith("v1|")


@pytest.mark.django_db(transaction=True)
def test_side_by_side_one_runs_and_the_other_is_told_so(program):
    def first():
        answers.append(send(program, name="a", slow=True).status_code)
        connection.close()

    answers: list[int] = []
    endpoints.started.clear()
    endpoints.pause.clear()
    runner = threading.Thread(target=first)
    runner.start()
    endpoints.started.wait(5)
    second = send(program, name="a", slow=True)
    endpoints.pause.set()
    runner.join()
    assert (answers, second.status_code, second.json()["code"]) == ([201], 409, "still-running")
    assert SignInLock.objects.count() == 1
