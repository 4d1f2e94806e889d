"""Between datums: the shift of this county, the way back, and the same pole never 550 m from itself."""

import random
from decimal import Decimal
from math import hypot

import pytest

from gridhealth.choices import Crs
from gridhealth.datums import Located, convert, located
from gridhealth.rules import WrongDatum, estimate_m

POLE = (114.8801, 31.6400)
SHIFTED = [Crs.GCJ02, Crs.BD09]
CHANCE = random.Random(7)
PLACES = [(114.55 + 0.70 * CHANCE.random(), 31.46 + 0.44 * CHANCE.random()) for _n in range(300)]


def metres(one, other):
    return float(estimate_m([one, other]))


def test_the_shift_of_this_county_is_what_is_known_of_it():
    """From 546 m on, of which some 490 to 530 m east and 205 to 249 m south; the box is wider than the county."""
    for place in PLACES:
        shifted = convert(place, Crs.WGS84, Crs.GCJ02)
        east, south = metres(place, (shifted[0], place[1])), metres(place, (place[0], shifted[1]))
        assert 485 < east < 536
        assert 200 < south < 250
        assert 545 < hypot(east, south) < 574
        assert shifted[0] > place[0]
        assert shifted[1] < place[1]


def test_a_landmark_lies_where_the_published_tables_have_it():
    """Tiananmen as the shared test vectors of the formula give it."""
    gcj = convert((116.391349, 39.907375), Crs.WGS84, Crs.GCJ02)
    assert gcj == pytest.approx((116.397592, 39.908777), abs=3e-5)
    bd = convert(gcj, Crs.GCJ02, Crs.BD09)
    assert bd == pytest.approx((gcj[0] + 0.0064, gcj[1] + 0.0062), abs=4e-4)


@pytest.mark.parametrize("crs", SHIFTED)
def test_there_and_back_is_the_same_pole_to_the_millimetre(crs):
    for place in PLACES:
        back = convert(convert(place, Crs.CGCS2000, crs), crs, Crs.CGCS2000)
        assert metres(place, back) < 0.001


@pytest.mark.parametrize("crs", SHIFTED)
def test_the_same_pole_in_two_datums_is_never_550_m_from_itself(crs):
    here = Located((POLE,), Crs.CGCS2000)
    there = here.to(crs)
    assert metres(POLE, there.points[0]) > 500  # what a careless subtraction would show
    with pytest.raises(WrongDatum):
        here.distance_m(there)
    assert here.distance_m(there.to(Crs.CGCS2000)) < Decimal("0.001")


def test_a_route_drawn_on_a_public_map_has_its_true_length_after_conversion():
    route = Located((POLE, (114.8816, 31.6402)), Crs.CGCS2000)
    for crs in SHIFTED:
        with pytest.raises(WrongDatum):
            route.to(crs).length_m()
        assert abs(route.to(crs).to(Crs.CGCS2000).length_m() - route.length_m()) < Decimal("0.002")


def test_surveyed_datums_agree_to_decimetres_and_are_left_as_they_are():
    assert convert(POLE, Crs.WGS84, Crs.CGCS2000) == POLE
    assert Located((POLE,), Crs.WGS84).distance_m(Located((POLE,), Crs.CGCS2000)) == 0


@pytest.mark.parametrize("crs", ["", "EPSG:2383", "GCJ"])
def test_an_unknown_datum_is_refused(crs):
    with pytest.raises(WrongDatum):
        located([POLE], crs)
