"""When a message may go, how long it is, and what follows from an attempt. No database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications import rules
from notifications.choices import DeliveryState, Purpose
from notifications.rules import CHINA, Attempt

NOON = datetime(2026, 11, 24, 12, tzinfo=CHINA)


def at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("asked", "rings"),
    [
        (at(21, 59), at(21, 59)),
        (at(22), at(7, day=25)),
        (at(23, 59), at(7, day=25)),
        (at(0), at(7)),
        (at(6, 59), at(7)),
        (at(7), at(7)),
    ],
)
def test_a_phone_rests_from_ten_to_seven(asked: datetime, rings: datetime) -> None:
    assert rules.earliest(asked.astimezone(UTC), Purpose.CASE) == rings


@pytest.mark.parametrize("purpose", [Purpose.OUTAGE, Purpose.SAFETY, Purpose.REQUESTED])
def test_what_cannot_wait_rings_at_night(purpose: Purpose) -> None:
    assert rules.earliest(at(3), purpose) == at(3)


@pytest.mark.parametrize(("length", "parts"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_parts_are_counted_as_the_operator_bills_them(length: int, parts: int) -> None:
    assert rules.sms_parts("电" * length) == parts


def test_a_character_outside_the_basic_plane_counts_twice() -> None:
    assert (rules.sms_parts("𠮷" * 35), rules.sms_parts("𠮷" * 36)) == (1, 2)


def after(attempt: Attempt, *, attempts: int = 1, waits: int = 0, age: timedelta = timedelta()) -> rules.Next:
    return rules.after(attempt, attempts=attempts, waits=waits, created_at=NOON - age, purpose=Purpose.SAFETY, at=NOON)


def test_accepted_is_sent_and_refused_has_failed() -> None:
    assert after(Attempt(is_accepted=True)).state is DeliveryState.SENT
    assert after(Attempt(is_refused=True)).state is DeliveryState.FAILED


def test_what_may_have_left_is_unknown_and_what_surely_did_not_is_pending() -> None:
    assert after(Attempt(may_have_left=True)).state is DeliveryState.UNKNOWN
    assert after(Attempt(may_have_left=False)).state is DeliveryState.PENDING


def test_the_fifth_attempt_is_the_last() -> None:
    assert after(Attempt(), attempts=4).state is DeliveryState.PENDING
    assert after(Attempt(), attempts=5).state is DeliveryState.DEAD


def test_an_unwell_gateway_costs_no_attempt_but_not_for_ever() -> None:
    unwell = Attempt(is_message_blamed=False)
    assert after(unwell, attempts=5, waits=99).attempts == 4
    assert after(unwell, age=timedelta(hours=25)).state is DeliveryState.DEAD


@given(st.integers(1, 32_000))
def test_a_backlog_is_looked_at_within_five_minutes_after_an_outage(waits: int) -> None:
    assert timedelta(0) < rules.wait(waits) <= timedelta(minutes=5)


def test_a_retry_never_falls_into_the_night() -> None:
    evening = at(21, 59)
    then = rules.after(Attempt(), attempts=2, waits=0, created_at=evening, purpose=Purpose.CASE, at=evening)
    assert then.next_at == at(7, day=25)


@pytest.mark.parametrize("order", list(permutations(["ON_ITS_WAY", "DELIVERED", "FAILED"])))
def test_receipts_in_any_order_end_at_delivered(order: tuple[str, ...]) -> None:
    state: str = DeliveryState.SENT
    for told in order:
        state = rules.advance(state, told)
    assert state == DeliveryState.DELIVERED


@given(st.sampled_from(DeliveryState.values), st.lists(st.sampled_from(sorted(rules.TOLD))))
def test_news_never_moves_a_delivery_back(state: str, news: list[str]) -> None:
    for told in news:
        then = rules.advance(state, told)
        assert rules.RANK[then] >= rules.RANK[DeliveryState(state)]
        state = then
