"""From a project that a platform told of to an application that its customer only confirms, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import PersonalDataAccess
from accounts.roles import Role
from applications.models import Application
from applications.projects.actions import offer
from connectors.investment.simulator import PROJECTS
from connectors.investment.wire import Event
from customers.projects.actions import take_news
from customers.projects.models import Lead
from notifications.models import Message
from tests.applications.journey import MONDAY, Cast, person
from tests.applications.test_http_journeys import Caller


@pytest.fixture
def lead(cast: Cast) -> Lead:
    event = Event("one", "PROJECT_CODED", MONDAY, PROJECTS[0][1])  # type: ignore[arg-type]
    found = take_news("investment", event, at=MONDAY)
    assert found is not None
    return found


def web(user: Any) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def test_a_manager_prepares_it_and_the_customer_goes_on_with_it(cast: Cast, lead: Lead) -> None:
    assert web(cast.manager).post(f"/projects/{lead.pk}/offer/").status_code == 302
    case = Application.objects.get(lead=lead)
    assert (case.stage, case.timeline.clocks.count()) == ("LEAD", 0)
    assert Message.objects.get(template="application-prepared").recipient == case.applicant
    theirs = web(case.applicant)
    assert "1600" in theirs.get(f"/applications/{case.number}/").content.decode()
    answer = theirs.post(f"/applications/{case.number}/adopt/", follow=True)
    assert answer.status_code == 200
    assert Application.objects.get(pk=case.pk).stage == "DRAFT"
    assert Application.objects.get(pk=case.pk).draft.answers["uscc"] == lead.uscc


def test_nobody_else_learns_of_it(cast: Cast, lead: Lead) -> None:
    case = offer(lead.pk, by=cast.manager, at=MONDAY)
    assert web(cast.customer).get(f"/applications/{case.number}/").status_code == 404
    assert web(cast.customer).get(f"/projects/{lead.pk}/").status_code == 404


def test_it_is_prepared_once(cast: Cast, lead: Lead) -> None:
    manager = web(cast.manager)
    manager.post(f"/projects/{lead.pk}/offer/")
    told = manager.post(f"/projects/{lead.pk}/offer/", follow=True).content.decode()
    assert "prepared from this lead already" in told
    assert Application.objects.filter(lead=lead).count() == 1


def test_a_customer_who_does_not_want_it_leaves_nothing_behind(cast: Cast, lead: Lead) -> None:
    case = offer(lead.pk, by=cast.manager, at=MONDAY)
    web(case.applicant).post(f"/applications/{case.number}/withdraw/")
    gone = Application.objects.get(pk=case.pk)
    assert (gone.stage, hasattr(gone, "draft")) == ("WITHDRAWN", False)


def test_talks_and_setting_aside_are_noted_with_words(cast: Cast, lead: Lead) -> None:
    manager = web(cast.manager)
    assert manager.post(f"/projects/{lead.pk}/contact/", {"text": ""}).status_code == 422
    manager.post(f"/projects/{lead.pk}/contact/", {"text": "They begin in spring."})
    manager.post(f"/projects/{lead.pk}/set_aside/", {"text": "The land is not ready."})
    page = manager.get(f"/projects/{lead.pk}/").content.decode()
    assert "They begin in spring." in page
    assert "The land is not ready." in page
    assert str(lead) not in manager.get("/projects/").content.decode()
    assert str(lead) in manager.get("/projects/?show=over").content.decode()


def test_the_number_is_seen_with_a_reason_and_on_record(cast: Cast, lead: Lead) -> None:
    manager = web(cast.manager)
    assert lead.phone.plain not in manager.get(f"/projects/{lead.pk}/").content.decode()
    page = manager.post(f"/projects/{lead.pk}/phone/", {"reason": "first call"}).content.decode()
    assert lead.phone.plain in page
    assert PersonalDataAccess.objects.get().reason == "first call"


def test_readers_read_and_authorities_see_nothing(cast: Cast, lead: Lead) -> None:
    assert web(cast.leader).get(f"/projects/{lead.pk}/").status_code == 200
    assert web(cast.leader).post(f"/projects/{lead.pk}/take/").status_code == 403
    authority = person("road office", Role.GOV, department="road")
    assert web(authority).get(f"/projects/{lead.pk}/").status_code == 404


def test_the_same_code_by_hand_is_merged(cast: Cast, lead: Lead) -> None:
    facts = {"code": lead.code, "name": "油茶二期", "owner_name": lead.owner_name, "needed_kva": "2500"}
    web(cast.manager).post("/projects/new/", facts)
    assert str(Lead.objects.single().get().needed_kva) in ("2500.00", "1600.00")
    wrong = web(cast.manager).post("/projects/new/", {**facts, "code": "12-34"})
    assert (wrong.status_code, "油茶二期" in wrong.content.decode()) == (422, True)


def test_programs_enter_take_and_prepare(cast: Cast) -> None:
    caller = Caller(cast.manager)
    told = caller.post("projects/", {**PROJECTS[1][1], "level": ""})
    assert told.status_code == 201
    assert "offer" in told.json()["actions"]
    number = told.json()["id"]
    assert caller.post(f"projects/{number}/take/").status_code == 200
    assert caller.post(f"projects/{number}/offer/").json()["offered_at"]
    assert caller.get("projects/").json()["results"][0]["phone"] == "138****0012"
    assert Caller(cast.customer).get("projects/").status_code == 403
