"""The one way out: allow-list, signature, breaker, limits."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors import http
from connectors.choices import Outcome, Verdict
from connectors.models import Breaker, ConnectorCall
from connectors.signing import SIGNATURE, WINDOW_S, judge, sign
from connectors.simulators import Simulators

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


def ask(*, at: datetime = AT, path: str = "/v1/messages/none") -> http.Reply:
    return http.call("sms", "GET", path, purpose="query", at=at)


@pytest.mark.django_db
@pytest.mark.parametrize("config", [{}, {"secret": ""}, {"base_url": ""}])
def test_a_system_without_address_or_key_is_not_called(simulators: Simulators, settings: Any, config: Any) -> None:
    settings.CONNECTORS = {"sms": config and settings.CONNECTORS["sms"] | config}
    assert ask().reason == "not-configured"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "url", ["http://169.254.169.254/", "http://2130706433/", "http://[::1]:80/", "file:///etc/passwd", "gopher://x"]
)
def test_a_host_off_the_list_is_never_reached(simulators: Simulators, settings: Any, url: str) -> None:
    settings.CONNECTORS["sms"]["base_url"] = url
    assert ask().reason == "host-not-allowed"


@pytest.mark.django_db
def test_a_name_that_points_inside_is_not_followed(simulators: Simulators, settings: Any, monkeypatch: Any) -> None:
    settings.CONNECTORS["sms"] |= {"base_url": "http://gateway.example/sms", "hosts": ["gateway.example"]}
    monkeypatch.setattr("socket.getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", ("169.254.169.254", 80))])
    assert ask().reason == "unreachable"


@pytest.mark.parametrize("path", ["v1", "//evil.example/", "/a/../b", "http://evil.example/", "/a b", "/a\r\nX: y"])
def test_a_path_that_is_not_plain_is_a_bug(path: str) -> None:
    with pytest.raises(ValueError, match="plain"):
        ask(path=path)


@pytest.mark.django_db
def test_five_failures_rest_the_system_and_one_probe_wakes_it(simulators: Simulators) -> None:
    simulators.turn("sms", down=True)
    assert [ask().reason for _ in range(6)] == ["broken-off"] * 5 + ["resting"]
    simulators.turn("sms", down=False)
    assert ask(at=AT + timedelta(seconds=16)).outcome is Outcome.NOT_FOUND
    assert Breaker.objects.get().failures == 0


@pytest.mark.django_db
def test_a_failed_probe_rests_it_again(simulators: Simulators) -> None:
    simulators.turn("sms", down=True)
    reasons = [ask(at=AT + timedelta(seconds=s)).reason for s in (0, 0, 0, 0, 0, 16, 17, 32)]
    assert reasons[5:] == ["broken-off", "resting", "broken-off"]


@pytest.mark.django_db
def test_a_wrong_key_is_our_trouble_and_not_a_refusal(simulators: Simulators, settings: Any) -> None:
    settings.CONNECTORS = {"sms": settings.CONNECTORS["sms"] | {"secret": "right"}}
    simulators.sms.secret = lambda: "changed"  # type: ignore[method-assign]
    try:
        assert (ask().outcome, ask().reason) == (Outcome.UNKNOWN, "not-let-in")
    finally:
        del simulators.sms.secret


@pytest.mark.django_db
def test_a_page_not_found_by_something_in_between_is_no_answer(simulators: Simulators) -> None:
    assert ask(path="/no/such/interface").outcome is Outcome.UNKNOWN


@pytest.mark.django_db
def test_an_answer_too_large_is_garbage(simulators: Simulators, monkeypatch: Any) -> None:
    monkeypatch.setattr(http, "MAX_BYTES", 10)
    simulators.turn("sms", garbage=True)
    assert ask().reason == "garbage"


@pytest.mark.django_db
def test_every_call_leaves_one_row(simulators: Simulators) -> None:
    ask()
    row = ConnectorCall.objects.get()
    assert (row.system, row.purpose, row.outcome, row.status) == ("sms", "query", "NOT_FOUND", 404)


def test_a_signature_holds_for_these_bytes_this_path_and_this_time_only() -> None:
    headers = sign("key", "POST", "/a", b"{}", now_s=1000)

    def verdict(secret: str = "key", path: str = "/a", body: bytes = b"{}", now_s: int = 1000) -> Verdict:
        return judge(secret, "POST", path, body, headers, now_s=now_s)

    assert verdict() is Verdict.GENUINE
    assert {verdict("other"), verdict(""), verdict(path="/b"), verdict(body=b"")} == {Verdict.FORGED}
    assert {verdict(now_s=1000 + WINDOW_S + 1), verdict(now_s=1000 - WINDOW_S - 1)} == {Verdict.STALE}


@pytest.mark.parametrize("headers", [{}, {SIGNATURE: "x"}, {SIGNATURE: "é", "X-Timestamp": "٣", "X-Nonce": "n" * 16}])
def test_half_a_signature_is_forged(headers: dict[str, str]) -> None:
    assert judge("key", "POST", "/a", b"", headers, now_s=1) is Verdict.FORGED


def test_the_simulator_refuses_what_is_not_signed_and_what_is_replayed(simulators: Simulators) -> None:
    target = "/elicence/v1/licences/search"
    body = json.dumps({"kind": "CITIZEN_ID", "authorisation": "a", "subject": {}}).encode()
    headers = sign("test-key-of-elicence", "POST", target, body, now_s=int(time.time()))
    statuses = [_status(simulators.url + target, body, told) for told in ({}, headers, headers)]
    assert statuses == [401, 404, 401]


def _status(url: str, body: bytes, headers: dict[str, str]) -> int:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers)) as response:
            return int(response.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_knobs_turn_over_http_and_unknown_ones_are_refused(simulators: Simulators) -> None:
    control = f"{simulators.url}/_control/elicence"
    assert _status(control, b'{"down": true}', {}) == 200
    assert simulators.systems["elicence"].knob("down") is True
    assert _status(control, b'{"dwon": true}', {}) == 400
    assert _status(control, b'{"down": "yes"}', {}) == 400
