"""The wizard's way through all kinds of applications: who is asked what, and what is made of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from applications.assess.forms import AssessForm
from applications.intake.answers import full_address, inputs_from
from applications.intake.pages import PAGES, Way
from applications.intake.prefill import NAMES, from_assessment
from applications.intake.questions import ApplicationForm
from applications.rulebook.reading import rules_in_force
from applications.rules import decide

pytestmark = pytest.mark.django_db  # the rules in force are read there
TODAY = date(2026, 11, 23)
PERSON = {"name": "张三丰", "citizen_id": "11010519491231002X"}
BODY = {"customer_kind": "ENTERPRISE", "name": "新县试验茶叶有限公司", "uscc": "91350100M000100Y43"}
PLACE = {"township_code": "411523100", "address": "文博村1号", "is_owner": "YES"}
LARGE = {
    "voltage_class": "", "source_count": "1", "distance_m": "", "wanted_on": "", "minimum_kw": "",
    "dev_zone_level": "NONE", "subst_capacity_kva": "", "project_code": "",
}  # fmt: skip
NEW = {"business_type": "NEW", "capacity_unit": "KW"}
HOME = {"purpose": "HOME", "business_type": "NEW", "applied_capacity": "8", **PERSON, **PLACE}
SHOP = {"purpose": "BUSINESS", **NEW, "applied_capacity": "60", **BODY, **PLACE}
FACTORY = {**SHOP, **LARGE, "applied_capacity": "1250", "capacity_unit": "KVA"}
INCREASE = {
    **FACTORY, "business_type": "INCREASE", "existing_capacity_kva": "400", "account": "UNKNOWN", "account_no": "",
}  # fmt: skip
SITE = {
    "purpose": "SITE", "applied_capacity": "100", "capacity_unit": "KW", "until_on": "2027-06-30", **BODY, **PLACE,
}  # fmt: skip
PILE = {
    "purpose": "CHARGING", **NEW, "applied_capacity": "7", "customer_kind": "NATURAL_PERSON", **PERSON, **PLACE,
    "property_agrees": "YES", "orderly_charging": "YES",
}  # fmt: skip
STATION = {**SHOP, **LARGE, "purpose": "CHARGING", "applied_capacity": "630", "orderly_charging": "NO"}
FARM = {**SHOP, "purpose": "FARM", "customer_kind": "RURAL_COLLECTIVE", "applied_capacity": "30"}


def way(answers: dict[str, Any]) -> Way:
    return Way(answers, on=TODAY)


def asked(answers: dict[str, Any]) -> list[str]:
    found = way(answers)
    return [name for page in found.pages for name in found.asks(page)]


def result(answers: dict[str, Any]) -> Any:
    form = way(answers).whole()
    assert form.is_valid(), form.errors
    return form.cleaned_data


def decision(answers: dict[str, Any]) -> Any:
    return decide(inputs_from(result(answers), rules_in_force(TODAY)), rules_in_force(TODAY))


@pytest.mark.parametrize(
    ("answers", "pages"),
    [
        (HOME, "what power who where"),
        (SHOP, "what power kind who where"),
        (FACTORY, "what power line project kind who where"),
        (INCREASE, "what power before line project kind who where"),
        (SITE, "what power kind who where"),
        (PILE, "what power kind who where charging"),
        (STATION, "what power line project kind who where charging"),
        (FARM, "what power kind who where"),
        ({**SHOP, "is_owner": "NO", "owner_note": "李四,租约"}, "what power kind who where owner"),
    ],
    ids=["home", "shop", "factory", "increase", "site", "pile", "station", "farm", "tenant"],
)
def test_each_kind_is_asked_only_what_concerns_it_and_gets_through(answers: dict[str, Any], pages: str) -> None:
    found = way(answers)
    assert ([page.name for page in found.pages], found.next) == (pages.split(), "check")
    assert decision(answers).customer_steps in (1, 2, 3, 4)


def test_a_small_shop_and_a_home_are_asked_at_most_ten_questions_before_the_ticks() -> None:
    """Two ticks follow for a body, three for a person, with the undertaking counted: twelve answers in all."""
    given = [name for name in asked(SHOP) if name != "capacity_unit"]  # kW stands there already
    assert (len(given), len(asked(HOME))) == (9, 8)


@pytest.mark.parametrize(
    ("answers", "facts"),
    [
        (HOME, {"voltage_class": "LV", "tariff_class": "RESIDENTIAL", "customer_kind": "NATURAL_PERSON"}),
        (SHOP, {"voltage_class": "LV", "tariff_class": "COMMERCIAL_INDUSTRIAL", "business_type": "NEW"}),
        (FACTORY, {"voltage_class": "10KV", "capacity_unit": "KVA", "applied_capacity": Decimal(1250)}),
        ({**FACTORY, "source_count": "2"}, {"source_count": "2"}),
        (INCREASE, {"business_type": "INCREASE", "existing_capacity_kva": Decimal(400)}),
        (SITE, {"business_type": "TEMPORARY", "until_on": date(2027, 6, 30)}),
        (STATION, {"voltage_class": "10KV", "is_ev_charging": True, "applied_capacity": Decimal(700)}),
        (FARM, {"tariff_class": "AGRICULTURAL"}),
        (PILE, {"tariff_class": "RESIDENTIAL", "is_ev_charging": True}),
        (STATION, {"tariff_class": "COMMERCIAL_INDUSTRIAL"}),
        ({**FACTORY, "voltage_class": "35KV"}, {"voltage_class": "35KV"}),
    ],
)
def test_what_a_customer_need_not_know_is_derived(answers: dict[str, Any], facts: dict[str, Any]) -> None:
    found = result(answers)
    assert {name: found[name] for name in facts} == facts


def test_a_second_line_makes_four_steps_and_an_ordinary_plan() -> None:
    found = decision({**FACTORY, "source_count": "2"})
    assert (found.customer_steps, found.plan_mode) == (4, "ORDINARY")


def test_a_transformer_of_100_kva_named_by_a_small_shop_is_100_kw() -> None:
    found = result({**SHOP, "applied_capacity": "100", "capacity_unit": "KVA"})
    assert (found["voltage_class"], found["capacity_unit"], found["applied_capacity"]) == ("LV", "KW", 100)


def test_answers_of_a_way_not_taken_have_no_effect() -> None:
    changed_mind = {**INCREASE, **NEW, "applied_capacity": "60", "dev_zone_level": "NATIONAL", "source_count": "2"}
    assert result(changed_mind) == result(SHOP)
    assert not {"dev_zone_level", "source_count", "existing_capacity_kva"} & set(way(changed_mind).relevant())


def test_a_changed_answer_opens_the_pages_it_needs() -> None:
    found = way({**SHOP, "applied_capacity": "1250"})
    assert found.next == "line"


def test_a_draft_of_an_older_form_loses_what_is_no_longer_asked_and_is_asked_what_is_new() -> None:
    old = {name: value for name, value in SHOP.items() if name != "is_owner"} | {"fax": "0376-1234567"}
    found = way(old)
    assert ("fax" in found.answers, found.next) == (False, "where")
    assert found.answers["address"] == SHOP["address"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_page_shown_empty_complains_of_nothing_and_sent_empty_never_breaks(page: Any) -> None:
    given = {"purpose": "CHARGING", "business_type": "INCREASE", "customer_kind": "NATURAL_PERSON", "is_owner": "NO"}
    found = way(given)
    assert not found.form(page).errors
    assert found.form(page, {}).is_valid() in (True, False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"applied_capacity": "0"}, "applied_capacity"),
        ({"applied_capacity": "-5"}, "applied_capacity"),
        ({"applied_capacity": "NaN"}, "applied_capacity"),
        ({"applied_capacity": "1e30"}, "applied_capacity"),
        ({"applied_capacity": "sixty"}, "applied_capacity"),
        ({"uscc": "91350100M000100Y44"}, "uscc"),
        ({"uscc": ""}, "uscc"),
        ({"name": "12"}, "name"),
        ({"address": " "}, "address"),
        ({"township_code": "999"}, "township_code"),
        ({"customer_kind": "NATURAL_PERSON"}, "citizen_id"),
        ({"customer_kind": "NATURAL_PERSON", "citizen_id": "110105491231002"}, "citizen_id"),
        ({"customer_kind": "KING"}, "customer_kind"),
        ({"purpose": ""}, "purpose"),
        ({"business_type": "INCREASE", "account": "UNKNOWN"}, "existing_capacity_kva"),
        ({"business_type": "INCREASE", "existing_capacity_kva": "5"}, "account"),
        ({"business_type": "INCREASE", "existing_capacity_kva": "5", "account": "TYPED"}, "account_no"),
        ({"is_owner": "NO"}, "owner_note"),
        ({"wanted_on": "2026-11-22"}, "wanted_on"),
        ({"until_on": "2035-01-01"}, "until_on"),
        ({"latitude": "31.6"}, "latitude"),
        ({"latitude": "95", "longitude": "114"}, "latitude"),
        ({"subst_capacity_kva": "61"}, "subst_capacity_kva"),
        ({"account_no": "12345"}, "account_no"),
        ({"project_code": "hello"}, "project_code"),
        ({"real_estate_unit": "411523"}, "real_estate_unit"),
    ],
)
def test_what_cannot_be_is_told_at_its_own_field(change: dict[str, str], field: str) -> None:
    form = ApplicationForm({**SHOP, **change}, on=TODAY)
    assert (form.is_valid(), list(form.errors)) == (False, [field])


@pytest.mark.parametrize("code", ["2108-411523-04-01-123456", "2611-411523-04-01-000010"])
def test_a_project_code_with_a_wrong_check_digit_stops_nobody(code: str) -> None:
    assert ApplicationForm({**SHOP, "project_code": code}, on=TODAY).is_valid()


def test_numbers_typed_on_a_chinese_keyboard_are_understood() -> None:
    found = result({**HOME, "citizen_id": "11010519491231002x ", "applied_capacity": " 8 "})
    assert (found["citizen_id"], found["applied_capacity"]) == ("11010519491231002X", 8)


def test_a_pre_assessment_fills_in_what_it_knows() -> None:
    query = {"purpose": "BUSINESS", "amount": "60", "unit": "KW", "distance": "80", "place": "TOWN", "junk": "x"}
    given = from_assessment(query)
    found = way({**given, "capacity_unit": "KW"})
    assert (found.next, given["in_urban_planned_land"], "junk" in given) == ("kind", True, False)
    assert inputs_from(result({**SHOP, **given}), rules_in_force(TODAY)).ext_route_length_m == 80


def test_every_question_of_the_pre_assessment_that_is_taken_over_still_exists() -> None:
    assert set(NAMES) <= set(AssessForm.base_fields)
    assert set(NAMES.values()) <= set(ApplicationForm.base_fields)


@pytest.mark.parametrize(
    ("typed", "full"),
    [
        ("文博村1号", "新县新集镇文博村1号"),
        ("新集镇文博村1号", "新县新集镇文博村1号"),
        ("河南省信阳市新县新集镇文博村1号", "河南省信阳市新县新集镇文博村1号"),
    ],
)
def test_an_address_is_completed_once(typed: str, full: str) -> None:
    assert full_address({**PLACE, "address": typed}, "新县") == full
