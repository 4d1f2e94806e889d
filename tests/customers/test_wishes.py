"""Energy services: an offer that somebody opts into, with a consent of its own, and that nothing depends on."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.actions import withdraw_consent
from accounts.choices import Purpose
from accounts.models import PersonalDataAccess
from customers.models import ServiceWish
from tests.applications.journey import MONDAY, Cast, person, submitted
from tests.applications.test_http_journeys import Caller

WISH = {"topics": ["SOLAR", "STORAGE"], "words": "屋顶有两百平米", "agrees": "on"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


@pytest.fixture
def customer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.customer)
    return client


def test_a_wish_needs_its_own_yes_and_what_was_typed_stays(customer: Client) -> None:
    page = customer.post("/energy-services/", {**WISH, "agrees": ""})
    assert (page.status_code, ServiceWish.objects.count()) == (422, 0)
    assert "屋顶有两百平米" in page.content.decode()
    assert customer.post("/energy-services/", WISH).status_code == 302
    assert ServiceWish.objects.standing().get().topics == ["SOLAR", "STORAGE"]


def test_an_application_goes_its_way_without_any(cast: Cast) -> None:
    assert submitted(cast).stage
    assert not ServiceWish.objects.exists()


def test_an_officer_calls_once_and_the_look_at_the_number_is_written_down(customer: Client, cast: Cast) -> None:
    customer.post("/energy-services/", WISH)
    wish = ServiceWish.objects.get()
    officer = Client()
    officer.force_login(cast.manager)
    assert "屋顶有两百平米" in officer.get("/energy-services/wishes/").content.decode()
    assert officer.get(f"/energy-services/wishes/{wish.pk}/").status_code == 200
    assert PersonalDataAccess.objects.filter(by=cast.manager, subject=cast.customer, field="phone").exists()
    assert officer.post(f"/energy-services/wishes/{wish.pk}/", {"outcome": ""}).status_code == 422
    assert officer.post(f"/energy-services/wishes/{wish.pk}/", {"outcome": "下周上门看屋顶"}).status_code == 302
    assert officer.get(f"/energy-services/wishes/{wish.pk}/").status_code == 404
    assert "下周上门看屋顶" in customer.get("/energy-services/").content.decode()


@pytest.mark.parametrize("where", ["here", "under my data"])
def test_who_takes_it_back_is_not_called(customer: Client, cast: Cast, where: str) -> None:
    customer.post("/energy-services/", WISH)
    if where == "here":
        customer.post("/energy-services/take-back/")
    else:
        withdraw_consent(cast.customer, Purpose.SERVICES, at=MONDAY)
    officer = Client()
    officer.force_login(cast.manager)
    assert "屋顶有两百平米" not in officer.get("/energy-services/wishes/").content.decode()
    assert customer.post("/energy-services/", WISH).status_code == 302
    assert ServiceWish.objects.standing().count() == 1


def test_nobody_else_sees_the_list(client: Client, cast: Cast) -> None:
    client.force_login(cast.meter)
    assert client.get("/energy-services/wishes/").status_code == 404


def test_a_program_asks_reads_and_takes_back(cast: Cast) -> None:
    program = Caller(cast.customer)
    told = {"topics": ["SOLAR"], "words": "屋顶有两百平米", "agrees": True}
    made = program.post("energy-services/", told)
    assert (made.status_code, made.json()["is_open"], made.json()["topics"]) == (201, True, ["SOLAR"])
    assert [row["id"] for row in program.get("energy-services/").json()["results"]] == [made.json()["id"]]
    counts = [program.post("energy-services/take-back/").json()["taken_back"] for _twice in range(2)]
    assert counts == [1, 0]
    assert [row["is_open"] for row in program.get("energy-services/").json()["results"]] == [False]
    assert not ServiceWish.objects.standing().exists()


@pytest.mark.parametrize(
    ("change", "field"), [({"agrees": False}, "agrees"), ({"topics": []}, "topics"), ({"topics": ["GOLD"]}, "topics")]
)
def test_a_program_is_told_what_is_missing(cast: Cast, change: dict[str, object], field: str) -> None:
    answer = Caller(cast.customer).post("energy-services/", {"topics": ["SOLAR"], "agrees": True, **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not ServiceWish.objects.exists()


def test_others_wishes_are_not_told_and_officers_have_none(cast: Cast) -> None:
    Caller(cast.customer).post("energy-services/", {"topics": ["SOLAR"], "agrees": True})
    assert Caller(person("stranger")).get("energy-services/").json()["results"] == []
    assert Caller(cast.manager).get("energy-services/").status_code == 403
