"""Drivers and servers are killed without warning while promises fall due and messages wait; `make chaos`: at length."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import secrets
from tests.fault import celery_only, ledger, points, poison, scenarios, shortages
from tests.fault.rig import Rig

LONGEST_S = 3  # a machine may be busy; without a limit of our own it is more than five


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
    assert rig.ask("found")["sent"] == sum(got.values()), "we count what the gateway bills"


def test_a_message_that_kills_whoever_takes_it_is_given_up_and_the_others_get_through(rig: Rig) -> None:
    assert poison.through(rig, scenarios.SMALL)


def test_by_celery_alone_nothing_is_lost_or_doubled_whichever_part_of_it_fails(rig: Rig) -> None:
    got = celery_only.through(rig, scenarios.SMALL)
    assert {"work", "child of work", "beat", "valkey", "valkey emptied", "valkey silent", "valkey full"} <= set(
        rig.kills
    )
    celery_only.hold(rig, got, scenarios.SMALL)


def test_what_was_answered_is_there_and_what_was_not_is_whole_or_nothing(rig: Rig) -> None:
    entries = ledger.keep(rig, scenarios.SMALL)
    assert rig.kills["serve"] == scenarios.SMALL.web_kills
    ledger.hold(rig, entries)


@pytest.mark.parametrize("work", [points.asking, points.accepting, points.sweeping, points.handing_over])
def test_wherever_work_dies_it_is_whole_or_nothing_and_never_twice(rig: Rig, work: points.Work) -> None:
    rig.end_drivers()
    assert work(rig, scenarios.SMALL.points) > 5


@pytest.fixture(scope="module")
def small(rig: Rig) -> Iterator[shortages.Small]:
    with shortages.small_database(rig) as running:
        yield running


@pytest.mark.parametrize("shortage", shortages.RED)
def test_a_database_that_is_short_of_something_refuses_plainly_and_does_nothing_by_halves(
    rig: Rig, small: shortages.Small, shortage: shortages.Shortage
) -> None:
    if shortage is shortages.without_room and not small.room:
        pytest.skip("NOT TESTED: this system gives us no disk of our own, so none could be filled")
    shortages.through(rig, small, shortage, for_s=0)


def test_of_two_who_act_at_once_it_is_as_if_one_had_been_first(rig: Rig) -> None:
    rig.end_drivers()
    found = rig.ask("race", seed=1, times=scenarios.SMALL.races)
    assert (found["races"], found["one_refused"] > 0, found["pairs"] > 5) == (scenarios.SMALL.races, True, True), found


def test_a_cache_that_is_silent_costs_whoever_is_signed_in_less_than_a_moment(rig: Rig) -> None:
    rig.end_drivers()
    rig.begin("serve", port=rig.port)
    cookie = rig.ask("sign_in", name="reader")
    assert rig.page("/applications/", cookie)[0] == 200
    with rig.silent_cache():
        status, took_s = rig.page("/applications/", cookie)
    assert (status, took_s < LONGEST_S) == (200, True), took_s


def test_without_broker_and_without_celery_messages_go_on(rig: Rig) -> None:
    rig.end_drivers()
    rig.cache.stop()
    rig.begin("sweep")
    rig.ask("make_messages", many=3, prefix="138")
    assert rig.ask("wait_until_sent", prefix="138", for_s=20)
    assert len([number for number in rig.sent() if number.startswith("138")]) == 3


def test_whatever_died_everything_holds_that_must_hold_of_all_rows(rig: Rig) -> None:
    assert rig.ask("what_is_broken") == {}
