"""A token reaches as far as its scopes, as often as its limit, as long as its owner wants."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from rest_framework.exceptions import Throttled

from accounts.models import ApiToken
from portal.errors import exception_handler
from tests.accounts.conftest import PHONE

pytestmark = pytest.mark.django_db


def printed(*args: str) -> str:
    out = StringIO()
    call_command("api_token", *args, stdout=out)
    return out.getvalue().strip()


def ask(token: str, method: str = "get", path: str = "/api/v1/tokens/") -> Any:
    return getattr(Client(headers={"authorization": f"Bearer {token}"}), method)(path)


@pytest.mark.parametrize(
    ("scope", "reads", "writes"),
    [
        ("read", 200, 403),
        ("write", 200, 404),
        ("read:tokens", 200, 403),
        ("write:tokens", 200, 404),
        ("read:grid", 403, 403),
        ("write:grid", 403, 403),
    ],
)
def test_a_token_does_not_reach_beyond_its_scopes(wang, scope, reads, writes):
    token = printed("wang", "--scope", scope)
    assert ask(token).status_code == reads
    told = ask(token, "delete", "/api/v1/tokens/999999/")
    assert told.status_code == writes
    assert (told.json()["code"] == "scope") == (writes == 403)


@pytest.mark.parametrize("scope", ["admin", "read:nothing", "read:", "write:grid:x"])
def test_a_scope_nobody_knows_is_refused(wang, scope):
    with pytest.raises(CommandError):
        printed("wang", "--scope", scope)


def test_a_token_has_its_own_limit_and_hears_how_much_is_left(wang):
    token, other = printed("wang", "--calls", "2"), printed("wang")
    answers = [ask(token) for _ in range(6)]  # at least three of them within one minute
    late = [answer for answer in answers if answer.status_code == 429]
    assert {answer["RateLimit-Limit"] for answer in answers} == {"2"}
    assert late
    assert all(1 <= int(answer["Retry-After"]) <= 60 for answer in late)
    assert ask(other).status_code == 200


@pytest.mark.parametrize("left", [0, 0.3, 1, 59.2])
def test_who_is_late_is_always_told_how_long_to_wait(left):
    """Also in the last moment of the minute."""
    told = exception_handler(Throttled(wait=left), {})
    assert 1 <= int(told["Retry-After"]) <= 60


def test_its_owner_sees_and_ends_it_and_nobody_else_does(wang, mei):
    token, foreign = printed("wang", "--name", "meters"), printed(PHONE)
    [row] = ask(token).json()["results"]
    assert (row["name"], row["scopes"], bool(row["used_on"])) == ("meters", ["read", "write"], True)
    assert ask(foreign, "delete", f"/api/v1/tokens/{row['id']}/").status_code == 404
    assert ask(token, "delete", f"/api/v1/tokens/{row['id']}/").status_code == 204
    assert ask(token).status_code == 401


def signed_in(user: Any, *, minutes_ago: int = 0) -> Client:
    page = Client(headers={"accept-language": "en"})
    page.force_login(user, "django.contrib.auth.backends.ModelBackend")
    session = page.session
    session["signed_in_at"] = int((timezone.now() - timedelta(minutes=minutes_ago)).timestamp())
    session.save()
    return page


def test_a_token_is_made_and_ended_on_the_page(mei):
    page = signed_in(mei)
    told = page.post("/my-data/tokens/", {"name": "mine", "may": "read", "area": "outages", "days": "7"})
    token = re.search(r"pcp_[\w-]+", told.content.decode()).group()
    assert "pcp_" not in page.get("/my-data/tokens/").content.decode()
    assert (ask(token, path="/api/v1/outages/").status_code, ask(token).status_code) == (200, 403)
    page.post(f"/my-data/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert ask(token, path="/api/v1/outages/").status_code == 401


def test_a_page_left_open_makes_no_token(mei):
    signed_in(mei, minutes_ago=16).post("/my-data/tokens/", {"name": "mine", "may": "write", "area": "", "days": "7"})
    assert not ApiToken.objects.exists()


def test_every_token_of_a_person_can_be_ended_at_once(wang):
    token = printed("wang")
    assert printed("wang", "--revoke") == "1 ended"
    assert ask(token).status_code == 401
