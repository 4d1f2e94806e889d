"""What holds for any supply at all: the rules always answer, and more of a thing never eases what it burdens."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from applications.rules import (
    BusinessType,
    CustomerKind,
    DevZoneLevel,
    ImportanceLevel,
    Inputs,
    LengthSource,
    TariffClass,
    VoltageClass,
    decide,
    load,
)
from applications.rules.decision import plain
from approvals.choices import PermitKind
from tests.applications.cases import COUNTY, high, rules

amounts = st.decimals("0", "10000000", places=4)
positive = st.decimals("0.0001", "10000000", places=4)
BURDEN = {"NONE": 0, "FILING": 1, "PARALLEL": 2}


@st.composite
def supplies(draw: st.DrawFn) -> Inputs:
    voltage, applied = draw(st.sampled_from(VoltageClass)), draw(positive)
    return Inputs(
        voltage_class=voltage,
        **{"applied_capacity_kw" if voltage == "LV" else "applied_capacity_kva": applied},
        existing_capacity_kva=draw(amounts),
        source_count=draw(st.integers(1, 4)),
        business_type=draw(st.sampled_from(BusinessType)),
        tariff_class=draw(st.sampled_from(TariffClass)),
        customer_kind=draw(st.sampled_from(CustomerKind)),
        ext_route_length_m=draw(amounts),
        permits_needed=draw(st.none() | st.lists(st.sampled_from(PermitKind), unique=True).map(tuple)),
        subst_capacity_kva=applied * draw(st.decimals("0", "1", places=7)),
        is_ev_charging=draw(st.booleans()),
        dev_zone_level=draw(st.sampled_from(DevZoneLevel)),
        importance_level=draw(st.sampled_from(ImportanceLevel)),
        in_urban_planned_land=draw(st.booleans()),
        grid_constrained=draw(st.booleans()),
        length_source=draw(st.sampled_from(LengthSource)),
    )


@given(supplies(), st.sampled_from(load(COUNTY)))
@settings(max_examples=200, deadline=None)
def test_any_supply_is_decided_with_reasons(inputs: Inputs, rule_set) -> None:
    decision = decide(inputs, rule_set)
    assert decide(inputs, rule_set) == decision
    assert 1 <= decision.customer_steps <= 4
    assert all(reason.rule and reason.text for reason in decision.reasons)
    assert len({clock.kind for clock in decision.clocks}) == len(decision.clocks)
    assert (decision.works_limit_workdays is None) is (decision.works_rule in (None, "R-15"))
    assert decision.is_company_invested is bool(decision.zero_investment_grounds)


@given(supplies(), amounts)
@settings(max_examples=100, deadline=None)
def test_a_longer_line_never_needs_fewer_permits(inputs: Inputs, more: Decimal) -> None:
    longer = replace(inputs, ext_route_length_m=inputs.ext_route_length_m + more)
    assert BURDEN[decide(longer, rules()).permits] >= BURDEN[decide(inputs, rules()).permits]


@given(supplies(), amounts)
@settings(max_examples=100, deadline=None)
def test_more_existing_capacity_never_brings_the_plan_on_the_spot(inputs: Inputs, more: Decimal) -> None:
    assume(decide(inputs, rules()).plan_mode == "ORDINARY")
    larger = replace(inputs, existing_capacity_kva=inputs.existing_capacity_kva + more)
    assert decide(larger, rules()).plan_mode == "ORDINARY"


@given(supplies())
@settings(max_examples=100, deadline=None)
def test_a_tight_grid_changes_nothing_but_the_order_of_connecting(inputs: Inputs) -> None:
    free, tight = (decide(replace(inputs, grid_constrained=tight), rules()) for tight in (False, True))
    assert tight.connect_first
    assert replace(tight, connect_first=False, reasons=()) == replace(free, reasons=())


@given(st.decimals("0.0000001", "10000000", places=7))
@settings(max_examples=100, deadline=None)
def test_exactly_half_is_never_more_than_half(half: Decimal) -> None:
    whole, hair = plain(2 * half), Decimal("0.0000001")
    assert high(applied_capacity_kva=whole, subst_capacity_kva=plain(half)).investment != "ZERO"
    assert high(applied_capacity_kva=whole, subst_capacity_kva=plain(half + hair)).zero_investment_grounds == ("Z1",)
