"""Receipts from the operator: signed, double, out of order, forged, replayed."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.test import Client

from connectors.models import Inbox
from connectors.signing import sign
from connectors.simulators import Simulators
from notifications import actions
from notifications.choices import DeliveryState
from notifications.models import Delivery
from notifications.relay import step
from tests.notifications.cast import AT, next_noon, person, sms_of, tell

pytestmark = pytest.mark.django_db
URL = "/connect/sms/receipts/"


@pytest.fixture
def sent(simulators: Simulators) -> Delivery:
    delivery = sms_of(tell(person()))
    step(at=AT)
    delivery.refresh_from_db()
    return delivery


def post(told: Any, *, secret: str = "test-key-of-sms", age_s: int = 0, times: int = 1) -> list[int]:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    headers = sign(secret, "POST", URL, body, now_s=int(time.time()) - age_s)
    client = Client(enforce_csrf_checks=True)
    answers = [client.post(URL, body, content_type="application/json", headers=headers) for _ in range(times)]
    return [answer.status_code for answer in answers]


def receipt(delivery: Delivery, state: str = "DELIVERED", **more: str) -> dict[str, str]:
    return {"id": f"gw-{state}", "reference": delivery.reference, "state": state} | more


def test_a_receipt_makes_it_delivered(sent: Delivery) -> None:
    assert post(receipt(sent)) == [200]
    sent.refresh_from_db()
    assert (sent.state, sent.next_at) == (DeliveryState.DELIVERED, None)


def test_the_same_receipt_signed_anew_is_taken_once(sent: Delivery) -> None:
    assert [*post(receipt(sent)), *post(receipt(sent))] == [200, 200]
    assert Inbox.objects.filter(source="sms:receipt").count() == 1


def test_an_older_receipt_changes_nothing(sent: Delivery) -> None:
    for state in ("DELIVERED", "ON_ITS_WAY", "FAILED"):
        post(receipt(sent, state))
    sent.refresh_from_db()
    assert sent.state == DeliveryState.DELIVERED


def test_a_receipt_that_overtakes_our_own_note_wins(simulators: Simulators) -> None:
    tell(person())
    row = actions.claim(at=AT)
    assert row
    post(receipt(row))
    actions.settle(row, actions.Attempt(is_accepted=True, provider_ref="gw"), parts=1, at=AT)
    row.refresh_from_db()
    assert (row.state, row.provider_ref) == (DeliveryState.DELIVERED, "gw")


def test_a_forged_stale_or_replayed_receipt_is_turned_away(sent: Delivery) -> None:
    assert post(receipt(sent), secret="wrong") == [401]
    assert post(receipt(sent), age_s=301) == [401]
    assert Client().post(URL, "{}", content_type="application/json").status_code == 401
    sent.refresh_from_db()
    assert sent.state == DeliveryState.SENT
    assert post(receipt(sent), times=2) == [200, 401]


def test_a_receipt_for_nothing_of_ours_is_taken_and_changes_nothing(sent: Delivery) -> None:
    assert post(receipt(sent, reference="nobody")) == [200]


@pytest.mark.parametrize(
    "told",
    [b"", b"[]", b"{", b"\xff", b"[" * 9000, {"id": 1}, {"id": "a", "reference": "b", "state": "EATEN"},
     {"id": "\x00", "reference": "b", "state": "FAILED"}, {"id": "a" * 81, "reference": "b", "state": "FAILED"}],
)  # fmt: skip
def test_a_genuine_but_senseless_receipt_is_a_bad_request(simulators: Simulators, told: Any) -> None:
    assert post(told) == [400]


def test_a_huge_receipt_is_not_even_read(simulators: Simulators) -> None:
    assert post(b"x" * 20_000) == [413]


def test_only_posting_is_possible() -> None:
    assert Client().get(URL).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_the_gateways_own_double_and_shuffled_receipts_arrive_over_http(
    simulators: Simulators, live_server: Any
) -> None:
    simulators.turn(
        "sms", callback=live_server.url + URL, receipt_delay_s=0, double_receipts=True, shuffled_receipts=True
    )
    delivery = sms_of(tell(person()))
    step(at=next_noon())
    end = time.monotonic() + 10
    while len(simulators.sms.receipts) < 4 and time.monotonic() < end:
        time.sleep(0.02)
    delivery.refresh_from_db()
    assert (simulators.sms.receipts, delivery.state) == ([200] * 4, DeliveryState.DELIVERED)
