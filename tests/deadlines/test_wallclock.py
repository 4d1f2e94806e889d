"""A clock that is off: from five seconds on people hear of it, beyond thirty nothing is raised till it agrees again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from deadlines import holds
from deadlines.alerts import CLOCK_JUMP
from deadlines.models import Alert, Heartbeat, Hold
from deadlines.sweeping import sweep
from deadlines.tasks import turn
from deadlines.wallclock import Reading, apart, jumped, off_by
from notifications.models import Message
from tests.deadlines.cast import A_LITTLE, clock, moment, supervisor

NOON = Reading(datetime(2026, 11, 24, 4, tzinfo=UTC), "one boot", 1000.0)
DUE = moment("2026-09-25 00:00")


def later(seconds: float, *, set_by: float = 0.0, boot: str = "one boot") -> Reading:
    return Reading(NOON.at + timedelta(seconds=seconds + set_by), boot, NOON.up_s + seconds)


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@pytest.mark.parametrize("set_by", [26 * 3600, -2 * 3600, 61, -30, 6])
def test_a_clock_that_was_set_has_jumped_by_so_much(set_by: float) -> None:
    assert jumped(NOON, NOON.at, later(30, set_by=set_by)) == s(set_by)


def test_a_long_silence_is_no_jump() -> None:
    assert jumped(NOON, NOON.at, later(3 * 86400)) == s(0)


def test_after_a_restart_only_a_step_back_is_seen() -> None:
    assert jumped(NOON, NOON.at, later(86400, boot="another")) == s(0)
    assert jumped(NOON, NOON.at, later(0, set_by=-7200, boot="another")) == timedelta(hours=-2)
    assert jumped(None, None, NOON) == s(0)


@pytest.mark.parametrize(("database", "ahead"), [(-40, 40), (0, 0), (2, 0), (3, 0), (43, -40)])
def test_the_database_is_asked_and_a_slow_answer_is_no_difference(database: float, ahead: float) -> None:
    """The answer took three seconds."""
    assert apart(NOON.at, NOON.at + s(database), NOON.at + s(3)) == s(ahead)


def test_whichever_says_more_counts() -> None:
    assert off_by(NOON, NOON.at, replace(later(30, set_by=3), apart=s(-8))) == s(-8)
    assert off_by(NOON, NOON.at, replace(later(30, set_by=9), apart=s(8))) == s(9)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("off", "is_told", "goes_on"),
    [(5, False, True), (-5, False, True), (6, True, True), (-6, True, True), (30, True, True), (31, True, False),
     (-31, True, False), (26 * 3600, True, False), (-2 * 3600, True, False)],
)  # fmt: skip
@pytest.mark.parametrize("how", ["was set", "is not the database's"])
def test_from_five_seconds_on_it_is_told_and_beyond_thirty_nothing_is_raised(
    off: float, is_told: bool, goes_on: bool, how: str
) -> None:
    Heartbeat.objects.trust(NOON)
    reading = later(30, set_by=off) if how == "was set" else replace(later(30), apart=s(off))
    assert Heartbeat.objects.believes(reading) is goes_on
    told = Heartbeat.objects.filter(name=CLOCK_JUMP).values_list("detail", flat=True)
    assert list(told) == [{"seconds": off, "stops": not goes_on}] * is_told


@pytest.mark.django_db
def test_many_small_steps_are_one_large_one_and_an_alarm_stays_while_it_is_so() -> None:
    Heartbeat.objects.trust(NOON)
    for n in range(1, 9):
        reading = later(n * 30, set_by=n * 4)
        assert Heartbeat.objects.believes(reading) is (n < 8)
        Heartbeat.objects.swept(reading, driver="loop")
        assert Heartbeat.objects.filter(name=CLOCK_JUMP).exists() is (n > 1)
    assert Heartbeat.objects.get(name=CLOCK_JUMP).detail == {"seconds": 32, "stops": True}


@pytest.mark.django_db
def test_a_jumped_clock_raises_nothing_and_turns_health_red() -> None:
    turn(driver="test", for_s=5)
    last = Heartbeat.objects.get(name="sweep")
    ahead = replace(Reading.now(), at=Reading.now().at + timedelta(hours=26))
    assert turn(driver="test", for_s=5, reading=ahead) == 0
    assert Heartbeat.objects.get(name="sweep").at == last.at
    assert Client().get("/healthz/deep").json()["late"]["clock_jumped"] == 1
    turn(driver="test", for_s=5)  # it agrees again
    assert "clock_jumped" not in Client().get("/healthz/deep").json()["late"]


@pytest.mark.django_db
def test_a_person_can_say_that_the_clock_is_right() -> None:
    wrong = replace(Reading.now(), at=Reading.now().at - timedelta(hours=26))
    Heartbeat.objects.beat("sweep", wrong.at, **wrong.to_keep())
    assert not Heartbeat.objects.believes(Reading.now())
    call_command("sweep", "--trust-clock")
    assert Heartbeat.objects.believes(Reading.now())


@pytest.mark.django_db
@pytest.mark.parametrize(("silent", "is_held"), [(timedelta(hours=25), False), (timedelta(hours=27), True)])
def test_what_breaks_after_a_day_of_silence_stands_and_is_told_after_a_look(silent: timedelta, is_held: bool) -> None:
    """The machine stood still, or was started anew with a clock of tomorrow: rows cannot say which."""
    by = supervisor()
    row = clock()
    Heartbeat.objects.beat("sweep", DUE + A_LITTLE - silent)
    sweep(at=DUE + A_LITTLE)
    row.refresh_from_db()
    assert row.breached_at == DUE
    assert Message.objects.filter(template="clock-breach").count() == int(not is_held)
    if is_held:
        holds.release(Hold.objects.get().pk, by=by, at=DUE + A_LITTLE * 2, reason="the machine stood still")
        sweep(at=DUE + A_LITTLE * 3)
    assert Message.objects.filter(template="clock-breach").count() == 1
    assert not Alert.objects.held().exists()
