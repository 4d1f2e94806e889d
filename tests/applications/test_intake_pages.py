"""The wizard as a customer walks it, page by page, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from applications.models import Application
from tests.applications.journey import Cast, person

SHOP = {
    "what": {"purpose": "BUSINESS"},
    "power": {"business_type": "NEW", "applied_capacity": "60", "capacity_unit": "KW"},
    "kind": {"customer_kind": "ENTERPRISE"},
    "who": {"name": "试验茶叶有限公司", "uscc": "91350100M000100Y43"},
    "where": {"township_code": "411523100", "address": "文博村1号", "is_owner": "YES"},
}


@pytest.fixture
def web(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.customer)
    return client


def walk(web: Client, pages: dict[str, dict[str, str]]) -> str:
    """Answer page after page as they come; returns the address of the last look."""
    answer: Any = web.post("/apply/new/", pages["what"])
    for _turn in range(12):
        address = answer["Location"]
        name = address.rstrip("/").rsplit("/", 1)[-1]
        if name == "check":
            return address
        answer = web.post(address, pages[name])
        assert answer.status_code == 302, (name, answer.status_code)
    raise AssertionError("the wizard goes round in circles")


def test_a_small_shop_applies_in_five_pages_and_less_than_twelve_answers(web: Client, cast: Cast) -> None:
    address = walk(web, SHOP)
    assert web.get(address).status_code == 200
    answer = web.post(address, {"licences": "on", "authorities": "on", "agrees_to_undertaking": "on"})
    case = Application.objects.get(applicant=cast.customer)
    assert (answer.status_code, case.stage) == (302, "PRECHECK")
    assert sum(len(answers) for answers in SHOP.values()) <= 12


def test_every_page_shows_what_was_typed_before_even_what_cannot_be_taken(web: Client) -> None:
    started = web.post("/apply/new/", SHOP["what"])
    again = web.post(started["Location"], {**SHOP["power"], "applied_capacity": "sixty"})
    shown = web.get(again["Location"])
    assert (shown.status_code, b"sixty" in shown.content) == (422, True)


def test_without_consent_nothing_is_submitted(web: Client) -> None:
    answer = web.post(walk(web, SHOP), {})
    assert (answer.status_code, Application.objects.get().stage) == (422, "DRAFT")


def test_a_draft_goes_on_where_it_was_on_another_device(web: Client, cast: Cast) -> None:
    web.post("/apply/new/", SHOP["what"])
    other = Client()
    other.force_login(cast.customer)
    number = Application.objects.get().number
    assert other.get(f"/apply/{number}/")["Location"].endswith("/power/")


def test_somebody_elses_draft_does_not_exist(web: Client) -> None:
    web.post("/apply/new/", SHOP["what"])
    stranger = Client()
    stranger.force_login(person("stranger"))
    assert stranger.get(f"/apply/{Application.objects.get().number}/").status_code == 404


def test_the_pages_of_the_case_show_its_papers(web: Client, cast: Cast) -> None:
    web.post(walk(web, SHOP), {"licences": "on", "authorities": "on", "agrees_to_undertaking": "on"})
    number = Application.objects.get().number
    assert web.get(f"/applications/{number}/").status_code == 200
    officer = Client()
    officer.force_login(cast.chief)
    assert officer.get(f"/room/{number}/").status_code == 200
    assert officer.get("/room/").status_code == 200
