"""Network files by the planner's page, and one object corrected: who may, what is asked again, what is kept."""

from decimal import Decimal as D

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from accounts.refusals import NotAllowed
from accounts.roles import Role
from gridhealth.importing import actions
from gridhealth.importing.models import NetworkChange, NetworkImport
from gridhealth.importing.tasks import read_waiting
from tests.applications.journey import person
from tests.gridhealth.conftest import NOON
from tests.gridhealth.files import TABLES, packed, with_row


@pytest.fixture
def planner(db):
    return signed_in(person("planner", Role.PLANNER))


def signed_in(user):
    client = Client(HTTP_HOST="localhost")
    client.force_login(user)
    return client


def test_a_planner_gives_a_file_and_reads_the_report(planner, cell):
    bad = ContentFile(packed(with_row("areas", "A-3,空台区,n3,0,0,,,")), name="网络.zip")
    answer = planner.post("/grid/imports/", {"cell": "C9", "file": bad})
    assert "progress" in planner.get(answer["Location"]).content.decode()
    read_waiting()
    page = planner.get(answer["Location"]).content.decode()
    assert "A-3" in page
    assert "progress" not in page
    assert "网络.zip" in planner.get("/grid/imports/").content.decode()


def test_one_mistake_made_often_hides_no_other(planner, cell):
    often = "\n".join(f"B-{n},台区,n3,0,0,,," for n in range(50)) + "\nA-1,又一台区,n3,400,0,,,"
    bad = ContentFile(packed(with_row("areas", often)), name="网络.zip")
    answer = planner.post("/grid/imports/", {"cell": "C9", "file": bad})
    read_waiting()
    page = planner.get(answer["Location"], headers={"accept-language": "en"}).content.decode()
    assert (page.count("<li>") >= 21, "B-40" in page) == (True, False)
    assert "and 30 more of this kind" in page
    assert "A-1" in page


@pytest.mark.parametrize("given", [{}, {"cell": "C9"}, {"cell": "C1", "file": ContentFile(b"x", name="x")}])
def test_a_form_that_lacks_something_says_so(planner, cell, given):
    assert planner.post("/grid/imports/", given).status_code == 400
    assert not NetworkImport.objects.exists()


def test_only_who_plans_the_network_may_change_it(cell):
    works = person("works", Role.WORKS)
    answer = signed_in(works).post("/grid/imports/", {"cell": "C9", "file": ContentFile(b"x", name="x")})
    assert answer.status_code == 403
    with pytest.raises(NotAllowed):
        actions.amend("area", "A-1", {"rated_kva": D(630)}, by=works, at=NOON, reason="")


def test_what_a_person_corrects_is_kept_with_the_reason(take):
    take(packed(TABLES))
    planner = person("planner", Role.PLANNER)
    actions.amend("area", "A-1", {"rated_kva": D(630)}, by=planner, at=NOON, reason="已增容")
    assert actions.amend("area", "A-1", {"rated_kva": D(630)}, by=planner, at=NOON, reason="") is None
    change = NetworkChange.objects.get()
    assert (change.before, change.by, change.reason) == ({"rated_kva": "400.00"}, planner, "已增容")
