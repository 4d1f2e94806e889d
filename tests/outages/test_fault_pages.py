"""Pages and API of faults: dispatcher, crew, customer, and somebody who is not signed in."""

import pytest
from django.test import Client

from accounts.roles import Role
from gridhealth.telemetry.actions import take
from outages.models import Crew, Outage, Report
from tests.deadlines.cast import officer
from tests.outages.cast import gasp, later, resident


def browser_of(user):
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def crew(area):
    user = officer("crew", Role.WORKS)
    Crew.objects.create(cell=area.cell, user=user)
    return user


@pytest.fixture
def fault(area, crew):
    take([gasp(area)], at=later(1))
    return Outage.objects.get()


def post(browser, fault, verb, **data):
    return browser.post(f"/outages/{fault.number}/{verb}/", data)


def test_the_crew_works_through_a_fault_on_its_phone(fault, crew):
    browser = browser_of(crew)
    for verb, data in (
        ("accept", {}),
        ("arrive", {}),
        ("find", {"cause": "TREES", "finding": "树枝"}),
        ("restore", {}),
    ):
        assert browser.get(f"/outages/{fault.number}/{verb}/").status_code == 200
        assert post(browser, fault, verb, **data).status_code == 302
    assert Outage.objects.get().stage == "RESTORED"
    assert "树枝" in browser.get(f"/outages/{fault.number}/").content.decode()


def test_the_dispatcher_sees_the_fault_on_the_board(fault):
    page = browser_of(officer("d", Role.DISPATCH)).get("/outages/")
    assert fault.number in page.content.decode()


def test_a_finding_without_words_comes_back_with_what_was_chosen(fault, crew):
    browser = browser_of(crew)
    post(browser, fault, "arrive")
    page = post(browser, fault, "find", cause="TREES", finding="")
    assert page.status_code == 422
    assert 'value="TREES" selected' in page.content.decode()


def test_a_customer_reads_when_power_is_back_and_says_still_out(fault, area, crew):
    alice, _point = resident(area)
    browser = browser_of(alice)
    assert browser.get(f"/outages/{fault.number}/").status_code == 200
    for verb in ("arrive", "restore"):
        post(browser_of(crew), fault, verb)
    assert post(browser, fault, "still-out").status_code == 302
    assert Outage.objects.get().stage == "PARTLY_RESTORED"


def test_another_customer_does_not_learn_of_it(fault, area):
    stranger, point = resident(area, "bob", "13803760002")
    point.closed_at = later(0)
    point.save()
    assert browser_of(stranger).get(f"/outages/{fault.number}/").status_code == 404
    assert post(browser_of(stranger), fault, "confirm").status_code == 404


def test_somebody_unknown_reports_by_account_number(area, fault):
    _alice, point = resident(area)
    page = Client().post("/outages/report/", {"account_no": point.account_no})
    assert (page.status_code, Report.objects.get().outage) == (200, fault)


def test_a_number_nobody_has_gets_a_sentence(db):
    page = Client().post("/outages/report/", {"account_no": "4100000000999"})
    assert (page.status_code, Report.objects.count()) == (422, 0)


def test_programs_read_and_act(fault, crew):
    browser = browser_of(crew)
    told = browser.get(f"/api/v1/outages/{fault.pk}/").json()
    assert (told["stage"], "arrive" in told["actions"]) == ("DISPATCHED", True)
    assert browser.post(f"/api/v1/outages/{fault.pk}/arrive/").json()["stage"] == "ARRIVED"
