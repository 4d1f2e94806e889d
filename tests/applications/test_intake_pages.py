"""The wizard as a customer walks it, page by page, without JavaScript."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.intake.questions import FORM_VERSION
from applications.models import Application, Draft
from tests.applications.journey import Cast, person
from tests.applications.papers import AT_HOME, applied, fetch_all

TICKS = {"licences": "on", "authorities": "on", "agrees_to_undertaking": "on"}

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


def test_beginning_asks_for_a_sign_in_and_comes_back_with_what_was_said(db: None) -> None:
    visitor = Client()
    assert visitor.get("/apply/?purpose=HOME&amount=8").status_code == 200
    answer = visitor.get("/apply/new/?purpose=HOME&amount=8")
    assert answer["Location"] == "/sign-in/?next=/apply/new/%3Fpurpose%3DHOME%26amount%3D8"


def test_looking_opens_no_draft_and_the_same_form_sent_twice_opens_one(web: Client) -> None:
    web.get("/apply/new/")
    assert not Application.objects.exists()
    sent = [web.post("/apply/new/", {**SHOP["what"], "idempotency_key": "one"}) for _twice in range(2)]
    assert (sent[0]["Location"], Application.objects.count()) == (sent[1]["Location"], 1)


def test_an_application_may_begin_with_the_answers_of_the_pre_assessment(web: Client) -> None:
    query = "?purpose=BUSINESS&amount=60&unit=KW&distance=80&place=TOWN"
    assert f'href="/apply/{query}'.replace("&", "&amp;") in web.get(f"/assess/{query}").content.decode()
    begun = web.post(f"/apply/new/{query}", SHOP["what"])
    assert begun["Location"].endswith("/kind/")


def test_drafts_are_listed_with_the_way_back_to_them(web: Client) -> None:
    web.post("/apply/new/", SHOP["what"])
    link = f"/apply/{Application.objects.get().number}/"
    assert link in web.get("/apply/").content.decode()
    assert link in web.get("/applications/").content.decode()


def test_a_draft_thrown_away_leaves_nothing_of_what_was_typed(web: Client) -> None:
    web.post("/apply/new/", SHOP["what"])
    case = Application.objects.get()
    web.post(f"/apply/{case.number}/discard/")
    assert (Application.objects.get().stage, Draft.objects.exists()) == ("WITHDRAWN", False)
    assert case.number not in web.get("/apply/").content.decode()


def test_an_answer_changed_at_the_end_leads_back_to_the_end(web: Client) -> None:
    address = walk(web, SHOP)
    change = address.replace("check", "where")
    assert change in web.get(address).content.decode()
    assert web.post(change, {**SHOP["where"], "address": "东湾村2号"})["Location"] == address
    assert "东湾村2号" in web.get(address).content.decode()


def test_a_page_that_does_not_concern_this_customer_leads_on(web: Client) -> None:
    web.post("/apply/new/", SHOP["what"])
    number = Application.objects.get().number
    assert web.get(f"/apply/{number}/charging/")["Location"] == f"/apply/{number}/power/"
    assert web.get(f"/apply/{number}/check/")["Location"] == f"/apply/{number}/power/"
    assert web.get(f"/apply/{number}/nonsense/").status_code == 404


def test_a_draft_of_an_older_form_is_asked_only_what_is_new(web: Client) -> None:
    address = walk(web, SHOP)
    draft = Draft.objects.get()
    answers = {name: value for name, value in draft.answers.items() if name != "is_owner"}
    Draft.objects.update(form_version=1, answers_json=json.dumps({**answers, "fax": "0376"}))
    resumed = web.get(address.replace("check/", ""), follow=True)
    assert resumed.redirect_chain[-1][0].endswith("/where/")
    assert "文博村1号" in resumed.content.decode()
    web.post(resumed.redirect_chain[-1][0], SHOP["where"])
    assert ("fax" in Draft.objects.get().answers, Draft.objects.get().form_version) == (False, FORM_VERSION)


def test_what_does_not_fit_together_is_told_with_the_page_to_mend_it(web: Client) -> None:
    pages = {
        **SHOP,
        "power": {**SHOP["power"], "applied_capacity": "500"},
        "line": {"voltage_class": "", "source_count": "1", "distance_m": ""},
        "project": {
            "wanted_on": "", "minimum_kw": "", "dev_zone_level": "NONE", "subst_capacity_kva": "900",
            "project_code": "",
        },
    }  # fmt: skip
    address = walk(web, pages)
    answer = web.post(address, TICKS)
    assert (answer.status_code, Application.objects.get().stage) == (422, "DRAFT")
    assert f'<a href="{address.replace("check", "project")}">' in answer.content.decode()


def test_an_open_case_at_the_same_place_is_named_to_its_own_customer_only(web: Client, cast: Cast) -> None:
    web.post(walk(web, SHOP), TICKS)
    first = Application.objects.get().get_absolute_url()
    assert first in web.get(walk(web, SHOP)).content.decode()
    other = Client()
    other.force_login(person("other"))
    assert first not in other.get(walk(other, SHOP)).content.decode()


def test_officers_do_not_apply_in_their_own_name(cast: Cast) -> None:
    officer = Client()
    officer.force_login(cast.intake)
    assert officer.get("/apply/new/").status_code == 403
    assert officer.post("/apply/new/", SHOP["what"]).status_code == 403


def test_the_page_that_waits_for_the_papers_is_told_when_they_are_there(
    web: Client, cast: Cast, simulators: Any
) -> None:
    web.post(walk(web, SHOP), TICKS)
    address = f"/applications/{Application.objects.get().number}/papers/"
    waiting = web.get(address, headers={"HX-Request": "true"})
    assert ("hx-get" in waiting.content.decode(), waiting.has_header("HX-Refresh")) == (True, False)
    fetch_all(Application.objects.get(), at=timezone.now())
    assert web.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_company_sees_its_fields_and_a_person_only_masked_ones(web: Client, cast: Cast, simulators: Any) -> None:
    fetched = fetch_all(applied(cast, AT_HOME, at=timezone.now()), at=timezone.now())
    page = web.get(f"/applications/{fetched.number}/papers/").content.decode()
    assert (AT_HOME["citizen_id"] in page, f"{AT_HOME['name'][0]}*" in page, "新县公安局" in page) == (
        False,
        True,
        True,
    )
