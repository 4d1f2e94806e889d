"""What the customer meets: steps, plan, constraint, clocks, and the words around them."""

from __future__ import annotations

import pytest

from applications.rules import ClockKind
from tests.applications.cases import fired, high, home, limits, shop, station


@pytest.mark.parametrize(
    ("decision", "steps"),
    [
        (shop(), 1),
        (shop(importance_level="FIRST"), 1),
        (home(), 2),
        (shop(applied_capacity_kw="161"), 3),
        (high(), 2),
        (high(applied_capacity_kva="8000"), 2),
        (high(voltage_class="20KV"), 2),
        (high(tariff_class="AGRICULTURAL"), 2),
        (high(business_type="INCREASE"), 4),
        (high(source_count=2), 4),
        (high(voltage_class="35KV"), 4),
        (high(importance_level="SECOND"), 4),
        (high(tariff_class="RESIDENTIAL"), 4),
        (high(business_type="TEMPORARY"), 2),
        (high(business_type="TEMPORARY", source_count=2), 4),
        (shop(business_type="TEMPORARY"), 2),
        (shop(business_type="TEMPORARY", source_count=2), 2),
    ],
)
def test_the_steps_a_customer_counts(decision, steps: int) -> None:
    assert decision.customer_steps == steps


@pytest.mark.parametrize(
    ("decision", "mode"),
    [
        (shop(), "NONE"),
        (home(), "NONE"),
        (shop(applied_capacity_kw="300"), "ORDINARY"),
        (shop(applied_capacity_kw="300", dev_zone_level="NATIONAL"), "NONE"),
        (shop(business_type="TEMPORARY"), "ORDINARY"),
    ],
)
def test_low_voltage_needs_no_plan_when_the_company_pays(decision, mode: str) -> None:
    assert decision.plan_mode == mode
    assert decision.plan_valid_months == (None if mode == "NONE" else 3)


def test_a_constrained_grid_connects_first_and_never_refuses() -> None:
    decision = high(grid_constrained=True)
    assert decision.connect_first
    assert "R-13" in fired(decision)
    assert decision.plan_mode == "ON_SITE"


def test_the_clocks_of_a_small_shop() -> None:
    assert limits(shop()) == {"C0": 1, "C4": 5, "C5": 5, "C9": 5, "C-TOTAL": 5, "C-ELAPSED": None}


def test_the_clocks_of_a_home() -> None:
    assert limits(home(permits_needed=[])) == {"C0": 1, "C5": 5, "C9": 3, "C-TOTAL": 5, "C-ELAPSED": None}


def test_the_clocks_of_a_charging_station_with_a_long_line() -> None:
    assert limits(station(ext_route_length_m="151")) == {
        "C0": 1, "C1": 10, "C2": 2, "C3": 10, "C8": 5, "C9": 5, "C-TOTAL": 22, "C-ELAPSED": None, "C-PLAN-VALID": None
    }  # fmt: skip


def test_the_clocks_of_two_sources_at_35_kv() -> None:
    assert limits(station(voltage_class="35KV", source_count=2)) == {
        "C0": 1, "C1": 20, "C6": 10, "C7": 5, "C8": 5, "C9": 5, "C10": None, "C-TOTAL": 32, "C-ELAPSED": None,
        "C-PLAN-VALID": None,
    }  # fmt: skip


def test_the_clocks_of_a_large_low_voltage_supply() -> None:
    assert limits(shop(applied_capacity_kw="300", permits_needed=[])) == {
        "C0": 1, "C1": 3, "C5": 5, "C8": 5, "C9": 5, "C-TOTAL": 6, "C-ELAPSED": None, "C-PLAN-VALID": None
    }  # fmt: skip


def test_permit_time_belongs_to_the_authorities_and_keeps_its_legal_limits_beside() -> None:
    clock = high(ext_route_length_m="151").clock("C2")
    assert (clock.owner, clock.rule, clock.limit_workdays) == ("GOVERNMENT", "R-02", 2)
    assert [limit.workdays for limit in clock.limits if limit.basis == "LAW"] == [20, 45]


def test_the_strictest_limit_is_shown_and_all_are_kept() -> None:
    for clock in high(source_count=2).clocks:
        assert clock.limit_workdays == min((limit.workdays for limit in clock.limits), default=None)
        assert clock.kind in ClockKind.values


def test_only_important_double_or_very_high_supplies_are_inspected_on_the_way() -> None:
    assert not high().design_review_needed
    for special in ({"importance_level": "SECOND"}, {"source_count": 2}, {"voltage_class": "35KV"}):
        assert high(**special).design_review_needed
        assert {"C6", "C7"} <= limits(high(**special)).keys()


@pytest.mark.parametrize(("level", "green"), [("COUNTY", False), ("CITY", True), ("NATIONAL", True)])
def test_key_projects_from_the_city_upwards_get_the_green_channel(level: str, green: bool) -> None:
    assert high(key_project_level=level).green_channel is green
