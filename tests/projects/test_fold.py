"""What the platforms told, made one: in any order, any number of times. Without a database."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from customers.projects.rules import News, code_of, columns, fold

BEGUN = datetime(2026, 11, 2, tzinfo=UTC)


def news(day: int, kind: str = "PROJECT_CHANGED", **facts: str) -> News:
    return News(BEGUN + timedelta(days=day), f"e{day}", kind, facts)


TOLD = [
    news(0, "PROJECT_CODED", code="2611-411523-04-01-000010", needed_kva="800", phone="13800000011"),
    news(1, needed_kva="1600", wanted_on="2027-06-30"),
    news(2, "PROJECT_CANCELLED"),
    news(3, needed_kva="", wanted_on="2027-05-31"),
    news(4, name="油茶"),
]


def test_a_thousand_shuffles_with_repeats_come_to_the_same() -> None:
    dice, ordered = random.Random(7), fold(TOLD)
    for _n in range(1000):
        shuffled = TOLD + dice.choices(TOLD, k=3)
        dice.shuffle(shuffled)
        assert fold(shuffled) == ordered


def test_a_blank_wipes_nothing_out_and_the_newest_word_counts() -> None:
    told = columns(fold(TOLD).facts)
    assert (told["needed_kva"], told["wanted_on"]) == (Decimal("1600.00"), date(2027, 5, 31))
    assert not fold(TOLD).is_cancelled
    assert fold(TOLD[:3]).is_cancelled


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2611-411523-04-01-000010", ("2611-411523-04-01-000010", True)),
        ("26114115230401000010", ("2611-411523-04-01-000010", True)),
        ("2108-411523-04-01-123456", ("2108-411523-04-01-123456", False)),
        ("2020-330327-48-01-167360", ("2020-330327-48-01-167360", True)),
        ("no code at all", ("", True)),
    ],
)
def test_a_wrong_check_digit_only_warns(text: str, told: tuple[str, bool]) -> None:
    assert code_of(text) == told


@pytest.mark.parametrize("wrong", ["NaN", "-5", "1e30", "much", ""])
def test_an_amount_that_makes_no_sense_is_left_blank(wrong: str) -> None:
    assert columns({"needed_kva": wrong})["needed_kva"] is None
