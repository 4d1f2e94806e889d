"""Drawings and hidden works, for those who have them: each yes is a stage of its own, and the customer reads it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from accounts.refusals import Unmet, WrongStage
from applications.gathering import whole_case
from applications.headlines import headline
from applications.models import Application
from applications.progress import steps
from notifications.models import Message
from tests.applications.journey import MONDAY, Cast, surveyed
from tests.applications.steps import do, must_hold
from tests.applications.test_correction import signed_in
from tests.applications.test_http_journeys import Caller
from tests.applications.test_settle import until

AT = MONDAY + timedelta(days=3)
WAY = (
    # Who, what, where it leads, what the customer reads, what is sent
    ("customer", "submit_design", "DESIGN_SUBMITTED", "We look at your drawings", ""),
    ("inspector", "return_design", "DESIGN_RETURNED", "Your drawings need changes", "design-returned"),
    ("customer", "submit_design", "DESIGN_SUBMITTED", "We look at your drawings", ""),
    ("inspector", "approve_design", "DESIGN_OK", "Your drawings are approved: you may build", "design-approved"),
    ("customer", "start_building", "BUILDING", "Your own works come next", ""),
    ("customer", "request_mid_inspection", "MID_REQUESTED", "We come to look at your hidden works", ""),
    ("inspector", "pass_mid_inspection", "MID_OK", "Your hidden works are right: build on", "hidden-works-passed"),
    ("customer", "request_mid_inspection", "MID_REQUESTED", "We come to look at your hidden works", ""),
    ("inspector", "fail_mid_inspection", "MID_FAILED", "Your hidden works have defects", "hidden-works-failed"),
    ("customer", "request_mid_inspection", "MID_REQUESTED", "We come to look at your hidden works", ""),
    ("inspector", "pass_mid_inspection", "MID_OK", "Your hidden works are right: build on", "hidden-works-passed"),
    ("customer", "report_completion", "REPORTED_COMPLETE", "We come to inspect your works", ""),
)


def to_draw(cast: Cast) -> Application:
    """A factory of two sources: our part is built, the customer's drawings come next."""
    return until(cast, "factory of two sources", "accept_grid_works")


def told(case: Application) -> list[str]:
    return list(Message.objects.filter(about=case.number, recipient=case.applicant).values_list("template", flat=True))


def test_each_yes_is_a_stage_the_customer_reads_and_is_told_of(cast: Cast) -> None:
    case, at = to_draw(cast), AT
    for who, verb, stage, said, template in WAY:
        at, before = at + timedelta(hours=2), told(case)
        case = must_hold(do(cast, case, verb, by=getattr(cast, who), at=at))
        with override("en"):
            assert (case.customer_works.stage, str(headline(case).headline)) == (stage, said)
        assert sorted(set(told(case)) - set(before)) in ([template], []), verb
        assert not template or template in told(case)


@pytest.mark.parametrize(
    ("done", "refusal"),
    [
        ((), Unmet),
        (("request_mid_inspection",), WrongStage),
        (("request_mid_inspection", "fail_mid_inspection"), WrongStage),
    ],
)
def test_nothing_is_reported_finished_before_the_hidden_works_were_right(
    cast: Cast, done: tuple[str, ...], refusal: type[Exception]
) -> None:
    case = to_draw(cast)
    for verb in ("submit_design", "approve_design", *done):
        by = cast.inspector if verb in ("approve_design", "fail_mid_inspection") else cast.customer
        case = do(cast, case, verb, by=by, at=AT)
    with pytest.raises(refusal):
        do(cast, case, "report_completion", by=cast.customer, at=AT)


def test_a_program_and_the_tracker_read_where_the_works_stand(cast: Cast) -> None:
    case = do(cast, to_draw(cast), "submit_design", by=cast.customer, at=AT)
    approved = Caller(cast.inspector).post(f"applications/{case.number}/approve_design/").json()
    assert (approved["customer_works"]["stage"], approved["grid_works"]["stage"]) == ("DESIGN_OK", "ACCEPTED")
    mine = Caller(cast.customer)
    assert {"start_building", "request_mid_inspection"} <= set(read(mine, case)["actions"])
    assert "report_completion" not in read(mine, case)["actions"]
    page = signed_in(cast.customer).get(f"/applications/{case.number}/").content.decode()
    assert "Your drawings are approved: you may build" in page
    assert f"/applications/{case.number}/start_building/" in page
    begun = mine.post(f"applications/{case.number}/start_building/").json()
    assert begun["customer_works"]["stage"] == "BUILDING"
    assert mine.post(f"applications/{case.number}/start_building/").status_code == 409
    assert case.timeline.events.get(verb="start_building").to_stage == "BUILDING"


def test_the_drawing_of_the_steps_has_both_looks_only_where_they_are_made(cast: Cast) -> None:
    def shown(case: Application) -> dict[str, str]:
        whole = whole_case(case.number, by=cast.chief)
        return {str(part["title"]): part["state"] for step in steps(whole, ()) for part in step["parts"]}

    case = to_draw(cast)
    with override("en"):
        assert (shown(case)["Drawings approved"], shown(case)["Hidden works inspected"]) == ("current", "upcoming")
        for who, verb, *_told in WAY[:7]:
            case = do(cast, case, verb, by=getattr(cast, who), at=AT)
        assert (shown(case)["Drawings approved"], shown(case)["Hidden works inspected"]) == ("done", "done")
        assert "Drawings approved" not in shown(surveyed(cast))


def read(caller: Caller, case: Application) -> dict[str, Any]:
    found: dict[str, Any] = caller.get(f"applications/{case.number}/").json()
    return found
