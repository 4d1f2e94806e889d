"""Can I connect here, how much, when: for programs."""

import pytest

from accounts.actions import grant_role
from accounts.models import User
from accounts.roles import Role
from gridhealth import demo
from tests.gridhealth.conftest import NOON, add_area

HERE = {"lat": "31.6415", "lon": "114.8805", "kva": "100"}


@pytest.fixture
def customer(client, db):
    client.force_login(User.objects.create(username="c1"))
    return client


def ask(client, **other):
    return client.get("/api/v1/grid/capacity/", {**HERE, **other})


def test_where_there_is_room_the_answer_is_yes(customer, area):
    answer = ask(customer).json()
    assert (answer["answer"], answer["firm_kva_now"]) == ("yes", "100.00")


def test_where_there_is_some_room_a_part_is_given_and_the_reason_named(customer, feeder):
    add_area(feeder, "A1", 114.88, 31.641, peak=280)
    answer = ask(customer).json()
    assert (answer["answer"], answer["firm_kva_now"], bool(answer["reason"])) == ("part", "40.00", True)


def test_where_there_is_none_nobody_is_refused(customer, feeder):
    add_area(feeder, "A1", 114.88, 31.641, peak=390)
    answer = ask(customer).json()
    assert (answer["answer"], answer["firm_kva_now"]) == ("wait", "0.00")


def test_no_place_or_name_of_the_network_is_told(customer, area):
    assert "A1" not in ask(customer).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"kva": "0"}, {"kva": "1000000000"}, {"kva": "NaN"}, {"lat": "39.9", "lon": "116.4"}, {"lat": "x"},
              {"voltage": "1KV"}, {"kva": "1e400"}, {"lat": "114.88", "lon": "31.64"}]
)  # fmt: skip
def test_what_cannot_be_gets_a_sentence(customer, area, wrong):
    answer = ask(customer, **wrong)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) & {*wrong, "lat"}


@pytest.fixture
def planner(client, db):
    user = User.objects.create(username="planner", is_staff=True)
    grant_role(user, Role.PLANNER, at=NOON, by=None)
    client.force_login(user)
    return client


def test_a_planner_sees_a_line_with_its_room_and_what_a_load_more_would_do(planner):
    demo.load(NOON, demo.SMALL)
    line = planner.get("/api/v1/grid/feeders/S-XJ-F01/", {"add_kva": "800"}).json()
    assert line["peak"]["has_converged"]
    assert line["peak_with_more"]["lowest_pu"] < line["peak"]["lowest_pu"] < line["valley"]["lowest_pu"]
    assert "open_kva" in line


def test_lines_areas_and_cells_are_listed_by_code(planner, area):
    for kind, code in (("feeders", "F1"), ("areas", "A1"), ("cells", "C1")):
        assert [row["code"] for row in planner.get(f"/api/v1/grid/{kind}/").json()["results"]] == [code]
