"""Who pays for the line: the six grounds, what is not one, and what follows when there is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.applications.cases import HIGH, SHOP, decided, fired, high, home, rules, shop


@pytest.mark.parametrize(
    ("decision", "grounds"),
    [
        (high(applied_capacity_kva="1000", subst_capacity_kva="500"), ()),
        (high(applied_capacity_kva="1000", subst_capacity_kva="500.0001"), ("Z1",)),
        (high(applied_capacity_kva="1", subst_capacity_kva="0.5000001"), ("Z1",)),
        (high(applied_capacity_kva="1", subst_capacity_kva="0.5"), ()),
        (shop(applied_capacity_kw="300", subst_capacity_kva="270"), ()),
        (high(is_ev_charging=True), ("Z2",)),
        (shop(applied_capacity_kw="300", is_ev_charging=True), ()),
        (shop(is_ev_charging=True), ("Z4",)),
        (home(applied_capacity_kw="7", is_ev_charging=True), ("Z6",)),
        (high(dev_zone_level="PROVINCIAL"), ("Z3",)),
        (high(voltage_class="110KV", dev_zone_level="NATIONAL"), ("Z3",)),
        (high(dev_zone_level="BELOW"), ()),
        (high(dev_zone_level="NATIONAL", tariff_class="RESIDENTIAL"), ()),
        (shop(applied_capacity_kw="160"), ("Z4",)),
        (shop(applied_capacity_kw="160.01"), ()),
        (shop(customer_kind="INDIVIDUAL_BUSINESS"), ("Z4",)),
        (high(tariff_class="AGRICULTURAL"), ("Z5",)),
        (shop(tariff_class="AGRICULTURAL", applied_capacity_kw="300"), ("Z5",)),
        (home(applied_capacity_kw="500"), ("Z6",)),
        (high(tariff_class="RESIDENTIAL"), ()),
        (shop(dev_zone_level="NATIONAL"), ("Z3", "Z4")),
        (high(is_ev_charging=True, dev_zone_level="NATIONAL", subst_capacity_kva="1250"), ("Z1", "Z2", "Z3")),
    ],
)
def test_the_grounds_on_which_the_company_pays(decision, grounds: tuple[str, ...]) -> None:
    assert decision.zero_investment_grounds == grounds
    assert (decision.investment == "ZERO") is bool(grounds)


@pytest.mark.parametrize("base", [SHOP, HIGH])
@pytest.mark.parametrize("more", [{}, {"dev_zone_level": "NATIONAL"}, {"tariff_class": "AGRICULTURAL"}])
def test_temporary_supply_is_on_no_ground(base: dict[str, str], more: dict[str, str]) -> None:
    decision = decided(base, business_type="TEMPORARY", **more)
    assert decision.zero_investment_grounds == ()
    assert decision.investment == "BY_AGREEMENT"


def test_a_county_may_decide_otherwise_for_temporary_supply() -> None:
    assert (
        decided(SHOP, replace(rules(), temporary_zero_investment=True), business_type="TEMPORARY").investment == "ZERO"
    )


@pytest.mark.parametrize(("urban", "investment"), [(True, "INVEST_REVIEW"), (False, "BY_AGREEMENT")])
def test_on_planned_urban_land_nobody_is_told_to_pay_before_it_is_reviewed(urban: bool, investment: str) -> None:
    decision = high(in_urban_planned_land=urban)
    assert decision.investment == investment
    assert ("R-23a" in fired(decision)) is urban


def test_a_ground_goes_before_the_urban_rule() -> None:
    assert shop(in_urban_planned_land=True).investment == "ZERO"


@pytest.mark.parametrize(("voltage", "lease"), [("LV", False), ("10KV", True), ("35KV", True)])
def test_a_transformer_is_offered_for_temporary_supply_above_low_voltage(voltage: str, lease: bool) -> None:
    base = SHOP if voltage == "LV" else HIGH
    assert decided(base, voltage_class=voltage, business_type="TEMPORARY").lease_offered is lease
    assert not decided(base, voltage_class=voltage).lease_offered


def test_exactly_half_is_explained_to_the_customer() -> None:
    decision = high(subst_capacity_kva="625")
    assert "substitution-too-small" in {reason.key for reason in decision.reasons}


def test_half_is_half_of_what_is_applied_for_now() -> None:
    decision = high(
        business_type="INCREASE", applied_capacity_kva="100", existing_capacity_kva="900", subst_capacity_kva="51"
    )
    assert decision.zero_investment_grounds == ("Z1",)
