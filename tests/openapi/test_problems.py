"""Every no of the API is a problem document (RFC 9457) in the reader's language, whatever the status."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import User
from accounts.signin.actions import welcome_customer

pytestmark = pytest.mark.django_db
JSON = "application/json"
LONG = '{"a": "' + "x" * 1_100_000 + '"}'


@pytest.fixture
def mei() -> User:
    return welcome_customer("13900000001", at=timezone.now())


def caller(user: User, language: str, **facts: Any) -> Client:
    token = issue_token(user, at=timezone.now(), **facts)
    web = Client(headers={"authorization": f"Bearer {token}", "accept-language": language})
    web.language = language
    return web


API = "/api/v1/"


def conflicting(web: Client) -> Any:
    number = web.post(f"{API}applications/", {}, content_type=JSON).json()["number"]
    return web.post(f"{API}applications/{number}/confirm_plan/", {}, content_type=JSON)


def reused(web: Client) -> Any:
    web.post(f"{API}applications/", {}, content_type=JSON, headers={"Idempotency-Key": "once"})
    return web.post(f"{API}applications/", {"address": "x"}, content_type=JSON, headers={"Idempotency-Key": "once"})


def hurried(web: Client) -> Any:
    """So often that at least three fall into one minute."""
    return [web.get(f"{API}applications/") for _n in range(5)][-1]


def nameless(web: Client) -> Any:
    return Client(headers={"accept-language": web.language}).get(f"{API}applications/")


WAYS: dict[int, Callable[[Client], Any]] = {
    400: lambda web: web.get(f"{API}workdays/due/?start=x&workdays=999"),
    401: nameless,
    403: lambda web: web.get(f"{API}queue/"),
    404: lambda web: web.get(f"{API}applications/XC-NONE/"),
    405: lambda web: web.delete(f"{API}applications/"),
    406: lambda web: web.get(f"{API}applications/", headers={"accept": "text/csv"}),
    409: conflicting,
    413: lambda web: web.post(f"{API}applications/", LONG, content_type=JSON),
    415: lambda web: web.post(f"{API}applications/", "a", content_type="text/plain"),
    422: reused,
    429: hurried,
}
NO_OBJECTS = ["[]", "1", '"x"', "null", "[" * 100_000, "{", b"\xff", '{"a": NaN}', '{"district": "\\ud800"}']


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("status", WAYS)
def test_every_no_is_a_problem_document(mei: User, status: int, language: str) -> None:
    web = caller(mei, language, calls_a_minute=2 if status == 429 else 600)
    answer = WAYS[status](web)
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), told
    assert (told["status"], told["type"]) == (status, f"urn:power-connection:problem:{told['code']}")
    is_chinese = [any("\u4e00" <= letter <= "\u9fff" for letter in told[part]) for part in ("title", "detail")]
    assert is_chinese == [language == "zh-CN"] * 2, told
    assert ("Retry-After" in answer) == (status == 429)
    assert "Allow" in answer or status != 405


def test_each_field_has_its_sentence(mei: User) -> None:
    told = caller(mei, "en").get("/api/v1/workdays/due/?start=x&workdays=999").json()
    assert told["errors"] == {
        "start": ["Write the day as year-month-day, for example 2026-09-18."],
        "workdays": ["Count 0 to 366 workdays."],
    }


@pytest.mark.parametrize("body", NO_OBJECTS)
def test_a_body_that_is_no_object_is_told_so(mei: User, body: Any) -> None:
    for address in ("applications/", "demands/", "outages/report/", "mandates/", "grid/watches/"):
        answer = caller(mei, "en").post(f"/api/v1/{address}", body, content_type=JSON)
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), address


@pytest.mark.parametrize("cursor", ["x", "%00", "cD1hYmM%3D", "bz0tMQ%3D%3D", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk%3D"])
@pytest.mark.parametrize("address", ["applications/", "managers/", "outages/", "demands/", "tokens/"])
def test_a_cursor_that_somebody_made_up_breaks_nothing(mei: User, address: str, cursor: str) -> None:
    assert caller(mei, "en").get(f"/api/v1/{address}?cursor={cursor}").status_code in (200, 400)
