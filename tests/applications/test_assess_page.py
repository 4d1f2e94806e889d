"""The pre-assessment page as a person without account or JavaScript uses it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from applications.assess.forms import AssessForm
from applications.assess.journey import Journey
from deadlines.rules import WorkCalendar
from tests.applications.cases import high, home, rules, shop, station

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)
PLAIN = WorkCalendar(2026, 2027, {}, frozenset({2027}))
SHOP = {"purpose": "BUSINESS", "amount": "30", "unit": "KW", "distance": "60", "place": "TOWN"}


def form(**answers: str) -> AssessForm:
    filled = AssessForm({**SHOP, **answers}, rules=rules())
    assert filled.is_valid(), filled.errors
    return filled


def ends(decision: Any, start: date = TUESDAY) -> dict[str, date | None]:
    return {promise.kind: promise.due and promise.due.date for promise in Journey(decision, start, PLAIN).in_order}


def test_a_shop_has_power_within_five_workdays() -> None:
    assert Journey(shop(), TUESDAY, PLAIN).power_by == date(2026, 12, 1)


def test_the_authorities_time_comes_on_top() -> None:
    assert ends(home())["C5"] == TUESDAY + timedelta(days=9)


def test_no_day_is_promised_where_the_customer_builds() -> None:
    journey = Journey(shop(applied_capacity_kw="300"), TUESDAY, PLAIN)
    assert (journey.power_by, ends(shop(applied_capacity_kw="300"))["C8"]) == (None, None)


def test_each_promise_follows_on_the_one_before() -> None:
    days = ends(station(ext_route_length_m="200"))
    assert (days["C1"], days["C2"], days["C3"]) == (date(2026, 12, 8), date(2026, 12, 10), date(2026, 12, 24))
    assert (days["C8"], days["C9"]) == (None, None)


@pytest.mark.parametrize(
    "decision",
    [shop(), home(), shop(applied_capacity_kw="300"), high(), high(source_count=2), high(business_type="TEMPORARY")],
)
def test_as_many_steps_are_drawn_as_the_rules_count(decision: Any) -> None:
    assert len(Journey(decision, TUESDAY, PLAIN).steps) == decision.customer_steps


def test_a_day_past_the_calendar_is_not_promised() -> None:
    assert ends(shop(), date(2027, 12, 30))["C5"] is None


def test_the_voltage_is_guessed_from_the_capacity() -> None:
    assert form(amount="160").inputs.voltage_class == "LV"
    assert form(amount="900").inputs.voltage_class == "10KV"
    assert form(amount="900", voltage="35KV").inputs.voltage_class == "35KV"


def test_kilowatts_become_kva_before_they_meet_a_limit_in_kva() -> None:
    filled = form(amount="900", existing="90", substitution="450")
    assert (str(filled.inputs.applied_capacity_kva), str(filled.inputs.existing_capacity_kva)) == ("1000.00", "100.00")
    assert filled.inputs.applied_capacity_kw is None
    assert filled.inputs.business_type == "INCREASE"


@pytest.mark.parametrize("number", ["200", "700", "901", "1300"])
def test_conversion_never_makes_half_more_than_half(number: str) -> None:
    inputs = form(amount=number, voltage="10KV", substitution=str(int(number) / 2)).inputs
    assert inputs.subst_capacity_kva * 2 <= inputs.applied


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        *[({"amount": bad}, "amount") for bad in ("", "-1", "0", "NaN", "Infinity", "1" + "0" * 30, "many")],
        *[({"distance": bad}, "distance") for bad in ("-1", "x", "99999999")],
        ({"purpose": "MAGIC"}, "purpose"),
        ({"place": ""}, "place"),
        ({"substitution": "31"}, "substitution"),
    ],
)
def test_a_wrong_answer_is_told_in_both_languages(wrong: dict[str, str], field: str) -> None:
    told = []
    for language in ("en", "zh-hans"):
        with override(language):
            told.append(str(AssessForm({**SHOP, **wrong}, rules=rules()).errors[field][0]))
    assert told[0] != told[1]


def test_the_empty_page_asks_without_complaining() -> None:
    page = Client().get("/assess/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "error-summary" not in page.text


@pytest.mark.django_db
def test_the_answer_has_its_own_address_and_names_day_payer_and_rules() -> None:
    page = Client().get("/assess/", SHOP, headers={"Accept-Language": "en"})
    for words in ("you have power", "You pay nothing", "R-16", "/apply/", "counts"):
        assert words in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("purpose", ["BUSINESS", "HOME", "FARM", "CHARGING", "SITE"])
@pytest.mark.parametrize("amount", ["8", "400", "2000", "20000", "90000"])
def test_every_purpose_and_size_gets_an_answer(purpose: str, amount: str, language: str) -> None:
    asked = {**SHOP, "purpose": purpose, "amount": amount, "distance": ""}
    page = Client().get("/assess/", asked, headers={"Accept-Language": language})
    assert page.status_code == 200
    assert 'class="confirmation"' in page.text


def test_a_wrong_answer_keeps_the_others() -> None:
    page = Client().get("/assess/", {**SHOP, "amount": "many"}, headers={"Accept-Language": "en"})
    assert "Give a plain number" in page.text
    assert 'value="60"' in page.text
