"""Dated rule sets, tables without holes, and decisions that outlive their words."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import gettext, override

from applications.rules import Decision, ImpossibleInputs, Inputs, NoRuleSet, load, rule_set_on
from applications.rules.editions import EDITIONS
from applications.rules.facts import classify
from applications.rules.rulesets import read
from applications.rules.screening import kva_from_kw, likely_voltage
from applications.rules.sentences import SENTENCES, names
from applications.rules.tables import Row, Silence, first
from tests.applications.cases import COUNTY, HIGH, SHOP, decided, high, rules, shop

LATER = {"has_ground", "invested", "customer_works", "investment", "permits", "plan", "works", "steps"}


@pytest.mark.parametrize(
    ("day", "version"),
    [
        ("2021-03-01", "411523-2021.1"),
        ("2024-05-31", "411523-2021.1"),
        ("2024-06-01", "411523-2024.1"),
        ("2031-01-01", "411523-2024.1"),
    ],
)
def test_the_rule_set_in_force_on_the_day_decides_and_signs(day: str, version: str) -> None:
    assert shop(rule_set_on(date.fromisoformat(day), COUNTY)).rule_set == version


@pytest.mark.parametrize(
    ("day", "county"), [(date(2021, 2, 28), COUNTY), (date(2026, 1, 1), "000000"), (date(2026, 1, 1), "../x")]
)
def test_without_a_rule_set_nothing_is_guessed(day: date, county: str) -> None:
    with pytest.raises(NoRuleSet):
        rule_set_on(day, county)


def test_the_term_of_temporary_supply_follows_the_day() -> None:
    earlier = rule_set_on(date(2023, 1, 1), COUNTY)
    assert high(earlier, business_type="TEMPORARY").temporary_term_months == 6
    assert high(business_type="TEMPORARY").temporary_term_months == 36
    assert high().temporary_term_months is None


def test_rule_sets_that_overlap_are_refused() -> None:
    data = json.loads(
        (__import__("pathlib").Path(load.__wrapped__.__code__.co_filename).parent / f"sets/{COUNTY}.json").read_text()
    )
    data[0]["effective_to"] = data[1]["effective_from"]
    with pytest.raises(ValueError, match="overlap"):
        read(data)


def test_silence_is_an_error() -> None:
    with pytest.raises(Silence):
        first((Row("X", "R-00", "", single=True),), {"single": False})


def test_tables_ask_only_for_facts_that_exist() -> None:
    known = classify(Inputs.from_json(HIGH), rules()).keys() | LATER
    asked = {name for tables in EDITIONS.values() for rows in tables for row in rows for name in row.when}
    assert asked <= known


def test_every_sentence_is_said_by_some_table_and_every_row_has_its_words() -> None:
    said = {row.say for tables in EDITIONS.values() for rows in tables for row in rows if row.say}
    assert said == set(SENTENCES)


def test_every_clock_finds_its_limits_in_every_rule_set() -> None:
    for rule_set in load(COUNTY):
        assert {row.limit for row in EDITIONS[rule_set.tables].clocks if row.limit} <= rule_set.limits.keys()


def test_a_decision_is_stored_and_read_back_whole() -> None:
    decision = high(ext_route_length_m="151.5", source_count=2, grid_constrained=True)
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision


def test_inputs_are_stored_and_read_back_whole() -> None:
    inputs = Inputs.from_json({**HIGH, "permits_needed": ["GREENING"], "length_source": "STRAIGHT_LINE"})
    assert Inputs.from_json(json.loads(json.dumps(inputs.to_json()))) == inputs


def test_a_stored_reason_is_read_in_the_readers_language() -> None:
    reason = Decision.from_json(shop().to_json()).reasons[0]
    with override("en"):
        english = reason.text
    with override("zh-hans"):
        chinese = reason.text
    assert "160 kW" in english
    assert "160" in chinese
    assert english != chinese


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_every_sentence_has_a_chinese_one_with_the_same_numbers(key: str) -> None:
    with override("zh-hans"):
        chinese = gettext(SENTENCES[key])
    assert chinese != SENTENCES[key]
    assert all(f"%({name})s" in chinese for name in names(key))


@pytest.mark.parametrize(
    "wrong",
    [
        {"applied_capacity_kva": "0"},
        {"applied_capacity_kva": "-1"},
        {"applied_capacity_kva": "NaN"},
        {"applied_capacity_kw": "5"},
        {"voltage_class": "LV"},
        {"subst_capacity_kva": "1250.1"},
        {"existing_capacity_kva": "-1"},
        {"ext_route_length_m": "Infinity"},
        {"ext_route_length_m": 150.0},
        {"source_count": 0},
    ],
)
def test_impossible_inputs_cannot_be_built(wrong: dict[str, object]) -> None:
    with pytest.raises(ImpossibleInputs):
        decided(HIGH, **wrong)


def test_kilowatts_are_never_held_against_a_limit_in_kva() -> None:
    with pytest.raises(ImpossibleInputs):
        decided(SHOP, applied_capacity_kw=None, applied_capacity_kva="100")
    assert kva_from_kw(Decimal(1250), rules()) == Decimal("1388.89")


@pytest.mark.parametrize(
    ("capacity", "voltage"), [("160", "LV"), ("160.1", "10KV"), ("10000", "10KV"), ("99999", "110KV")]
)
def test_who_does_not_know_the_voltage_gets_the_usual_one(capacity: str, voltage: str) -> None:
    assert likely_voltage(Decimal(capacity), rules()) == voltage
