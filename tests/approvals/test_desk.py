"""The approver's desk: the own department, the listed entries, one act and many."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.actions import hire
from approvals import actions
from approvals.models import Permit
from deadlines.models import Timeline
from tests.approvals.conftest import NOON, PACKAGE, permit


def at(user):
    browser = Client()
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def another(reference, kinds=("PLANNING",), opened=NOON):
    case = Timeline.objects.create(reference=reference, opened_at=opened)
    round_ = actions.open_round(case, "PARALLEL", kinds, PACKAGE, by=None, at=opened)
    return actions.submit_packages(round_.pk, by=None, at=opened)


def test_an_approver_sees_the_own_department_alone(parallel, desks):
    page = at(desks["greening"]).get("/desk/").content.decode()
    assert f"/desk/{permit(parallel, 'GREENING').pk}/" in page
    assert f"/desk/{permit(parallel, 'PLANNING').pk}/" not in page


def test_to_others_the_desk_does_not_exist(parallel, desks, clerk, customer):
    theirs = permit(parallel, "GREENING").pk
    for user in (clerk, customer):
        assert at(user).get("/desk/").status_code == 404
    for path in ("", "package.pdf", "grant/"):
        assert at(desks["planning"]).get(f"/desk/{theirs}/{path}").status_code == 404


def test_the_soonest_comes_first(parallel, desks):
    sooner = another("XC0", opened=NOON - timedelta(days=1))
    page = at(desks["planning"]).get("/desk/").content.decode()
    assert page.index("XC0") < page.index("XC1")
    at(desks["planning"]).post("/desk/next/")
    assert sooner.permits.get().taken_by == desks["planning"]


def test_a_case_shows_only_what_the_authority_may_see(parallel, desks):
    Permit.objects.filter(pk=permit(parallel, "PLANNING").pk).update(package={**PACKAGE, "name": "Wang Secret"})
    page = at(desks["planning"]).get(f"/desk/{permit(parallel, 'PLANNING').pk}/").content.decode()
    assert "新集镇" in page
    assert "polyline" in page
    assert "Wang Secret" not in page


def test_the_package_is_a_pdf(parallel, desks):
    answer = at(desks["planning"]).get(f"/desk/{permit(parallel, 'PLANNING').pk}/package.pdf")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_case_is_taken_once(parallel, desks):
    address = f"/desk/{permit(parallel, 'PLANNING').pk}/take/"
    browser = at(desks["planning"])
    assert browser.post(address).status_code == 302
    assert permit(parallel, "PLANNING").taken_by == desks["planning"]
    assert browser.post(address).status_code == 409


def test_a_grant_at_the_desk_is_the_authoritys_word(parallel, desks):
    row = permit(parallel, "PLANNING")
    assert at(desks["planning"]).post(f"/desk/{row.pk}/grant/", {"document_no": "规2026-1"}).status_code == 302
    row = permit(parallel, "PLANNING")
    assert (row.stage, row.decided_by) == ("GRANTED", desks["planning"])


def test_nothing_typed_is_lost_when_a_refusal_lacks_its_ground(parallel, desks):
    row = permit(parallel, "PLANNING")
    answer = at(desks["planning"]).post(f"/desk/{row.pk}/refuse/", {"document_no": "规2026-9", "ground": ""})
    assert (answer.status_code, "规2026-9" in answer.content.decode()) == (422, True)
    assert permit(parallel, "PLANNING").stage == "SUBMITTED_TO_GOV"


def test_reroute_is_not_the_authoritys_verb(parallel, desks):
    row = permit(parallel, "PLANNING")
    assert at(desks["planning"]).get(f"/desk/{row.pk}/reroute/").status_code == 403


def test_asked_once_the_desk_offers_no_second_question(parallel, desks):
    row = permit(parallel, "PLANNING")
    actions.request_correction(row.pk, missing="Map", by=desks["planning"], at=NOON)
    actions.supplement(row.pk, package={}, by=None, at=NOON)
    assert "request_correction" not in at(desks["planning"]).get(f"/desk/{row.pk}/").content.decode()


def test_many_are_granted_after_a_look_at_what_stands_against_them(parallel, desks):
    rows = [permit(parallel, "PLANNING"), another("XC2").permits.get(), another("XC3").permits.get()]
    actions.request_correction(rows[2].pk, missing="Map", by=None, at=NOON)
    chosen = {"verb": "grant", "permit": [row.pk for row in rows]}
    browser = at(desks["planning"])
    first = browser.post("/desk/bulk/", chosen)
    assert [line.permit.pk for line in first.context["unfit"]] == [rows[2].pk]
    numbers = {f"document_no_{rows[0].pk}": "1", f"document_no_{rows[1].pk}": ""}
    second = browser.post("/desk/bulk/", {**chosen, **numbers, "confirmed": "1"})
    assert [line.permit.pk for line in second.context["fit"]] == [rows[0].pk]
    assert [Permit.objects.get(pk=row.pk).stage for row in rows] == ["GRANTED", "SUBMITTED_TO_GOV", "GOV_CORRECTION"]


def test_many_never_reach_another_authority(parallel, desks):
    theirs = permit(parallel, "GREENING")
    at(desks["planning"]).post(
        "/desk/bulk/", {"verb": "grant", "permit": [theirs.pk], f"document_no_{theirs.pk}": "1", "confirmed": "1"}
    )
    assert permit(parallel, "GREENING").stage == "SUBMITTED_TO_GOV"


@pytest.mark.django_db
def test_without_the_second_factor_nobody_gets_to_the_desk():
    hire("gov-x", name="X", at=NOON, password="long-enough-password")
    browser = Client()
    browser.post("/sign-in/staff/", {"username": "gov-x", "password": "long-enough-password"})
    assert browser.get("/desk/").status_code == 302
