"""A clock that jumps: nothing is raised for it, people are told, and it goes on when it agrees again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from deadlines.alerts import CLOCK_JUMP
from deadlines.models import Heartbeat
from deadlines.tasks import turn
from deadlines.wallclock import Reading, jumped

NOON = Reading(datetime(2026, 11, 24, 4, tzinfo=UTC), "one boot", 1000.0)


def later(seconds: float, *, set_by: float = 0.0, boot: str = "one boot") -> Reading:
    return Reading(NOON.at + timedelta(seconds=seconds + set_by), boot, NOON.up_s + seconds)


@pytest.mark.parametrize("set_by", [26 * 3600, -2 * 3600, 61, -61])
def test_a_clock_that_was_set_has_jumped(set_by: float) -> None:
    assert jumped(NOON, later(30, set_by=set_by)) == timedelta(seconds=set_by)


@pytest.mark.parametrize("set_by", [0, 30, -30, 60])
def test_a_little_skew_is_no_jump(set_by: float) -> None:
    assert jumped(NOON, later(30, set_by=set_by)) == timedelta(0)


def test_a_long_silence_is_no_jump() -> None:
    assert jumped(NOON, later(3 * 86400)) == timedelta(0)


def test_after_a_restart_only_a_step_back_is_seen() -> None:
    assert jumped(NOON, later(86400, boot="another")) == timedelta(0)
    assert jumped(NOON, later(0, set_by=-7200, boot="another")) == timedelta(hours=-2)


@pytest.mark.django_db
def test_a_jumped_clock_raises_nothing_and_is_told() -> None:
    turn(driver="test", for_s=5)
    last = Heartbeat.objects.get(name="sweep")
    ahead = replace(Reading.now(), at=Reading.now().at + timedelta(hours=26))
    assert turn(driver="test", for_s=5, reading=ahead) == 0
    assert Heartbeat.objects.get(name="sweep").at == last.at
    assert Heartbeat.objects.get(name=CLOCK_JUMP).detail["seconds"] == pytest.approx(26 * 3600, abs=5)


@pytest.mark.django_db
def test_a_clock_that_agrees_again_is_believed() -> None:
    turn(driver="test", for_s=5)
    Heartbeat.objects.believes(replace(Reading.now(), at=Reading.now().at + timedelta(hours=26)))
    turn(driver="test", for_s=5)
    assert not Heartbeat.objects.filter(name=CLOCK_JUMP).exists()


@pytest.mark.django_db
def test_a_person_can_say_that_the_clock_is_right() -> None:
    wrong = replace(Reading.now(), at=Reading.now().at - timedelta(hours=26))
    Heartbeat.objects.beat("sweep", wrong.at, **wrong.to_keep())
    assert not Heartbeat.objects.believes(Reading.now())
    call_command("sweep", "--trust-clock")
    assert Heartbeat.objects.believes(Reading.now())
