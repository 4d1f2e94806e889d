"""A line over 150 m in a real browser: measured at the gate, through four desks, to the works."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

import applications.survey.actions as survey
from accounts.models import User
from accounts.roles import Role
from applications.models import Application
from approvals.models import Permit
from tests.applications.journey import FACTORY, Cast, accepted, person
from tests.applications.steps import do
from tests.applications.test_http_journeys import TERMS
from tests.browser.screens import DESK, PHONE, Open, Screen
from tests.browser.test_journey import arrives, signed_in_by_password

pytestmark = pytest.mark.django_db(transaction=True)
ZONE = {**FACTORY, "dev_zone_level": "PROVINCIAL"}
DESKS = {"PLANNING": "planning", "GREENING": "greening", "ROAD_ADMINISTRATION": "road", "ROAD_OCCUPATION": "excavation"}


def measured(screen: Open, cast: Cast) -> Application:
    """The manager measures 420.5 m and answers on the spot; the customer agrees."""
    now = timezone.now()
    case = accepted(cast, ZONE, at=now)
    begins = now + timedelta(hours=1)
    survey.book_survey(case.pk, by=cast.manager, at=now, booked_from=begins, booked_until=begins + timedelta(hours=2))
    there = screen(PHONE, cast.manager).go(f"/survey/{case.number}/")
    there.send(surveyors="周晓岚\n许静安", method="TAPE", route_length_m="420.5", feeder="F1")
    assert arrives(case, "SURVEYED")
    there.send(**TERMS)
    assert arrives(case, "PLAN_REPLIED")
    return do(cast, case, "confirm_plan", by=cast.customer, at=timezone.now())


def decided(desk: Screen, number: str) -> None:
    desk.press("Grant").send(document_no=number)


def decided_by_keyboard(desk: Screen, number: str) -> None:
    """From the list to the decision without a pointer."""
    desk.tab_to("Take the next one").enter().tab_to("Grant").enter().tab_to(name="document_no")
    desk.page.keyboard.type(number)
    desk.enter()


def test_from_a_long_route_through_four_desks_to_the_works(screen: Open, cast: Cast) -> None:
    case = measured(screen, cast)
    assert set(Permit.objects.values_list("kind", "stage")) == {(kind, "SUBMITTED_TO_GOV") for kind in DESKS}
    officers: dict[str, User] = {name: person(f"gov-{name}", Role.GOV, department=name) for name in DESKS.values()}
    # The first desk signs in with both factors, takes the case, and asks for a drawing; we answer, and it grants.
    desk = signed_in_by_password(screen(DESK), officers["planning"]).press("Take the next one")
    assert case.number in desk.text()
    desk.press("More is asked for").send(missing="1:500 路由图")
    permit = Permit.objects.get(kind="PLANNING")
    ours = screen(DESK, cast.intake).go(f"/room/{case.number}/permits/{permit.pk}/")
    ours.press("Answer the authority").send(answer="见附图")
    decided(desk.go(f"/desk/{permit.pk}/"), "规2026-1")
    for name in ("greening", "road"):
        decided(screen(DESK, officers[name]).go("/desk/").press("Take the next one"), f"{name}-1")
    decided_by_keyboard(screen(DESK, officers["excavation"]).go("/desk/"), "excavation-1")
    assert set(Permit.objects.values_list("stage", flat=True)) == {"GRANTED"}
    works = screen(DESK, cast.works).go(f"/room/{case.number}/")
    works.press("Start our works").send()
    assert Application.objects.get().grid_works.stage == "STARTED"
    assert "许可" in screen(PHONE, cast.customer).go(case.get_absolute_url()).text()
