"""The example client against the portal as it is served: assess, apply, follow, outages, news."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.actions import issue_token
from notifications.webhooks import actions, sending
from notifications.webhooks.models import Webhook
from tests.applications.journey import Cast
from tests.applications.test_http_journeys import SHOP
from tests.openapi.receiver import receiving

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))

from portal_client import Portal, Problem, is_genuine  # noqa: E402 - the example is no part of the portal

pytestmark = pytest.mark.django_db(transaction=True)
WISH = {
    "voltage_class": "LV", "applied_capacity_kw": "60", "business_type": "NEW", "customer_kind": "ENTERPRISE",
    "tariff_class": "COMMERCIAL_INDUSTRIAL", "ext_route_length_m": "40",
}  # fmt: skip


@pytest.fixture
def portal(live_server: Any) -> Portal:
    return Portal(live_server.url, token=issue_token(Cast().customer, at=timezone.now()))


def test_a_customers_program_asks_applies_and_follows(portal: Portal) -> None:
    answer = Portal(portal.base).assess(**WISH)
    assert (answer.customer_steps >= 1, bool(answer.reasons)) == (True, True)
    with pytest.raises(Problem) as no:
        portal.apply({"name": "x"})
    assert (no.value.status, "address" in no.value.errors) == (400, True)
    made, again = (portal.apply(SHOP, key="monday") for _n in range(2))
    assert made.number == again.number
    assert portal.application(made.number).stage == made.stage
    assert made.number in {one.number for one in portal.applications()}
    assert "submit" in [one.verb for one in portal.events(made.number)]
    assert list(portal.clocks(made.number))
    assert list(portal.outages()) == []


def test_what_is_not_mine_is_not_there(portal: Portal) -> None:
    with pytest.raises(Problem) as no:
        portal.application("XC-NONE")
    assert (no.value.status, no.value.code) == (404, "not-found")


def test_news_is_told_apart_from_what_somebody_made_up(portal: Portal, settings: Any) -> None:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with receiving() as receiver:
        hook = portal.call("POST", "webhooks/", {"url": receiver.url, "topics": ["outage"]})
        actions.ping(Webhook.objects.get(pk=hook["id"]), at=timezone.now())
        actions.step(sending.push, at=timezone.now())
        [(headers, body)] = receiver.heard
    assert is_genuine(hook["secret"], headers, body)
    assert not is_genuine(hook["secret"], headers, body + b" ")
    assert not is_genuine(hook["secret"], headers, body, now_s=int(headers["Webhook-Timestamp"]) + 301)
