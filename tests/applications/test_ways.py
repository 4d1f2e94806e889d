"""Ways that are not the straight one: a disputed plan, a rest, an end, an answer above the county's authority."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.refusals import Invalid, Unmet
from applications.models import Application
from notifications.models import Message
from tests.applications.journey import FACTORY, MONDAY, Cast, running, surveyed
from tests.applications.steps import do, fresh, must_hold
from tests.applications.test_http_journeys import TERMS, Caller

TODAY = timezone.localdate(MONDAY)
ZONE = {**FACTORY, "dev_zone_level": "PROVINCIAL"}


def offered(cast: Cast) -> Application:
    return do(cast, surveyed(cast, ZONE), "reply_on_site", by=cast.manager, at=MONDAY)


def building(cast: Cast) -> Application:
    return do(cast, offered(cast), "confirm_plan", by=cast.customer, at=MONDAY)


def test_a_disputed_plan_is_answered_anew_within_five_workdays(cast: Cast) -> None:
    case = must_hold(do(cast, offered(cast), "dispute_plan", by=cast.customer, at=MONDAY))
    first, second = case.timeline.clocks.filter(kind="C1").order_by("cycle")
    assert (first.limit_workdays, second.limit_workdays) == (10, 5)
    assert second.due_on == TODAY + timedelta(days=7)


def test_a_stricter_limit_than_that_stays(cast: Cast) -> None:
    case = surveyed(cast, {**FACTORY, "voltage_class": "LV", "applied_capacity": 300, "capacity_unit": "KW"})
    for role, verb in (("planner", "draft_plan"), ("reviewer", "reply_plan"), ("customer", "dispute_plan")):
        case = do(cast, case, verb, by=getattr(cast, role), at=MONDAY)
    assert [clock.limit_workdays for clock in case.timeline.clocks.filter(kind="C1")] == [3, 3]


@pytest.mark.parametrize(
    ("who", "given", "field"),
    [
        ("chief", {"reason_code": "CUSTOMER_REQUESTED"}, "reason_code"),
        ("customer", {"reason_code": "FORCE_MAJEURE", "evidence": "12"}, "reason_code"),
        ("customer", {"resume_on": TODAY}, "resume_on"),
    ],
)
def test_the_customer_asks_for_a_rest_and_the_chief_has_force_majeure_alone(
    cast: Cast, who: str, given: dict[str, Any], field: str
) -> None:
    case = surveyed(cast, ZONE)
    with pytest.raises(Invalid) as refused:
        do(cast, case, "suspend", by=getattr(cast, who), at=MONDAY, **given)
    assert list(refused.value.fields) == [field]
    assert must_hold(case).stage == "SURVEYED"


def test_a_case_that_rests_can_still_be_ended_on_a_legal_ground(cast: Cast) -> None:
    case = do(cast, surveyed(cast, ZONE), "suspend", by=cast.customer, at=MONDAY)
    case = must_hold(do(cast, case, "terminate", by=cast.chief, at=MONDAY))
    assert (case.stage, running(case), case.reservation.stage) == ("TERMINATED", set(), "RELEASED")


def test_nothing_is_answered_on_the_spot_that_the_level_above_decides(cast: Cast) -> None:
    case = surveyed(cast, ZONE)
    Application.objects.filter(pk=case.pk).update(decision={**case.decision, "authority_level": "CITY"})
    with pytest.raises(Unmet):
        do(cast, case, "reply_on_site", by=cast.manager, at=MONDAY)
    for role, verb in (("planner", "escalate"), ("planner", "hand_back"), ("manager", "reply_on_site")):
        case = do(cast, case, verb, by=getattr(cast, role), at=MONDAY)
    assert case.stage == "PLAN_REPLIED"


def test_what_could_be_answered_on_the_spot_and_was_not_has_its_reason(cast: Cast) -> None:
    case, planner = surveyed(cast, ZONE), Caller(cast.planner)
    refused = planner.post(f"applications/{case.number}/draft_plan/", TERMS)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["not_on_spot"])
    drafted = planner.post(f"applications/{case.number}/draft_plan/", {**TERMS, "not_on_spot": "CUSTOMER_ABSENT"})
    assert (drafted.status_code, fresh(case).plan.terms["not_on_spot"]) == (200, "CUSTOMER_ABSENT")


@pytest.mark.parametrize(("who", "verb"), [("customer", "withdraw"), ("chief", "terminate")])
def test_whoever_builds_is_told_once_that_it_is_off(cast: Cast, who: str, verb: str) -> None:
    case = do(cast, building(cast), "start_grid_works", by=cast.works, at=MONDAY)
    case = must_hold(do(cast, case, verb, by=getattr(cast, who), at=MONDAY))
    told = Message.objects.filter(template="works-called-off", about=case.number)
    assert (case.grid_works.stage, [one.recipient for one in told]) == ("CANCELLED", [cast.works])
