"""Every no has a status, a code and a sentence in the reader's language: a page for people, a problem for programs."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.endpoints")]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("wrong-stage", 409, "wrong-stage"),
        ("hidden", 404, "not-found"),
        ("invalid", 400, "invalid"),
        ("missing", 404, "not-found"),
        ("private", 401, "not-signed-in"),
        ("nowhere", 404, "not-found"),
    ],
)
def test_programs_get_a_problem_document(client, address, status, code):
    answer = client.get(f"/api/{address}/")
    told = answer.json()
    assert answer.status_code == told["status"] == status
    assert answer["Content-Type"] == "application/problem+json"
    assert told["code"] == code
    assert told["type"].endswith(code)
    assert told["title"]
    assert told["detail"]


def test_a_missing_sign_in_names_the_way_in(client):
    assert client.get("/api/private/")["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_wrong_method_and_a_wrong_body_say_so(client):
    assert client.put("/api/hidden/").json()["code"] == "method-not-allowed"
    assert client.post("/api/hidden/", "x", content_type="text/plain").json()["status"] == 415
    assert client.post("/api/hidden/", "{", content_type="application/json").json()["code"] == "malformed"


def test_nested_input_gets_its_sentence_at_the_dotted_field(client):
    lines = {"lines": [{"capacity": "1"}, {"capacity": "NaN"}]}
    told = client.post("/api/hidden/", lines, content_type="application/json").json()
    assert told["code"] == "invalid"
    assert list(told["errors"]) == ["lines.1.capacity"]


def test_sentences_come_in_the_language_asked_for():
    chinese = Client(headers={"accept-language": "zh-CN"}).get("/api/wrong-stage/").json()
    english = Client(headers={"accept-language": "en"}).get("/api/wrong-stage/").json()
    assert "Reload" in english["detail"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese["detail"])
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese["title"])


@pytest.mark.parametrize(
    ("address", "status"), [("wrong-stage", 409), ("hidden", 404), ("invalid", 400), ("missing", 404), ("denied", 403)]
)
def test_people_get_a_page(browser, address, status):
    page = browser.get(f"/{address}/")
    assert page.status_code == status
    assert page["Content-Type"].startswith("text/html")
    assert "95598" in page.content.decode()


def test_the_page_leads_back_to_where_the_button_was(browser):
    page = browser.get("/wrong-stage/", headers={"referer": "http://testserver/my-data/"})
    assert 'href="/my-data/"' in page.content.decode()
    page = browser.get("/wrong-stage/", headers={"referer": "https://evil.example/"})
    assert "evil" not in page.content.decode()


def test_a_fault_of_ours_shows_nothing_of_itself():
    visitor = Client(raise_request_exception=False)
    for address in ("/fault/", "/api/fault/"):
        answer = visitor.get(address)
        assert answer.status_code == 500
        assert "boom" not in answer.content.decode()
    assert answer.json()["code"] == "fault"


def test_a_form_without_its_token_is_refused(mei):
    visitor = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    visitor.force_login(mei)
    assert visitor.post("/sign-out/").status_code == 403
    told = visitor.post("/api/private/").json()
    assert told["status"] == 403
    assert "X-CSRFToken" in told["detail"]


@pytest.mark.django_db(transaction=True)
def test_a_row_held_by_someone_else_is_busy_not_broken(client, mei):
    def hold():
        with transaction.atomic():
            list(User.objects.select_for_update())
            held.set()
            done.wait(10)
        connection.close()

    held, done = threading.Event(), threading.Event()
    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(5)
    answer = client.get("/api/locked/")
    done.set()
    holder.join()
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer["Retry-After"]
