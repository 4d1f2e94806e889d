"""Pages of the network: the map with its list, a line, an area, what if, the public question, blocks, the calendar."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from gridhealth import demo
from gridhealth.atlas.drawings import draw
from gridhealth.health.cells import judge_block
from gridhealth.health.choices import State
from gridhealth.health.tables import table_on
from gridhealth.models import Feeder, TransformerArea
from gridhealth.published import everything
from gridhealth.upgrades.actions import open_for
from gridhealth.upgrades.models import Upgrade, Watch
from tests.applications.journey import person
from tests.gridhealth.conftest import DAY, NOON
from tests.undone import undone

MOST_STATEMENTS = 12


@pytest.fixture(scope="module")
def once(django_db_setup, django_db_blocker):
    with undone(django_db_blocker):
        demo.load(NOON, demo.SMALL)
        yield


@pytest.fixture
def county(once, db):
    """The small county; what a test changes is undone behind it."""


def signed_in(user):
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def planner(db):
    return signed_in(person("planner", Role.PLANNER))


PAGES = (
    "/grid/", "/grid/?state=ILL&cell=C03", "/grid/feeders/S-XJ-F01/", "/grid/feeders/S-XJ-F01/?add_kva=800",
    "/grid/areas/S-XJ-F01-A03/?add_kva=100", "/grid/health/?kind=area&page=2", "/grid/health/blocks/",
    "/grid/health/calendar/?month=2026-11&day=2026-11-20", "/grid/health/cures/", "/grid/imports/",
    "/api/v1/grid/feeders/", "/api/v1/grid/areas/", "/api/v1/grid/cells/",
)  # fmt: skip


def test_every_page_is_there_in_a_dozen_statements(county, planner):
    planner.get("/grid/")  # who is signed in is read anew for the first page
    for page in PAGES:
        with CaptureQueriesContext(connection) as seen:
            answer = planner.get(page)
        assert (answer.status_code, len(seen) <= MOST_STATEMENTS) == (200, True), (page, len(seen))


def test_the_list_beside_the_map_is_narrowed_by_cell_state_and_name(county, planner):
    whole = planner.get("/grid/").content.decode()
    assert "S-XJ-F01" in whole
    one = planner.get("/grid/", {"name": "S-SW-F02"}).content.decode()
    assert ("S-SW-F02" in one, "S-XJ-F01" in one) == (True, False)
    assert "S-XJ-F01" not in planner.get("/grid/", {"state": "HEALTHY", "name": "nobody"}).content.decode()


def test_what_if_shows_before_and_after(county, planner):
    page = planner.get("/grid/feeders/S-XJ-F01/?add_kva=800").content.decode()
    assert "polyline" in page
    assert "800" in page
    collapse = planner.get("/grid/feeders/S-XJ-F01/?add_kva=900000").content.decode()
    assert "电压会崩溃" in collapse


@pytest.mark.parametrize("wrong", ["0", "-5", "abc", "1e12"])
def test_an_impossible_load_gets_a_sentence_and_no_figures(county, planner, wrong):
    page = planner.get("/grid/feeders/S-XJ-F01/", {"add_kva": wrong})
    assert (page.status_code, "kVA 后" in page.content.decode()) == (200, False)


def test_whoever_has_no_business_there_sees_nothing(county):
    customer = signed_in(User.objects.create(username="13800000009"))
    authority = signed_in(person("gov", Role.GOV))
    for page in PAGES[:11]:
        assert {customer.get(page).status_code, authority.get(page).status_code} == {404}


def test_the_public_asks_by_township_and_is_told_no_place(county):
    page = Client().get("/capacity/", {"township": "411523100", "kva": "50"}).content.decode()
    assert "可以" in page
    assert not any(area.name in page for area in TransformerArea.objects.all())
    full = Client().get("/capacity/", {"township": "411523100", "kva": "90000"}).content.decode()
    assert "不会因容量不足而拒绝" in full


@pytest.mark.parametrize("wrong", [{"kva": "0"}, {"kva": "1e9"}, {"kva": "x"}, {"kva": ""}, {"township": "1"}])
def test_a_question_that_is_none_gets_a_sentence(county, wrong):
    answer = Client().get("/capacity/", {"township": "411523100", "kva": "50", **wrong})
    assert (answer.status_code, "error-summary" in answer.content.decode()) == (400, True)


def test_a_customer_wants_to_be_told_and_then_not(county):
    browser = signed_in(User.objects.create(username="13800000009"))
    assert browser.post("/capacity/watch/", {"township": "411523100", "kva": "90000"}).status_code == 302
    assert "新集镇" in browser.get("/capacity/").content.decode()
    browser.post(f"/capacity/watch/{Watch.objects.get().pk}/end/")
    assert not Watch.objects.exists()


def test_a_program_wants_to_be_told_at_a_point(county):
    browser = signed_in(User.objects.create(username="13800000009"))
    area = TransformerArea.objects.first()
    given = {"lat": str(area.south), "lon": str(area.west), "kva": "150"}
    made = browser.post("/api/v1/grid/watches/", given, content_type="application/json")
    assert (made.status_code, len(browser.get("/api/v1/grid/watches/").json()["results"])) == (201, 1)
    assert browser.delete(f"/api/v1/grid/watches/{made.json()['id']}/").status_code == 204
    far = browser.post("/api/v1/grid/watches/", {**given, "lat": "40"}, content_type="application/json")
    assert far.status_code == 400


def test_a_planner_plans_and_finishes_works_on_the_page(county, planner):
    area = TransformerArea.objects.select_related("feeder__main_transformer").first()
    upgrade = open_for(area, "area", at=NOON)
    there = f"/grid/upgrades/{upgrade.pk}/"
    assert planner.post(there, {"what": "", "planned_on": "x"}).status_code == 400
    day = timezone.localdate() + timedelta(days=9)
    assert planner.post(there, {"what": "换大", "planned_on": day.isoformat(), "owner": ""}).status_code == 302
    assert planner.post(f"{there}finish/", {"rating": "1"}).status_code == 400
    assert planner.post(f"{there}finish/", {"rating": "2000"}).status_code == 302
    assert Upgrade.objects.get(pk=upgrade.pk).after == {"rated_kva": "2000"}


def test_what_is_published_names_state_band_reason_and_day(county):
    line = Feeder.objects.get(code="S-XJ-F05")
    upgrade = open_for(line, "feeder", at=NOON)
    told = {one.name: one for one in everything(at=NOON)}
    full = told[line.name]
    assert (full.open_from_kva, full.open_to_kva, full.relief_on) == (0, 10, upgrade.planned_on)
    assert (full.is_constrained, bool(full.full_because), full.cell) == (True, True, line.cell.name)
    assert {one.kind for one in told.values()} == {"cell", "feeder"}


TABLE = table_on(DAY)


@pytest.mark.parametrize(
    ("customers", "state"),
    [
        ({"HEALTHY": 100}, "HEALTHY"), ({"HEALTHY": 91, "ILL": 9}, "SUB"), ({"HEALTHY": 90, "ILL": 10}, "ILL"),
        ({"HEALTHY": 81, "SUB": 19}, "HEALTHY"), ({"HEALTHY": 80, "SUB": 20}, "SUB"),
        ({"HEALTHY": 80, "UNKNOWN": 20}, "UNKNOWN"), ({"ILL": 10, "UNKNOWN": 90}, "ILL"), ({}, "UNKNOWN"),
    ],
)  # fmt: skip
def test_a_block_is_judged_by_its_customers(customers, state):
    assert judge_block({State(name): n for name, n in customers.items()}, TABLE)[0] == state


def test_a_drawing_has_round_marks_and_no_points_without_values():
    drawing = draw([("load", "thick", [(0, 0.1), (1, 0.93)])], least=0, most=1.0)
    assert [mark.words for mark in drawing.down] == ["0%", "20%", "40%", "60%", "80%", "100%"]
    assert draw([("load", "thick", [])]) is None
