"""The queue over HTTP: tabs, filters, places, taking the next one, and what comes without reloading."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import applications.survey.actions as survey
from applications.actions import settle
from applications.models import Application
from applications.room.models import Assignment
from tests.applications.journey import FACTORY, SMALL_SHOP, Cast, accepted, submitted


def listed(client: Client, address: str = "/room/", **given: Any) -> set[str]:
    """The numbers of the cases on a page of the queue."""
    return {row["case"].number for row in client.get(address, given).context["rows"]}


@pytest.fixture
def shop(cast: Cast) -> Application:
    """Waits for its manager."""
    return accepted(cast, SMALL_SHOP, at=timezone.now())


@pytest.fixture
def factory(cast: Cast) -> Application:
    """Has just come in."""
    return submitted(cast, FACTORY, at=timezone.now())


@pytest.fixture
def chief(cast: Cast, client: Client, shop: Application, factory: Application) -> Client:
    """Sees every desk."""
    client.force_login(cast.chief)
    return client


def test_an_officer_sees_the_cases_at_his_own_desk(
    client: Client, cast: Cast, shop: Application, factory: Application
) -> None:
    client.force_login(cast.intake)
    assert listed(client) == {factory.number}
    client.force_login(cast.manager)
    assert listed(client) == {shop.number}


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"stage": "ACCEPTED"}, "shop"), ({"desk": "intake"}, "factory"), ({"voltage": "10KV"}, "factory"),
        ({"voltage": "LV"}, "shop"), ({"town": "411523101"}, ""), ({"light": "RED"}, ""), ({"kind": "RESIDENTIAL"}, ""),
        ({"held": "on"}, ""), ({"key": "on"}, ""), ({"stage": "nonsense"}, "both"), ({"light": "GREEN"}, "both"),
    ],
)  # fmt: skip
def test_the_queue_is_narrowed(chief: Client, shop: Application, factory: Application, given: Any, found: str) -> None:
    known = {"shop": {shop.number}, "factory": {factory.number}, "both": {shop.number, factory.number}, "": set()}
    assert listed(chief, **given) == known[found]


def test_a_late_promise_is_red_and_a_near_one_amber(chief: Client, shop: Application, factory: Application) -> None:
    past = timezone.now() - timedelta(days=1)
    soonest = shop.timeline.clocks.running().exclude(due_at=None).exclude(owner="CUSTOMER")
    soonest.update(amber_at=past)
    settle(shop, at=timezone.now())
    assert listed(chief, light="AMBER") == {shop.number}
    soonest.update(due_at=past)
    settle(shop, at=timezone.now())
    assert listed(chief, light="RED") == {shop.number}
    assert listed(chief, light="GREEN") == {factory.number}


def test_the_cases_of_one_manager_stand_together(chief: Client, cast: Cast, shop: Application) -> None:
    assert shop.manager == cast.manager
    assert listed(chief, manager=cast.manager.pk) == {shop.number}


def test_a_case_that_rests_is_on_hold(chief: Client, cast: Cast, factory: Application) -> None:
    factory.timeline.pauses.create(reason="FORCE_MAJEURE", started_at=timezone.now(), started_by=cast.chief)
    assert listed(chief, held="on") == {factory.number}


def test_a_key_project_is_found_by_its_level(chief: Client, factory: Application) -> None:
    Application.objects.filter(pk=factory.pk).update(is_key=True)
    assert listed(chief, key="on") == {factory.number}


def test_the_tabs_part_the_cases_by_turn_and_count_them(chief: Client, shop: Application, factory: Application) -> None:
    Application.objects.filter(pk=shop.pk).update(turn="CUSTOMER")
    assert listed(chief, show="ours") == {factory.number}
    assert listed(chief, show="others") == {shop.number}
    counted = {tab["key"]: tab["count"] for tab in chief.get("/room/").context["tabs"]}
    assert counted == {"all": 2, "ours": 1, "others": 1, "mine": 0}


def test_a_whole_number_leads_to_the_case_and_a_part_narrows(chief: Client, shop: Application) -> None:
    answer = chief.get("/room/", {"number": f" {shop.number.lower()} "})
    assert (answer.status_code, answer["Location"]) == (302, f"/room/{shop.number}/")
    assert listed(chief, number=shop.number[:-1]) == {shop.number}


def test_nothing_that_fits_says_so_and_offers_the_way_back(chief: Client) -> None:
    answer = chief.get("/room/", {"stage": "METERED"}, headers={"accept-language": "en"})
    assert b"No case fits" in answer.content
    assert b"Show all again" in answer.content


def test_each_place_holds_its_part(chief: Client, cast: Cast, shop: Application) -> None:
    now = timezone.now()
    survey.book_survey(
        shop.pk, by=cast.manager, at=now, booked_from=now + timedelta(hours=1), booked_until=now + timedelta(hours=3)
    )
    assert listed(chief, "/visits/") == {shop.number}
    assert listed(chief, "/works/") == listed(chief, "/meters/") == set()


def test_the_next_one_is_taken_and_shown_as_mine(
    client: Client, cast: Cast, shop: Application, factory: Application
) -> None:
    client.force_login(cast.intake)
    assert client.post("/room/next/")["Location"] == f"/room/{factory.number}/"
    assert listed(client, show="mine") == {factory.number}
    assert client.post("/room/next/", follow=True).redirect_chain == [("/room/", 302)]
    assert Assignment.objects.get().officer == cast.intake


def test_news_comes_as_the_list_alone(chief: Client) -> None:
    answer = chief.get("/room/", headers={"hx-request": "true"})
    assert b"<html" not in answer.content
    assert b'hx-trigger="every 30s"' in answer.content


def test_the_queue_is_hidden_from_customers(client: Client, cast: Cast) -> None:
    client.force_login(cast.customer)
    assert client.get("/room/").status_code == 404
