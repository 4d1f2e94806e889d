"""The green channel: key projects are seen first and have people of their own; nobody else's clock moves."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from applications.green.rules import key_level, light_of
from applications.models import Application
from applications.room import actions as room
from applications.room.models import SavedView
from customers.projects.models import Lead
from notifications.models import Message
from tests.applications.journey import SMALL_SHOP, Cast, accepted, person, submitted
from tests.applications.steps import do, fresh, must_hold
from tests.applications.test_http_journeys import Caller


@pytest.mark.parametrize(
    ("level", "found"), [("COUNTY", ""), ("CITY", "CITY"), ("PROVINCE", "PROVINCE"), ("STATE", "NATIONAL")]
)
def test_the_citys_list_and_those_above_make_a_key_project(level: str, found: str) -> None:
    assert key_level(Lead(level=level)).get("key_project_level", "") == found


@pytest.mark.parametrize(
    ("wanted", "stage", "light"),
    [
        (date(2026, 11, 1), "WORKS", "RED"), (date(2026, 12, 31), "WORKS", "AMBER"),
        (date(2027, 6, 1), "WORKS", "GREEN"),
        (date(2026, 11, 1), "ENERGISED", "GREEN"), (None, "WORKS", None), (date(2027, 6, 1), "WITHDRAWN", None),
    ],
)  # fmt: skip
def test_the_day_power_is_wanted_on_has_a_light(wanted: date | None, stage: str, light: str | None) -> None:
    assert light_of(wanted, stage, on=date(2026, 11, 25)) == light


def test_an_officer_marks_a_key_project_and_its_people_are_named(cast: Cast) -> None:
    case, chief = accepted(cast, at=timezone.now()), Caller(cast.chief)
    address = f"applications/{case.number}"
    assert chief.post(f"{address}/mark_key/", {}).status_code == 400
    assert Caller(cast.meter).post(f"{address}/mark_key/", {"reason": "x"}).status_code == 403
    before = dict(fresh(case).timeline.clocks.values_list("kind", "due_at"))
    chief.post(f"{address}/mark_key/", {"reason": "county meeting 12"})
    case = must_hold(case)
    assert (case.is_key, case.project_manager, case.chief) == (True, cast.works, cast.chief)
    assert dict(case.timeline.clocks.values_list("kind", "due_at")) == before
    told = Message.objects.filter(template__in=("green-channel", "key-project-yours"))
    assert set(told.values_list("recipient", flat=True)) == {cast.customer.pk, cast.works.pk}


def test_the_chief_names_another_project_manager_or_takes_the_mark_back(cast: Cast) -> None:
    case, other = accepted(cast, at=timezone.now()), person("other", Role.WORKS)
    case = do(cast, case, "mark_key", by=cast.chief, at=timezone.now(), reason="county meeting 12")
    case = do(cast, case, "name_project_manager", by=cast.chief, at=timezone.now(), project_manager=other.pk)
    assert case.project_manager == other
    case = do(cast, case, "unmark_key", by=cast.chief, at=timezone.now(), reason="mistaken")
    assert (case.is_key, case.project_manager) == (False, None)


def test_a_key_project_stands_first_and_is_taken_first(cast: Cast, client: Client) -> None:
    cases = [submitted(cast, {**SMALL_SHOP, "address": f"文博村{n}号"}, at=timezone.now()) for n in range(3)]
    Application.objects.filter(pk=cases[2].pk).update(is_key=True, wanted_on=date(2036, 1, 1))
    client.force_login(cast.intake)
    shown = client.get("/room/").context
    assert ([row["case"].number for row in shown["first"]], len(shown["rows"])) == ([cases[2].number], 2)
    assert [row["case"].number for row in client.get("/green/").context["rows"]] == [cases[2].number]
    assert room.take_next(by=cast.intake, at=timezone.now()).application_id == cases[2].pk  # type: ignore[union-attr]


def test_a_view_is_kept_under_a_name_and_opened_by_its_address(cast: Cast, client: Client) -> None:
    client.force_login(cast.intake)
    given = {"name": "低压", "place": "queue", "query": "voltage=LV&show=ours"}
    answer: Any = client.post("/room/views/", given)
    assert answer["location"] == "/room/?voltage=LV&show=ours"
    assert client.get(answer["location"]).context["show"] == "ours"
    client.post("/room/views/", {**given, "query": "voltage=10KV"})
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("低压", "voltage=10KV")
    assert "低压" in client.get("/room/").content.decode()
    client.force_login(cast.planner)
    assert client.post(f"/room/views/{view.pk}/let-go/").status_code == 404
    assert client.get(view.get_absolute_url()).status_code == 200
    client.force_login(cast.intake)
    client.post(f"/room/views/{view.pk}/let-go/")
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("given", [{"name": "", "place": "queue"}, {"name": "x", "place": "nowhere"}, {}])
def test_a_view_without_a_name_or_place_is_not_kept(cast: Cast, client: Client, given: dict[str, str]) -> None:
    client.force_login(cast.intake)
    assert client.post("/room/views/", given).status_code == 302
    assert not SavedView.objects.exists()
