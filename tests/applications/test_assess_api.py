"""`POST /api/v1/assessments/` as programs call it: exact numbers, closed lists, a sentence for every wrong field."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from approvals.models import ExemptionPaper
from tests.applications.cases import HIGH, SHOP

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("papers")]
URL = "/api/v1/assessments/"
KEYS = {
    "small_micro", "customer_steps", "permits", "plan_mode", "investment", "zero_investment_grounds", "lease_offered",
    "connect_first", "works_limit_workdays", "works_rule", "clocks", "reasons", "rule_set",
    "capacity",
}  # fmt: skip


def ask(body: Any, language: str = "en") -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return Client().post(URL, text, content_type="application/json", headers={"Accept-Language": language})


def refused(body: Any, language: str = "en") -> dict[str, list[str]]:
    answer = ask(body, language)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return answer.json()["errors"]


def test_the_full_question_gets_the_full_answer() -> None:
    answer = ask(
        {
            **HIGH, "existing_capacity_kva": "0", "source_count": 1, "permits_needed": None, "subst_capacity_kva": "0",
            "is_ev_charging": True, "dev_zone_level": "NONE", "importance_level": "NONE", "grid_constrained": False,
            "in_urban_planned_land": False, "as_of": "2026-11-23", "ext_route_length_m": "150.0",
        }
    )  # fmt: skip
    told = answer.json()
    assert (answer.status_code, set(told)) == (200, KEYS)
    assert (told["permits"], told["plan_mode"], told["works_rule"]) == ("FILING", "ON_SITE", "R-14")
    assert {"kind": "C3", "limit_workdays": 10, "owner": "COMPANY", "rule": "R-14"} in told["clocks"]


def test_a_small_shop_needs_one_step_and_pays_nothing() -> None:
    told = ask(SHOP).json()
    assert (told["small_micro"], told["customer_steps"], told["zero_investment_grounds"]) == (True, 1, ["Z4"])
    assert (told["works_limit_workdays"], told["works_rule"], told["permits"]) == (5, "R-16", "FILING")


def test_numbers_written_as_json_numbers_stay_exact() -> None:
    body = json.dumps({**SHOP, "ext_route_length_m": 0}).replace(": 0", ": 150.0000000001")
    assert ask(body).json()["permits"] == "PARALLEL"
    assert ask({**SHOP, "ext_route_length_m": 150}).json()["permits"] == "FILING"


def test_the_rule_set_of_the_day_signs_the_answer() -> None:
    assert ask({**SHOP, "as_of": "2022-01-01"}).json()["rule_set"] == "411523-2021.1"


def test_the_reasons_speak_the_readers_language() -> None:
    english, chinese = ask(SHOP).json(), ask(SHOP, "zh-CN").json()
    assert [one["rule"] for one in english["reasons"]] == [one["rule"] for one in chinese["reasons"]]
    assert "工作日" in "".join(one["text"] for one in chinese["reasons"])
    assert "workdays" in "".join(one["text"] for one in english["reasons"])


@pytest.mark.parametrize(
    "field", ["voltage_class", "business_type", "tariff_class", "customer_kind", "ext_route_length_m"]
)
def test_what_is_needed_is_asked_for(field: str) -> None:
    assert set(refused({**HIGH, field: None})) == {field}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"voltage_class": "5KV"}, "voltage_class"),
        ({"voltage_class": ["10KV"]}, "voltage_class"),
        ({"voltage_class": "LV"}, "applied_capacity_kw"),
        ({"applied_capacity_kva": None}, "applied_capacity_kva"),
        ({"applied_capacity_kva": None, "applied_capacity_kw": "100"}, "applied_capacity_kva"),
        ({"applied_capacity_kw": "100"}, "applied_capacity_kw"),
        *[({"applied_capacity_kva": bad}, "applied_capacity_kva") for bad in ("0", "-1", "NaN", "Infinity", "1e3", "")],
        *[
            ({"applied_capacity_kva": bad}, "applied_capacity_kva")
            for bad in ("1" + "0" * 30, 10**30, "10^30", "1,250")
        ],
        *[({"applied_capacity_kva": bad}, "applied_capacity_kva") for bad in (True, [], {}, "1.00000000001", "9" * 99)],
        ({"existing_capacity_kva": "-0.1"}, "existing_capacity_kva"),
        ({"ext_route_length_m": "-1"}, "ext_route_length_m"),
        ({"subst_capacity_kva": "1250.01"}, "subst_capacity_kva"),
        ({"source_count": 0}, "source_count"),
        ({"source_count": 1.5}, "source_count"),
        ({"source_count": True}, "source_count"),
        ({"business_type": "CHANGE"}, "business_type"),
        ({"is_ev_charging": "true"}, "is_ev_charging"),
        ({"grid_constrained": 1}, "grid_constrained"),
        ({"permits_needed": ["PLANNING", "FISHING"]}, "permits_needed"),
        ({"permits_needed": "PLANNING"}, "permits_needed"),
        ({"permits_needed": [{}]}, "permits_needed"),
        *[
            ({"as_of": bad}, "as_of")
            for bad in ("23.11.2026", "2026-02-30", "2026-11-23T00:00", 20261123, "2021-02-28")
        ],
    ],
)
def test_impossible_answers_are_refused_field_by_field(wrong: dict[str, object], field: str) -> None:
    told = refused({**HIGH, **wrong})
    assert set(told) == {field}
    assert told[field][0] != refused({**HIGH, **wrong}, "zh-CN")[field][0]


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have_are_refused_with_their_field(constant: str) -> None:
    body = json.dumps({**HIGH, "ext_route_length_m": 0}).replace(": 0", f": {constant}")
    assert set(refused(body)) == {"ext_route_length_m"}


def test_every_wrong_field_is_named_at_once() -> None:
    assert set(refused({"voltage_class": "LV", "tariff_class": "RESIDENTIAL", "ext_route_length_m": "x"})) == {
        "applied_capacity_kw", "business_type", "customer_kind", "ext_route_length_m"
    }  # fmt: skip


@pytest.mark.parametrize("body", ["[]", '"LV"', "null", "12", "[[[]]]"])
def test_what_is_no_object_is_refused(body: str) -> None:
    assert refused(body)


@pytest.mark.parametrize(
    "body", ["", "{", "[" * 50_000, b"\xff\xfe".decode("latin1"), '{"a": 1e999999999999999999999}']
)
def test_what_is_no_json_is_refused(body: str) -> None:
    assert ask(body).status_code == 400


def test_other_doors_are_closed() -> None:
    assert Client().get(URL).status_code == 405
    assert Client().post(URL, {"voltage_class": "LV"}).status_code == 415
    assert ask({**HIGH, "note": "x" * 70_000}).status_code == 413


def test_without_a_government_paper_nobody_is_told_that_no_permit_is_needed() -> None:
    ExemptionPaper.objects.all().delete()
    told = ask({**HIGH, "ext_route_length_m": "80", "as_of": "2026-11-23"}).json()
    assert told["permits"] == "PARALLEL"
