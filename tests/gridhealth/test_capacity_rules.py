"""Open capacity and lengths as pure functions: no database."""

from datetime import date
from decimal import Decimal as D

import pytest

from gridhealth import rules
from gridhealth.choices import Crs
from gridhealth.rules import Limit, WrongDatum

TODAY = rules.rules_on(date(2026, 11, 24))
# One pole in the county, surveyed, and as a public map service shows it: some 500 m east and 230 m south.
POLE, POLE_ON_A_MAP = (D("114.880000"), D("31.640000")), (D("114.885320"), D("31.637900"))


def line(**changes):
    facts = {"voltage_kv": D(10), "current_limit_a": D(400), "peak_kw": D(1900), "reserved_kva": D(0)}
    return rules.open_line_kva(TODAY, **{**facts, **changes})


def test_a_line_has_four_fifths_of_its_limit_less_the_peak():
    assert line().quantize(D("0.01")) == D("3542.56")


def test_what_plans_hold_is_taken_off_in_full():
    assert line() - line(reserved_kva=D(1250)) == D(1250)


def test_a_transformer_has_four_fifths_of_its_rating_less_the_peak():
    assert rules.open_transformer_kva(TODAY, rated_kva=D(400), peak_kva=D(210), reserved_kva=D(30)) == D(80)


@pytest.mark.parametrize(
    ("open_kva", "rounded"), [("109.99", 100), ("110", 110), ("9.99", 0), ("0", 0), ("-0.01", 0), ("-500", 0)]
)
def test_open_capacity_is_rounded_down_to_tens_and_never_below_nothing(open_kva, rounded):
    assert rules.offer(D(1), [Limit("area", D(open_kva))], TODAY).open_kva == rounded


@pytest.mark.parametrize(("applied", "constrained"), [("99.99", False), ("100", False), ("100.01", True)])
def test_only_more_than_the_offer_is_constrained(applied, constrained):
    assert rules.offer(D(applied), [Limit("area", D(100))], TODAY).constrained is constrained


def test_the_narrowest_limit_decides_and_is_named():
    found = rules.offer(
        D(500), [Limit("area", D(700)), Limit("feeder", D(305)), Limit("main-transformer", D(9000))], TODAY
    )
    assert (found.firm_kva_now, found.bottleneck) == (D(300), "feeder")


def test_a_full_network_still_makes_an_offer():
    found = rules.offer(D(500), [Limit("area", D(-20))], TODAY)
    assert (found.firm_kva_now, found.constrained, found.full_on) == (0, True, None)


def test_no_rules_in_force_is_an_error_not_a_guess():
    with pytest.raises(LookupError):
        rules.rules_on(date(2000, 1, 1))


def test_a_route_of_one_point_or_none_has_no_length():
    assert rules.route_length_m([], Crs.CGCS2000) == rules.route_length_m([POLE], Crs.CGCS2000) == 0


def test_a_route_is_measured_along_its_bends_in_the_plane():
    there = (D("114.881000"), D("31.640000"))
    assert D("94.6") < rules.route_length_m([POLE, there], Crs.CGCS2000) < D("94.9")
    there_and_back = rules.route_length_m([POLE, there, POLE], Crs.CGCS2000)
    assert abs(there_and_back - 2 * rules.route_length_m([POLE, there], Crs.CGCS2000)) < D("0.00001")


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09, "", "EPSG:2383"])
def test_nothing_is_decided_in_the_datum_of_a_public_map(crs):
    with pytest.raises(WrongDatum):
        rules.route_length_m([POLE, POLE_ON_A_MAP], crs)


def test_the_same_pole_in_two_datums_is_never_subtracted():
    assert 500 < rules.estimate_m([POLE, POLE_ON_A_MAP]) < 600
    with pytest.raises(WrongDatum):
        rules.distance_m(POLE, Crs.CGCS2000, POLE_ON_A_MAP, Crs.GCJ02)


def test_a_first_guess_within_one_map_is_close_enough():
    moved = [(lon + D("0.0015"), lat) for lon, lat in (POLE, POLE_ON_A_MAP)]
    guess = rules.distance_m(POLE_ON_A_MAP, Crs.GCJ02, moved[1], Crs.GCJ02)
    assert abs(guess - rules.distance_m(POLE, Crs.CGCS2000, moved[0], Crs.CGCS2000)) < D("0.67")
