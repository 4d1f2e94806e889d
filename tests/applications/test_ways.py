"""Ways that are not the straight one: a disputed plan, a rest, an end, an answer above the county's authority."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.refusals import Invalid, Unmet
from applications.models import Application
from applications.projects.actions import prepare
from notifications.models import Message
from outages.planned import actions as planned
from tests.applications.journey import FACTORY, MONDAY, Cast, accepted, build_grid, running, submitted, surveyed
from tests.applications.steps import do, fresh, grant_permits, must_hold
from tests.applications.test_correction import signed_in
from tests.applications.test_http_journeys import TERMS, Caller
from tests.applications.test_settle import DRAWINGS, HIDDEN

TODAY = timezone.localdate(MONDAY)
ZONE = {**FACTORY, "dev_zone_level": "PROVINCIAL"}


def offered(cast: Cast) -> Application:
    return do(cast, surveyed(cast, ZONE), "reply_on_site", by=cast.manager, at=MONDAY)


def building(cast: Cast) -> Application:
    return do(cast, offered(cast), "confirm_plan", by=cast.customer, at=MONDAY)


def ready_to_switch(cast: Cast) -> Application:
    case = build_grid(cast, do(cast, surveyed(cast), "start_works", by=cast.manager, at=MONDAY), at=MONDAY)
    for role, verb in (("contract", "offer_contract"), ("customer", "sign_contract"), ("meter", "install_meter")):
        case = do(cast, case, verb, by=getattr(cast, role), at=MONDAY)
    return case


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


def test_what_is_not_accepted_says_why_and_where_to_appeal(cast: Cast) -> None:
    given = {"ground": "OUTSIDE_AREA", "reason": "The place belongs to the next county. Apply there."}
    case = must_hold(do(cast, submitted(cast), "refuse", by=cast.intake, at=MONDAY, **given))
    assert (case.stage, running(case), case.timeline.events.last().data["ground"]) == (
        "NOT_ACCEPTED", set(), "OUTSIDE_AREA",
    )  # fmt: skip
    assert Message.objects.filter(template="application-refused", about=case.number, recipient=cast.customer).exists()
    page = signed_in(cast.customer).get(f"/applications/{case.number}/").content.decode()
    assert given["reason"] in page
    assert "kind=APPEAL" not in signed_in(cast.customer).get(accepted(cast).get_absolute_url()).content.decode()
    (appeal,) = re.findall(r'href="(/demands/new/\?kind=APPEAL[^"]*)"', page)
    form = signed_in(cast.customer).get(appeal.replace("&amp;", "&")).context["form"]
    assert (form["kind"].value(), form["case"].value()) == ("APPEAL", case.number)
    assert "12398" in page


def test_the_chief_settles_a_dispute_by_upholding_the_plan_or_by_another(cast: Cast) -> None:
    case = do(cast, do(cast, offered(cast), "dispute_plan", by=cast.customer, at=MONDAY), "refer_to_chief",
              by=cast.customer, at=MONDAY)  # fmt: skip
    assert (must_hold(case).stage, case.turn, case.desks) == ("CHIEF_REVIEW", "COMPANY", ["chief"])
    later = MONDAY + timedelta(days=2)
    upheld = must_hold(do(cast, case, "uphold_plan", by=cast.chief, at=later, reason="it is the shortest way"))
    assert (upheld.stage, upheld.plan.replied_by, upheld.plan.replied_at) == ("PLAN_REPLIED", cast.chief, later)
    assert running(upheld) & {"C1", "C-PLAN-VALID"} == {"C-PLAN-VALID"}


def test_our_works_that_are_returned_go_on_under_the_same_promise(cast: Cast) -> None:
    case = do(cast, surveyed(cast), "start_works", by=cast.manager, at=MONDAY)
    case = do(cast, case, "finish_grid_works", by=cast.works, at=MONDAY)
    before = case.timeline.clocks.get(kind="C4").due_on
    case = must_hold(do(cast, case, "return_grid_works", by=cast.inspector, at=MONDAY, reason="a sag"))
    assert (case.grid_works.stage, case.timeline.clocks.get(kind="C4").due_on) == ("STARTED", before)
    assert "C4" in running(case)


def test_a_case_that_rests_can_still_be_ended_on_a_legal_ground(cast: Cast) -> None:
    case = do(cast, surveyed(cast, ZONE), "suspend", by=cast.customer, at=MONDAY)
    case = must_hold(do(cast, case, "terminate", by=cast.chief, at=MONDAY))
    assert (case.stage, running(case), case.reservation.stage) == ("TERMINATED", set(), "RELEASED")


@pytest.mark.parametrize("stage", ["LEAD", "DRAFT"])
def test_the_chief_ends_on_a_legal_ground_what_was_never_submitted_too(cast: Cast, stage: str) -> None:
    case = prepare("13800000077", {"name": "山茶小店"}, by=cast.manager, at=MONDAY)
    if stage == "DRAFT":
        case = do(cast, case, "adopt", by=case.applicant, at=MONDAY)
    chief, given = Caller(cast.chief), {"ground": "COURT_ORDER", "reason": "法院裁定书（演示）第 12 号"}
    assert "terminate" in chief.get(f"applications/{case.number}/").json()["actions"]
    assert chief.post(f"applications/{case.number}/terminate/", {"ground": "HE_IS_RUDE"}).status_code == 400
    assert chief.post(f"applications/{case.number}/terminate/", given).json()["stage"] == "TERMINATED"
    case = must_hold(case)
    assert not hasattr(case, "draft"), "what was typed is nobody's any more"
    told = Message.objects.get(template="application-terminated", about=case.number)
    assert told.recipient == case.applicant
    assert given["reason"] in signed_in(case.applicant).get(f"/applications/{case.number}/").content.decode()


def test_permits_granted_while_the_case_rests_are_not_lost(cast: Cast) -> None:
    case = do(cast, surveyed(cast, ZONE, length="420.5"), "reply_on_site", by=cast.manager, at=MONDAY)
    for role, verb in (("customer", "confirm_plan"), ("customer", "suspend")):
        case = do(cast, case, verb, by=getattr(cast, role), at=MONDAY)
    must_hold(grant_permits(cast, case, at=MONDAY + timedelta(days=1)))
    assert "C3" in running(case)
    assert Message.objects.filter(template="permits-settled", about=case.number).exists()
    case = must_hold(do(cast, case, "resume", by=cast.customer, at=MONDAY + timedelta(days=7)))
    assert case.timeline.clocks.get(kind="C3").due_on == date(2026, 12, 11), "three whole workdays rested"
    assert do(cast, case, "start_grid_works", by=cast.works, at=MONDAY + timedelta(days=7)).turn == "COMPANY"


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
    assert "The customer could not be there" in signed_in(cast.planner).get(f"/room/{case.number}/").content.decode()


def test_a_visit_is_promised_within_five_workdays_of_power(cast: Cast) -> None:
    case = ready_to_switch(cast)
    case = must_hold(do(cast, case, "energise", by=cast.dispatch, at=MONDAY))
    (promise,) = case.timeline.clocks.running()
    assert (promise.kind, promise.due_on, promise.responsible) == ("C-VISIT", TODAY + timedelta(days=7), cast.manager)
    case = must_hold(do(cast, case, "record_visit", by=cast.manager, at=MONDAY))
    assert running(case) == set()


def test_a_meter_that_stands_elsewhere_is_said_at_its_field_and_what_was_typed_stays(cast: Cast) -> None:
    taken = ready_to_switch(cast).meters.get().asset_no
    case = build_grid(cast, do(cast, surveyed(cast), "start_works", by=cast.manager, at=MONDAY), at=MONDAY)
    for role, verb in (("contract", "offer_contract"), ("customer", "sign_contract")):
        case = do(cast, case, verb, by=getattr(cast, role), at=MONDAY)
    typed = {"asset_no": taken, "first_reading_kwh": "3.5"}
    page = signed_in(cast.meter).post(f"/room/{case.number}/install_meter/", typed)
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["asset_no"])
    assert 'value="3.5"' in page.content.decode()
    refused = Caller(cast.meter).post(f"applications/{case.number}/install_meter/", typed)
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["asset_no"])
    assert must_hold(case).stage == "CONTRACT_SIGNED"


def test_nothing_is_switched_on_unchecked(cast: Cast) -> None:
    case, dispatch = ready_to_switch(cast), Caller(cast.dispatch)
    refused = dispatch.post(f"applications/{case.number}/energise/", {"remark": "in a hurry"})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["is_safe"])
    assert dispatch.post(f"applications/{case.number}/energise/", {"is_safe": True}).json()["stage"] == "ENERGISED"
    assert case.timeline.events.get(verb="energise").data["is_safe"] is True


def test_an_outage_that_was_asked_for_is_approved_or_not_needed_before_power(cast: Cast) -> None:
    case = ready_to_switch(cast)
    work = planned.propose(
        kind="CONNECTION", summary="join", feeder=cast.feeder, areas=[cast.area], by=cast.works, at=MONDAY,
        starts_at=MONDAY + timedelta(days=10), ends_at=MONDAY + timedelta(days=10, hours=2), origin=case.timeline,
    )  # fmt: skip
    with pytest.raises(Unmet):
        do(cast, case, "energise", by=cast.dispatch, at=MONDAY)
    planned.plan_live(work.pk, live_method="INSULATED_STICK", by=cast.works, at=MONDAY)
    assert do(cast, case, "energise", by=cast.dispatch, at=MONDAY).stage == "ENERGISED"


def built_by_both(cast: Cast) -> Application:
    """A factory whose own part passed its inspection and that awaits the switch."""
    case = build_grid(cast, do(cast, building(cast), "start_grid_works", by=cast.works, at=MONDAY), at=MONDAY)
    own = (("customer", "report_completion"), ("inspector", "pass_inspection"))
    formal = (("contract", "offer_contract"), ("customer", "sign_contract"), ("meter", "install_meter"))
    for role, verb in (*own, *formal):
        case = do(cast, case, verb, by=getattr(cast, role), at=MONDAY)
    return case


def test_a_switch_that_failed_through_us_keeps_our_promise_running(cast: Cast) -> None:
    case = do(cast, built_by_both(cast), "fail_energising", by=cast.dispatch, at=MONDAY)
    assert (must_hold(case).stage, case.turn, case.desks) == ("ENERGISE_FAILED", "COMPANY", ["meter"])
    case = do(cast, case, "clear_fault", by=cast.meter, at=MONDAY + timedelta(days=2))
    clock = case.timeline.clocks.get(kind="C9")
    assert (case.stage, clock.is_running, clock.due_on) == ("METERED", True, TODAY + timedelta(days=7))


def test_a_switch_that_failed_through_the_customer_waits_for_his_mending_and_a_new_look(cast: Cast) -> None:
    case = do(cast, built_by_both(cast), "fail_energising", by=cast.dispatch, at=MONDAY, fault_owner="CUSTOMER")
    assert (must_hold(case).turn, case.customer_works.stage) == ("CUSTOMER", "RECTIFYING")
    with pytest.raises(Unmet):
        do(cast, case, "clear_fault", by=cast.meter, at=MONDAY)
    later = MONDAY + timedelta(days=7)
    for role, verb in (("customer", "report_completion"), ("inspector", "pass_inspection"), ("meter", "clear_fault")):
        case = do(cast, case, verb, by=getattr(cast, role), at=later)
    assert (must_hold(case).stage, case.timeline.clocks.filter(kind="C8").count()) == ("METERED", 2)
    assert case.timeline.clocks.get(kind="C9").due_on == date(2026, 12, 4), "four whole workdays rested"


def test_a_fault_in_a_home_is_mended_told_and_looked_at_though_nothing_was_built_there(cast: Cast) -> None:
    case = ready_to_switch(cast)
    assert case.customer_works is None
    found = {"fault_owner": "CUSTOMER", "remark": "the neutral of the flat is loose"}
    case = must_hold(do(cast, case, "fail_energising", by=cast.dispatch, at=MONDAY, **found))
    customer = signed_in(cast.customer)
    page = customer.get(f"/applications/{case.number}/").content.decode()
    assert "something is wrong in your installation" in page
    assert found["remark"] in page
    assert (case.turn, case.customer_works.stage) == ("CUSTOMER", "RECTIFYING")
    case = do(cast, case, "report_completion", by=cast.customer, at=MONDAY)
    assert "We come to inspect your works" in customer.get(f"/applications/{case.number}/").content.decode()
    for role, verb in (("inspector", "pass_inspection"), ("meter", "clear_fault"), ("dispatch", "energise")):
        case = do(cast, case, verb, by=getattr(cast, role), at=MONDAY)
    assert must_hold(case).stage == "ENERGISED"


@pytest.mark.parametrize(("who", "verb"), [("customer", "withdraw"), ("chief", "terminate")])
def test_whoever_builds_is_told_once_that_it_is_off(cast: Cast, who: str, verb: str) -> None:
    case = do(cast, building(cast), "start_grid_works", by=cast.works, at=MONDAY)
    case = must_hold(do(cast, case, verb, by=getattr(cast, who), at=MONDAY))
    told = Message.objects.filter(template="works-called-off", about=case.number)
    assert (case.grid_works.stage, [one.recipient for one in told]) == ("CANCELLED", [cast.works])


def high_voltage(cast: Cast) -> Application:
    """35 kV that the company pays for: its works go in step with the customer's."""
    case = surveyed(cast, {**ZONE, "voltage_class": "35KV"})
    drafted = (("planner", "escalate"), ("planner", "draft_plan"), ("reviewer", "reply_plan"))
    for role, verb in (*drafted, ("customer", "confirm_plan")):
        case = do(cast, case, verb, by=getattr(cast, role), at=MONDAY)
    assert "C10" in running(case)
    return case


@pytest.mark.parametrize(("days", "is_late"), [(-1, False), (0, False), (1, True)])
def test_from_35_kv_our_works_end_no_later_than_the_customers_and_the_same_day_passes(
    cast: Cast, days: int, is_late: bool
) -> None:
    case, theirs = high_voltage(cast), MONDAY + timedelta(days=30)
    ours = theirs + timedelta(days=days, hours=3)
    steps = [
        *((MONDAY, role, verb) for role, verb in (*DRAWINGS, *HIDDEN, ("works", "start_grid_works"))),
        (theirs, "customer", "report_completion"), (ours, "works", "finish_grid_works"),
        (ours, "inspector", "accept_grid_works"),
    ]  # fmt: skip
    for at, role, verb in sorted(steps, key=lambda step: step[0]):
        case = do(cast, case, verb, by=getattr(cast, role), at=at)
    assert case.timeline.clocks.get(kind="C10").is_breached(theirs + timedelta(days=9)) is is_late


def test_works_planned_to_end_after_the_customers_are_warned_of_once(cast: Cast) -> None:
    case, ours = high_voltage(cast), TODAY + timedelta(days=40)
    case = do(cast, case, "start_grid_works", by=cast.works, at=MONDAY, planned_on=ours)
    told = Message.objects.filter(template="works-out-of-step")
    do(cast, case, "plan_customer_works", by=cast.customer, at=MONDAY, planned_on=ours)
    assert not told.exists(), "the same day is in step"
    for _twice in range(2):
        do(cast, case, "plan_customer_works", by=cast.customer, at=MONDAY, planned_on=ours - timedelta(days=1))
    assert {one.recipient for one in told} == {cast.works, cast.manager}
    assert told.count() == 2
    with pytest.raises(Invalid):
        do(cast, case, "plan_customer_works", by=cast.customer, at=MONDAY, planned_on=TODAY - timedelta(days=1))
