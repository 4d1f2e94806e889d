"""News is pushed, signed, until it is taken: to a receiver over real HTTP that may be down, slow, wrong or gone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import issue_token
from accounts.models import User
from accounts.roles import Role
from applications.actions import withdraw
from notifications.webhooks import actions, sending
from notifications.webhooks.models import Push, Webhook
from notifications.webhooks.rules import WAITS, host_of, may_reach
from tests.applications.journey import MONDAY, Cast, accepted, person
from tests.openapi.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with receiving() as server:
        yield server


def caller(user: User) -> Client:
    return Client(headers={"authorization": f"Bearer {issue_token(user, at=timezone.now())}", "accept-language": "en"})


def subscribed(user: User, url: str) -> dict[str, Any]:
    given = {"url": url, "topics": ["application", "outage"]}
    answer = caller(user).post("/api/v1/webhooks/", given, content_type=JSON)
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def pinged(user: User, receiver: Receiver) -> Push:
    hook = subscribed(user, receiver.url)
    return actions.ping(Webhook.objects.get(pk=hook["id"]), at=MONDAY)


def step(at: Any = MONDAY) -> bool:
    return actions.step(sending.push, at=at)


def test_who_may_see_the_case_hears_that_it_moved_and_nobody_else(receiver: Receiver) -> None:
    cast = Cast()
    case = accepted(cast)
    for user in (cast.customer, person("other"), cast.planner, person("gov", Role.GOV, department="planning")):
        subscribed(user, receiver.url)
    withdraw(case.pk, by=cast.customer, at=MONDAY)
    heard = {(row.webhook.owner.username, row.payload["stage"]) for row in Push.objects.all()}
    assert heard == {("customer", "WITHDRAWN"), ("planner", "WITHDRAWN")}
    assert all(set(row.payload) == {"type", "number", "stage", "at"} for row in Push.objects.all())


def test_a_push_is_signed_so_that_the_receiver_can_tell(receiver: Receiver) -> None:
    user = person("planner", Role.PLANNER)
    hook = subscribed(user, receiver.url)
    row = actions.ping(Webhook.objects.get(), at=MONDAY)
    assert step()
    [(headers, body)] = receiver.heard
    told = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    key = base64.b64decode(hook["secret"].removeprefix("whsec_"))
    made = base64.b64encode(hmac.new(key, told, hashlib.sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{made}"
    assert headers["Webhook-Id"] == row.reference
    assert json.loads(body)["type"] == "ping"
    row.refresh_from_db()
    assert (row.state, row.tries[0]["status"]) == ("TAKEN", 204)
    assert not step()


@pytest.mark.parametrize("status", [301, 400, 404, 429, 500, 503])
def test_what_is_not_taken_is_tried_again_later_and_later_and_then_given_up(receiver: Receiver, status: int) -> None:
    receiver.status, receiver.elsewhere = status, f"{receiver.url}&elsewhere"
    row, at = pinged(person("planner", Role.PLANNER), receiver), MONDAY
    for wait in WAITS:
        assert step(at)
        assert not step(at + wait - timedelta(seconds=1))
        at += wait
    assert step(at)
    assert not step(at + timedelta(days=30))
    row.refresh_from_db()
    assert (row.state, len(row.tries), {one["status"] for one in row.tries}) == ("DEAD", 9, {status})
    assert len(receiver.heard) == 9  # a redirect leads nowhere
    assert len({headers["Webhook-Id"] for headers, _body in receiver.heard}) == 1


def test_a_receiver_that_is_down_or_slow_hears_it_when_it_is_back(receiver: Receiver, monkeypatch: Any) -> None:
    row = pinged(person("planner", Role.PLANNER), receiver)
    hook = Webhook.objects.get()
    Webhook.objects.update(url="http://127.0.0.1:9/")
    assert step()
    Webhook.objects.update(url=hook.url)
    receiver.pause_s = 0.6
    monkeypatch.setattr(sending._client(), "timeout", 0.2)
    assert step(MONDAY + WAITS[0])
    receiver.pause_s = 0
    assert step(MONDAY + WAITS[0] + WAITS[1])
    row.refresh_from_db()
    assert [one["reason"] for one in row.tries] == ["unreachable", "timeout", ""]
    assert row.state == "TAKEN"


def test_who_is_gone_is_left_in_peace(receiver: Receiver) -> None:
    receiver.status = 410
    pinged(person("planner", Role.PLANNER), receiver)
    actions.ping(Webhook.objects.get(), at=MONDAY)
    assert step()
    assert not step(MONDAY + timedelta(days=1))
    assert Webhook.objects.get().ended_at == MONDAY


def test_a_sender_that_died_loses_nothing(receiver: Receiver) -> None:
    pinged(person("planner", Role.PLANNER), receiver)
    assert actions.claim(at=MONDAY)
    assert not step()
    assert step(MONDAY + timedelta(seconds=61))
    assert len(receiver.heard) == 1


def test_the_log_is_the_owners_and_what_is_dead_can_be_pushed_again(receiver: Receiver) -> None:
    user, other = person("planner", Role.PLANNER), person("works", Role.WORKS)
    receiver.status = 500
    row = pinged(user, receiver)
    for _n in range(20):
        step(MONDAY + timedelta(days=3 * _n))
    log = f"/api/v1/webhooks/{row.webhook_id}/deliveries/"
    [told] = caller(user).get(log).json()["results"]
    assert (told["state"], told["tries"][0]["status"]) == ("DEAD", 500)
    assert caller(other).get(log).status_code == 404
    assert caller(other).post(f"{log}{row.pk}/again/").status_code == 404
    receiver.status = 200
    assert caller(user).post(f"{log}{row.pk}/again/").status_code == 202
    assert step(timezone.now())
    assert caller(user).get(log).json()["results"][0]["state"] == "TAKEN"


def test_an_ended_address_hears_nothing_more(receiver: Receiver) -> None:
    user = person("planner", Role.PLANNER)
    row = pinged(user, receiver)
    assert caller(user).delete(f"/api/v1/webhooks/{row.webhook_id}/").status_code == 204
    assert not step()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "https://example.org:22/", "https://user:pw@example.org/", "https://evil.test/",
        "https://10.0.0.1/", "https://169.254.169.254/latest/", "https://[::1]/", "https://127.0.0.1:1/", "ftp://example.org/",
        "https://example.org.evil.test/", "//example.org/", "", "https://exa mple.org/", "https://example.org:99999/",
        "https://localhost/", "http://0.0.0.0/", "https://example.org/\u4e2d",
    ],
)  # fmt: skip
def test_addresses_inside_and_foreign_ones_are_refused(url: str, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["example.org"]
    answer = caller(person("planner", Role.PLANNER)).post(
        "/api/v1/webhooks/", {"url": url, "topics": ["outage"]}, content_type=JSON
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["url"])


def test_a_name_that_points_inside_is_not_followed() -> None:
    assert host_of("https://a.example.org/x", [".example.org"]) == "a.example.org"
    assert host_of("https://anything.test/", ["*"]) == "anything.test"
    inside = ["10.1.2.3", "192.168.1.1", "172.16.0.9", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1"]
    inside += ["fe80::1", "fd00::1", "::ffff:10.0.0.1", "224.0.0.1"]
    assert [address for address in inside if may_reach(address, "a.example.org")] == []
    assert may_reach("203.0.114.7", "a.example.org")
    assert may_reach("127.0.0.1", "127.0.0.1")


def test_the_page_shows_the_log_and_sends_again(receiver: Receiver) -> None:
    user = person("planner", Role.PLANNER)
    row = pinged(user, receiver)
    step()
    page = Client(headers={"accept-language": "en"})
    page.force_login(user, "django.contrib.auth.backends.ModelBackend")
    assert "204" in page.get("/my-data/webhooks/").content.decode()
    page.post(f"/my-data/webhooks/pushes/{row.pk}/again/")
    assert step(timezone.now())
    assert len(receiver.heard) == 2
    page.post(f"/my-data/webhooks/{row.webhook_id}/end/")
    assert not Webhook.objects.standing().exists()
