"""One object of the network corrected by hand: its bounds, its reason, and how it was."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Role
from gridhealth.importing.models import NetworkChange
from gridhealth.models import GridCell
from tests.applications.journey import network, person

PAGE = "/grid/objects/area/A1/amend/"
TYPED = {"name": "area", "rated_kva": "630", "township_code": "", "reason": "铭牌为 630"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner() -> Client:
    network()
    web = Client(headers={"accept-language": "en"})
    web.force_login(person("planner", Role.PLANNER))
    return web


def test_a_planner_corrects_a_rating_on_its_page_and_reads_what_it_was(planner: Client) -> None:
    assert planner.post(PAGE, TYPED)["Location"] == "/grid/areas/A1/"
    told = planner.get(PAGE).content.decode()
    assert "Rating (kVA): 400.00 → 630" in told
    assert "铭牌为 630" in told


def test_the_class_of_a_supply_area_is_corrected_on_the_page_of_its_cell(planner: Client) -> None:
    page = "/grid/objects/cell/C1/amend/"
    answer = planner.post(page, {"name": "cell", "supply_area": "C", "reason": "密度复核"})
    assert answer["Location"] == "/grid/health/cell/C1/"
    assert GridCell.objects.get(code="C1").supply_area == "C"
    assert planner.post(page, {"name": "cell", "supply_area": "F", "reason": "x"}).status_code == 422


@pytest.mark.parametrize(("more", "field"), [({"rated_kva": "-5"}, "rated_kva"), ({"reason": ""}, "reason")])
def test_a_correction_that_cannot_be_is_said_at_its_field(planner: Client, more: dict[str, str], field: str) -> None:
    answer = planner.post(PAGE, {**TYPED, **more})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not NetworkChange.objects.exists()


def test_an_officer_who_does_not_plan_reads_and_is_refused(planner: Client) -> None:
    planner.force_login(person("dispatcher", Role.DISPATCH))
    assert '<form method="post" novalidate>' not in planner.get(PAGE).content.decode()
    assert planner.post(PAGE, TYPED).status_code == 403
