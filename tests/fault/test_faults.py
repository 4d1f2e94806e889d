"""Drivers and servers are killed without warning while promises fall due and messages wait; `make chaos`: at length."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import secrets
from tests.fault import scenarios
from tests.fault.rig import Rig


@pytest.fixture(scope="module")
def rig() -> Iterator[Rig]:
    with Rig(secrets()) as running:
        yield running


def test_nothing_due_is_lost_and_nothing_is_raised_or_told_twice(rig: Rig) -> None:
    found = scenarios.deadlines(rig, scenarios.SMALL)
    assert rig.kills == {"sweep": scenarios.SMALL.kills, "postgres": scenarios.SMALL.database_kills}
    scenarios.hold_deadlines(found, scenarios.SMALL)


def test_every_message_is_handed_over_once_whoever_dies_on_the_way(rig: Rig) -> None:
    got = scenarios.messages(rig, scenarios.SMALL)
    assert rig.kills["send"] == scenarios.SMALL.relay_kills
    assert (len(got), set(got.values())) == (scenarios.SMALL.messages, {1})


def test_without_broker_and_without_celery_messages_go_on(rig: Rig) -> None:
    rig.end_drivers()
    rig.cache.stop()
    rig.begin("sweep")
    rig.ask("make_messages", many=3, prefix="138")
    assert rig.ask("wait_until_sent", for_s=20)["sent"] == scenarios.SMALL.messages + 3
