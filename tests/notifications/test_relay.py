"""The relay against a real gateway in every mood: nothing lost, nothing told twice without having asked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from connectors.models import ShareLog
from connectors.simulators import Simulators
from notifications import actions
from notifications.choices import DeliveryState
from notifications.models import Delivery, Message
from notifications.relay import step
from tests.notifications.cast import AT, NIGHT, PHONE, person, sms_of, tell

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


def run(at: datetime = AT) -> int:
    """Step until nothing is ready; how many steps there were."""
    steps = 0
    while step(at=at):
        steps += 1
    return steps


def run_for(hours: float, *, every: int = 30, start: datetime = AT) -> None:
    for second in range(0, int(hours * 3600), every):
        run(start + timedelta(seconds=second))


def states() -> Counter[str]:
    return Counter(Delivery.objects.filter(channel="SMS").values_list("state", flat=True))


def test_a_queued_message_reaches_the_gateway_under_our_reference(simulators: Simulators) -> None:
    delivery = sms_of(tell(person()))
    run()
    (kept,) = simulators.sms.kept
    delivery.refresh_from_db()
    assert (kept.phone, kept.reference, kept.message_id) == (PHONE, delivery.reference, delivery.provider_ref)
    assert (delivery.state, delivery.parts) == (DeliveryState.SENT, 1)


def test_handing_a_phone_number_over_is_recorded(simulators: Simulators) -> None:
    tell(person())
    run()
    assert ShareLog.objects.get().fields == ["phone"]


def test_a_silent_gateway_that_took_the_message_is_asked_and_not_told_again(simulators: Simulators) -> None:
    simulators.turn("sms", hang_s=1.3)
    delivery = sms_of(tell(person()))
    run()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.UNKNOWN
    run(AT + timedelta(seconds=20))
    delivery.refresh_from_db()
    assert (delivery.state, len(simulators.sms.kept)) == (DeliveryState.SENT, 1)


def test_a_silent_gateway_that_did_not_take_it_is_told_again(simulators: Simulators) -> None:
    simulators.turn("sms", delay_s=1.3, error_rate=1)
    delivery = sms_of(tell(person()))
    run()
    simulators.reset()
    run(AT + timedelta(seconds=20))
    delivery.refresh_from_db()
    assert (delivery.state, len(simulators.sms.kept)) == (DeliveryState.SENT, 1)


def test_with_a_third_of_the_answers_failing_everything_arrives_once(simulators: Simulators) -> None:
    simulators.turn("sms", error_rate=0.3)
    alice = person()
    for number in range(60):
        tell(alice, dedup=str(number))
    run_for(1)
    assert states() == {DeliveryState.SENT: 60}
    assert set(Counter(kept.reference for kept in simulators.sms.kept).values()) == {1}


MOODS: dict[str, dict[str, Any]] = {
    "fails": {"error_rate": 1.0},
    "has too much to do": {"too_many_rate": 1.0},
    "answers after we have gone": {"delay_s": 1.2},
    "takes it and is silent": {"hang_s": 1.2},
    "talks nonsense": {"garbage": True},
    "sends us elsewhere": {"redirect": True},
    "breaks off": {"down": True},
}


@pytest.mark.parametrize("mood", MOODS.values(), ids=MOODS)
def test_whatever_the_gateways_mood_each_message_arrives_once_when_it_is_over(
    simulators: Simulators, mood: dict[str, Any]
) -> None:
    alice = person()
    for number in range(3):
        tell(alice, dedup=str(number))
    simulators.turn("sms", **mood)
    run()
    assert DeliveryState.SENT not in states()
    time.sleep(mood.get("delay_s", 0.0))  # what is under way arrives there
    simulators.turn(
        "sms", error_rate=0.0, too_many_rate=0.0, delay_s=0.0, hang_s=0.0, garbage=False, redirect=False, down=False
    )
    run_for(0.3)
    assert states() == {DeliveryState.SENT: 3}
    ours = {*Delivery.objects.exclude(reference="").values_list("reference", flat=True)}
    assert [*Counter(one.reference for one in simulators.sms.kept if one.reference in ours).values()] == [1, 1, 1]


def test_a_gateway_whose_certificate_is_none_hears_nothing(simulators: Simulators, settings: Any) -> None:
    right = settings.CONNECTORS["sms"]
    wrong = {**right, "base_url": right["base_url"].replace("http://", "https://")}
    tell(person())
    settings.CONNECTORS = {**settings.CONNECTORS, "sms": wrong}
    run_for(0.05)
    assert (states(), len(simulators.sms.kept)) == ({DeliveryState.PENDING: 1}, 0)
    settings.CONNECTORS = {**settings.CONNECTORS, "sms": right}
    run_for(0.3, start=AT + timedelta(minutes=3))
    assert (states(), len(simulators.sms.kept)) == ({DeliveryState.SENT: 1}, 1)


def test_a_two_hour_outage_loses_nothing_and_drains_in_a_quarter_of_an_hour(simulators: Simulators) -> None:
    simulators.turn("sms", down=True)
    alice = person()
    for number in range(10):
        tell(alice, dedup=str(number))
    run_for(2, every=120)
    assert DeliveryState.DEAD not in states()
    simulators.turn("sms", down=False)
    run_for(0.25, start=AT + timedelta(hours=2))
    assert states() == {DeliveryState.SENT: 10}


def test_a_number_the_gateway_refuses_has_failed_for_good(simulators: Simulators) -> None:
    simulators.turn("sms", refuse=True)
    tell(person())
    run_for(0.1)
    assert states() == {DeliveryState.FAILED: 1}


def test_a_message_that_cannot_be_worded_is_parked_and_the_others_go(simulators: Simulators) -> None:
    alice = person()
    tell(alice, dedup="bad", wrong="no number here")
    Message.objects.filter(pk=tell(alice, dedup="gone").pk).update(template="no-such-template")
    tell(alice, dedup="good")
    run()
    assert len(simulators.sms.kept) == 1
    run_for(1)
    assert states() == {DeliveryState.DEAD: 2, DeliveryState.SENT: 1}
    assert Delivery.objects.undelivered().count() == 2


def test_a_row_that_kills_whoever_takes_it_is_given_up_after_five(simulators: Simulators) -> None:
    tell(person())
    for minute in range(0, 12, 2):
        actions.claim(at=AT + timedelta(minutes=minute))
    assert states() == {DeliveryState.DEAD: 1}


def test_a_row_taken_in_the_evening_and_dropped_is_not_sent_at_night(simulators: Simulators) -> None:
    tell(person(), at=NIGHT - timedelta(hours=1, seconds=30))
    actions.claim(at=NIGHT - timedelta(hours=1, seconds=30))
    run(NIGHT)
    assert not simulators.sms.kept
    run(NIGHT + timedelta(hours=8))
    assert len(simulators.sms.kept) == 1


def test_who_lost_the_lease_does_not_undo_what_the_next_one_did(simulators: Simulators) -> None:
    tell(person())
    slow = actions.claim(at=AT)
    assert slow
    run(AT + timedelta(seconds=61))
    actions.settle(slow, actions.Attempt(reason="timeout"), parts=1, at=AT + timedelta(seconds=70))
    assert states() == {DeliveryState.SENT: 1}


@pytest.mark.django_db(transaction=True)
def test_four_relays_side_by_side_send_each_message_once(simulators: Simulators) -> None:
    alice = person()
    for number in range(40):
        tell(alice, dedup=str(number))

    def work() -> None:
        run()
        connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert states() == {DeliveryState.SENT: 40}
    assert len({kept.reference for kept in simulators.sms.kept}) == len(simulators.sms.kept) == 40


@pytest.mark.django_db(transaction=True)
def test_a_relay_killed_between_sending_and_noting_it_sends_nothing_twice(
    simulators: Simulators,
) -> None:
    simulators.turn("sms", hang_s=3)
    delivery = sms_of(tell(person(), template="one-time-code", at=timezone.now(), code="demo", what="demo"))
    relay = start_relay(simulators)
    wait_for(lambda: simulators.sms.kept, relay)
    relay.send_signal(signal.SIGKILL)
    relay.wait()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.LEASED
    run(delivery.lease_until or AT)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert [kept.reference for kept in simulators.sms.kept] == [delivery.reference]


def start_relay(simulators: Simulators) -> subprocess.Popen[bytes]:
    """`manage.py relay` as its own process on the tests' database."""
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@/{quote(database['HOST'])}/{database['NAME']}"
    if not database["HOST"].startswith("/"):
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + database["NAME"]
    ours = {"DATABASE_URL": url, "DEMO": "1", "SIMULATOR_URL": simulators.url, "SMS_SECRET": "test-key-of-sms"}
    return subprocess.Popen([sys.executable, "manage.py", "relay"], cwd=ROOT, env=os.environ | ours)


def wait_for(happened: Any, process: subprocess.Popen[bytes], patience_s: float = 30) -> None:
    end = time.monotonic() + patience_s
    while not happened():
        assert process.poll() is None, "the relay ended"
        assert time.monotonic() < end, "the relay sent nothing"
        time.sleep(0.02)
