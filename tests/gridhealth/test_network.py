"""Where things are: nearest, offers at a point, the staff map, datums, the demo county."""

from decimal import Decimal as D
from time import monotonic

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from gridhealth import demo, queries
from gridhealth.actions import reserve
from gridhealth.choices import Crs
from gridhealth.models import Feeder, GridCell, Substation, TransformerArea
from gridhealth.rules import WrongDatum
from tests.applications.journey import person
from tests.gridhealth.conftest import NOON, add_area, case, point


def test_the_nearest_area_is_found_with_its_distance(area, feeder):
    add_area(feeder, "A2", 114.89, 31.641)
    [near] = queries.nearest("31.6410", "114.8810", among=TransformerArea.objects.all())
    assert near.target == area
    assert D("94") < near.distance_m < D("96")


def test_a_line_is_as_near_as_its_nearest_spot(feeder):
    [near] = queries.nearest("31.6500", "114.8800", among=Feeder.objects.all())
    assert D("1107") < near.distance_m < D("1111")


def test_far_areas_are_found_in_wider_boxes(area):
    assert queries.nearest("31.6600", "114.8900", among=TransformerArea.objects.all())[0].target == area


@pytest.mark.parametrize(("voltage", "code"), [("LV", "A1"), ("10KV", "F1")])
def test_the_offer_at_a_point_comes_from_what_can_carry_it(area, voltage, code):
    here = queries.offer("31.6415", "114.8805", D(100), voltage, at=NOON)
    assert (here.near.target.code, here.offer.constrained) == (code, False)


@pytest.mark.parametrize("voltage", ["LV", "10KV"])
def test_the_answer_at_a_point_is_one_statement_with_all_that_is_held_above_it(
    area, feeder, voltage, django_assert_num_queries
):
    before = queries.offer("31.6415", "114.8805", D(100), voltage, at=NOON).offer.open_kva
    for number, target in enumerate((area, add_area(feeder, "A2", 114.89, 31.641), feeder)):
        reserve(target, D(50), timeline=case(f"XC{number}"), at=NOON, by=None)
    with django_assert_num_queries(1):
        here = queries.offer("31.6415", "114.8805", D(100), voltage, at=NOON)
    # Of the area one plan's 50 are gone; of the line above it all three.
    assert before - here.offer.open_kva == {"LV": 50, "10KV": 150}[voltage]


@pytest.mark.parametrize(
    ("lat", "lon", "voltage"), [("31.6", "114.8", "35KV"), ("34.7", "113.6", "LV"), ("0", "0", "10KV")]
)
def test_where_nothing_of_ours_is_near_only_a_survey_can_say(area, lat, lon, voltage):
    assert queries.offer(lat, lon, D(100), voltage, at=NOON) is None


def test_public_map_coordinates_are_not_stored():
    with pytest.raises(WrongDatum):
        Substation().place(point(114.88, 31.64), Crs.GCJ02)


def test_the_database_refuses_another_datum_too(area):
    with pytest.raises(IntegrityError), transaction.atomic():
        TransformerArea.objects.update(crs=Crs.WGS84)


@pytest.fixture
def staff(client, db):
    client.force_login(person("planner", Role.PLANNER))
    return client


def test_staff_see_what_lies_in_the_box(staff, area):
    found = staff.get("/grid/network.geojson?bbox=114.875,31.6405,114.885,31.645").json()["features"]
    assert {feature["properties"]["code"] for feature in found} == {"C1", "A1"}


@pytest.mark.parametrize("box", ["1,2,3", "a,b,c,d", "115,31,114,32", "NaN,31,115,32", "114,31,115,Infinity"])
def test_a_box_that_is_none_gets_a_sentence(staff, box):
    assert staff.get("/grid/network.geojson", {"bbox": box}).status_code == 400


def test_customers_and_strangers_never_see_the_network(client, db):
    assert client.get("/grid/network.geojson").status_code == 404
    client.force_login(User.objects.create(username="c1"))
    assert client.get("/grid/network.geojson").status_code == 404


def test_the_demo_county_is_quickly_made_once_and_always_the_same(db):
    started = monotonic()
    demo.load_network(NOON, demo.SMALL)
    assert monotonic() - started < 2
    assert demo.load_network(NOON, demo.SMALL) == 0
    assert (GridCell.objects.count(), Feeder.objects.count(), TransformerArea.objects.count()) == (8, 13, 120)
    inside = TransformerArea.objects.within((D("114.5"), D("31.4"), D("115.3"), D("31.95")))
    assert inside.count() == 120


def test_the_demo_county_has_room_and_has_none(db):
    demo.load_network(NOON, demo.SMALL)
    full = [
        a
        for a in TransformerArea.objects.select_related("feeder__main_transformer")
        if not queries.open_capacity_kva(a, at=NOON)
    ]
    assert 10 <= len(full) <= 50
    assert queries.offer("31.640", "114.872", D(1250), "10KV", at=NOON).offer.constrained is False
