"""Every limit of the rules, on the limit and one step beside it. No database, no network, no clock."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.applications.cases import HIGH, SHOP, decided, fired, high, home, rules, shop, station


@pytest.mark.parametrize(("length", "permits"), [("0", "FILING"), ("150.0", "FILING"), ("150.01", "PARALLEL")])
@pytest.mark.parametrize("base", [SHOP, HIGH])
def test_up_to_150_metres_a_filing_takes_the_place_of_permits(base: dict[str, str], length: str, permits: str) -> None:
    assert decided(base, ext_route_length_m=length).permits == permits


def test_the_length_is_compared_unrounded() -> None:
    assert shop(ext_route_length_m="150.0000000001").permits == "PARALLEL"


@pytest.mark.parametrize("length", ["1", "150", "900"])
@pytest.mark.parametrize("supply", [home, lambda **more: shop(applied_capacity_kw="161", **more)])
def test_other_low_voltage_supplies_need_permits_at_any_length(supply, length: str) -> None:
    assert supply(ext_route_length_m=length).permits == "PARALLEL"
    assert supply(ext_route_length_m=length, permits_needed=[]).permits == "NONE"


@pytest.mark.parametrize("supply", [high, shop])
def test_a_long_line_that_needs_no_permit_gets_none(supply) -> None:
    decision = supply(ext_route_length_m="5000", permits_needed=[])
    assert (decision.permits, decision.permits_needed) == ("NONE", ())


def test_unknown_permits_count_as_all_four() -> None:
    assert len(high(ext_route_length_m="151").permits_needed) == 4
    assert high(ext_route_length_m="151", permits_needed=["GREENING"]).permits_needed == ("GREENING",)


@pytest.mark.parametrize("base", [SHOP, HIGH])
def test_without_the_authorities_paper_nobody_is_told_that_permits_are_waived(base: dict[str, str]) -> None:
    assert decided(base, replace(rules(), exemption_basis={})).permits == "PARALLEL"


def test_a_county_may_lift_the_length_limit_for_small_and_micro_alone() -> None:
    lifted = replace(rules(), lv_small_micro_limit_m=None)
    assert decided(SHOP, lifted, ext_route_length_m="4000").permits == "FILING"
    assert decided(HIGH, lifted, ext_route_length_m="4000").permits == "PARALLEL"


def test_a_filing_names_the_paper_it_stands_on() -> None:
    assert shop().exemption_basis
    assert not shop(ext_route_length_m="200").exemption_basis


@pytest.mark.parametrize(
    ("length", "asked"), [("147.99", False), ("148", True), ("150", True), ("152", True), ("152.01", False)]
)
def test_within_two_metres_of_the_limit_a_named_person_confirms_the_length(length: str, asked: bool) -> None:
    assert high(ext_route_length_m=length).needs_length_confirmation is asked


def test_nobody_confirms_a_length_that_decides_nothing() -> None:
    assert not home(ext_route_length_m="150").needs_length_confirmation
    assert not high(ext_route_length_m="150", permits_needed=[]).needs_length_confirmation


@pytest.mark.parametrize(("length", "key"), [("150", "length-preliminary"), ("150.1", "length-surely-long")])
def test_a_straight_line_is_only_an_estimate(length: str, key: str) -> None:
    decision = high(ext_route_length_m=length, length_source="STRAIGHT_LINE")
    assert key in {reason.key for reason in decision.reasons}
    assert not decision.needs_length_confirmation


@pytest.mark.parametrize(
    ("special", "mode"),
    [
        ({}, "ON_SITE"),
        ({"voltage_class": "20KV"}, "ON_SITE"),
        ({"applied_capacity_kva": "1250.1"}, "ORDINARY"),
        ({"applied_capacity_kva": "1260"}, "ORDINARY"),
        ({"voltage_class": "35KV"}, "ORDINARY"),
        ({"voltage_class": "110KV"}, "ORDINARY"),
        ({"source_count": 2}, "ORDINARY"),
        ({"business_type": "INCREASE", "applied_capacity_kva": "250", "existing_capacity_kva": "1000"}, "ON_SITE"),
        ({"business_type": "INCREASE", "applied_capacity_kva": "250", "existing_capacity_kva": "1000.01"}, "ORDINARY"),
        *[({"importance_level": level}, "ORDINARY") for level in ("SPECIAL", "FIRST", "SECOND", "TEMPORARY")],
    ],
)
def test_up_to_1250_kva_on_one_source_the_plan_is_given_on_the_spot(special: dict[str, object], mode: str) -> None:
    assert high(**special).plan_mode == mode


@pytest.mark.parametrize(
    ("capacity", "existing", "small"),
    [("160", "0", True), ("160.01", "0", False), ("60", "100", True), ("60.01", "100", False)],
)
def test_up_to_160_kw_in_all_a_connection_is_small_or_micro(capacity: str, existing: str, small: bool) -> None:
    decision = shop(applied_capacity_kw=capacity, existing_capacity_kva=existing)
    assert decision.small_micro is small
    assert ("Z4" in decision.zero_investment_grounds) is small


def test_homes_and_high_voltage_are_never_small_or_micro() -> None:
    assert not home(applied_capacity_kw="8").small_micro
    assert not high(applied_capacity_kva="50").small_micro


@pytest.mark.parametrize(
    ("voltage", "limit", "rule"), [("10KV", 10, "R-14"), ("20KV", 10, "R-14"), ("35KV", None, "R-15")]
)
def test_works_the_company_pays_for_have_their_limit(voltage: str, limit: int | None, rule: str) -> None:
    decision = station(voltage_class=voltage)
    assert (decision.works_limit_workdays, decision.works_rule) == (limit, rule)


def test_small_and_micro_works_start_at_the_survey() -> None:
    decision = shop()
    assert (decision.works_limit_workdays, decision.works_rule) == (5, "R-16")
    assert decision.starts_works_at_survey


@pytest.mark.parametrize(
    "decision", [high(), home(), shop(applied_capacity_kw="300")], ids=["high", "home", "large LV"]
)
def test_other_works_have_no_limit_of_their_own(decision) -> None:
    assert (decision.works_limit_workdays, decision.works_rule) == (None, None)


@pytest.mark.parametrize(("level", "voltage"), [("COUNTY", "20KV"), ("CITY", "35KV"), ("PROVINCE", "110KV")])
def test_the_authority_grows_with_the_voltage(level: str, voltage: str) -> None:
    assert high(voltage_class=voltage).authority_level == level
    assert ("R-07" in fired(high(voltage_class=voltage))) is (level != "COUNTY")


def test_a_county_may_split_its_authority_by_capacity() -> None:
    county = rules().authorities[0]
    matrix = (county._replace(up_to_kva=Decimal(1000)), county._replace(level="CITY"), *rules().authorities[1:])
    assert decided(HIGH, replace(rules(), authorities=matrix), applied_capacity_kva="1000").authority_level == "COUNTY"
    assert decided(HIGH, replace(rules(), authorities=matrix), applied_capacity_kva="1000.1").authority_level == "CITY"
