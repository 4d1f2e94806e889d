"""What an outage costs its team, and what it does not."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from outages.assessment.rules import Record, is_restored, rules_on, score, weigh

NOON = datetime(2026, 6, 1, 4, tzinfo=UTC)
RULES = rules_on(date(2026, 6, 1))


def record(hours=2, *, customers=10, at=NOON, is_planned=False, **more):
    return Record(1, customers, at, at + timedelta(hours=hours), is_planned, **more)


@pytest.mark.parametrize(
    ("one", "used"),
    [
        (record(), 20),
        (record(is_planned=True), 20),
        (record(is_planned=True, is_announced=False), 40),
        (record(is_planned=True, announced_end=NOON + timedelta(hours=1)), 25),
        (record(exemption="force-majeure"), 0),
    ],
)
def test_each_kind_weighs_what_the_table_says(one, used):
    assert weigh(one, [], RULES).used == used


@pytest.mark.parametrize(("days", "used"), [(60, 40), (61, 20)])
def test_the_same_place_within_sixty_days_weighs_double(days, used):
    earlier = [record(at=NOON - timedelta(days=days))]
    assert weigh(record(), earlier, RULES).used == used


def test_saved_hours_are_half_given_back():
    assert score(Decimal(100), [weigh(record(), [], RULES)], Decimal(10), RULES) == 85


@pytest.mark.parametrize(("alive", "is_so"), [(95, True), (94, False)])
def test_the_meters_say_when_supply_is_back(alive, is_so):
    assert is_restored(sampled=100, alive=alive, rules=RULES) is is_so


def test_no_rules_is_an_error_not_a_guess():
    with pytest.raises(LookupError):
        rules_on(date(2000, 1, 1))
