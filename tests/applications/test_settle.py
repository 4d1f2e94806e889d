"""Which promises run at each step of each kind of supply, what rests them, and how long."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.actions import announce_new_promise, settle
from applications.models import Application
from deadlines.loading import carry_through, load_year
from deadlines.models import Pause
from notifications.models import Message
from tests.applications.journey import FACTORY, MONDAY, SMALL_SHOP, Cast, measured, running, submitted
from tests.applications.steps import do, fresh, grant_permits, must_hold

ZONE = {**FACTORY, "dev_zone_level": "PROVINCIAL"}
DUAL = {**ZONE, "source_count": 2}
HOME = {**SMALL_SHOP, "customer_kind": "NATURAL_PERSON", "name": "张小明", "tariff_class": "RESIDENTIAL", "uscc": "",
        "citizen_id": "11010519491231002X", "applied_capacity": 8}  # fmt: skip
LARGE_SHOP = {**SMALL_SHOP, "applied_capacity": 300}
LV, HV = {"C-ELAPSED", "C-TOTAL", "C5"}, {"C-ELAPSED", "C-TOTAL"}
BEGIN = [("intake", "accept"), ("manager", "book_survey"), ("manager", "record_survey")]
END = [
    ("contract", "offer_contract"),
    ("customer", "sign_contract"),
    ("meter", "install_meter"),
    ("dispatch", "energise"),
]
ON_SITE = [("manager", "reply_on_site"), ("customer", "confirm_plan")]
WRITTEN = [("planner", "draft_plan"), ("reviewer", "reply_plan"), ("customer", "confirm_plan")]
OURS = [("works", "finish_grid_works"), ("inspector", "accept_grid_works")]
DRAWINGS = [("customer", "submit_design"), ("inspector", "approve_design")]
HIDDEN = [("customer", "request_mid_inspection"), ("inspector", "pass_mid_inspection")]
THEIRS = [("customer", "report_completion"), ("inspector", "pass_inspection")]
END_CLOCKS = [set(), {"C9"}, {"C9"}, None]

# After each step: the kinds that run beside those of the whole journey; None when nothing runs any more.
JOURNEYS: dict[str, tuple[dict[str, Any], set[str], str, list[tuple[str, str]], list[set[str] | None]]] = {
    "small shop": (
        SMALL_SHOP, LV, "80.0", [*BEGIN, ("manager", "start_works"), *OURS, *END],
        [set(), set(), set(), {"C4"}, {"C4"}, set(), *END_CLOCKS],
    ),
    "home": (
        HOME, LV, "80.0",
        [*BEGIN, ("manager", "start_works"), ("intake", "grant"), ("works", "start_grid_works"), *OURS, *END],
        [set(), set(), set(), {"C2"}, set(), set(), set(), set(), *END_CLOCKS],
    ),
    "factory that we pay for after a review": (
        {**FACTORY, "in_urban_planned_land": True}, HV, "80.0",
        [*BEGIN, ("chief", "decide_investment"), *ON_SITE, ("works", "start_grid_works"), *OURS, *THEIRS, *END],
        [{"C1"}, {"C1"}, {"C1"}, {"C1"}, {"C-PLAN-VALID"}, set(), set(), set(), set(), {"C8"}, set(), *END_CLOCKS],
    ),
    "large shop": (
        LARGE_SHOP, LV, "80.0",
        [*BEGIN, *WRITTEN, ("intake", "grant"), *THEIRS, *END],
        [{"C1"}, {"C1"}, {"C1"}, {"C1"}, {"C-PLAN-VALID"}, {"C2"}, set(), {"C8"}, set(), *END_CLOCKS],
    ),
    "factory": (
        ZONE, HV, "80.0", [*BEGIN, *ON_SITE, ("works", "start_grid_works"), *OURS, *THEIRS, *END],
        [{"C1"}, {"C1"}, {"C1"}, {"C-PLAN-VALID"}, {"C3"}, {"C3"}, {"C3"}, set(), {"C8"}, set(), *END_CLOCKS],
    ),
    "factory of two sources": (
        DUAL, HV, "80.0",
        [*BEGIN, *WRITTEN, ("works", "start_grid_works"), *OURS, *DRAWINGS, *HIDDEN, *THEIRS, *END],
        [
            {"C1"}, {"C1"}, {"C1"}, {"C1"}, {"C-PLAN-VALID"}, {"C3"}, {"C3"}, {"C3"}, set(),
            {"C6"}, set(), {"C7"}, set(), {"C8"}, set(), *END_CLOCKS,
        ],
    ),
    "factory far from the grid": (
        ZONE, HV, "420.5",
        [*BEGIN, *ON_SITE, ("intake", "grant"), ("works", "start_grid_works"), *OURS, *THEIRS, *END],
        [{"C1"}, {"C1"}, {"C1"}, {"C-PLAN-VALID"}, {"C2"}, {"C3"}, {"C3"}, {"C3"}, set(), {"C8"}, set(), *END_CLOCKS],
    ),
}  # fmt: skip


def walk(cast: Cast, name: str) -> Iterator[tuple[str, Application]]:
    """The journey of this name, one step after the other, an hour apart."""
    answers, _always, length, steps, _clocks = JOURNEYS[name]
    case, at = submitted(cast, answers), MONDAY
    for role, verb in steps:
        at += timedelta(hours=1)
        given = {"measured": measured(cast, length)} if verb == "record_survey" else {}
        person = getattr(cast, role)
        case = grant_permits(cast, case, at=at) if verb == "grant" else do(cast, case, verb, by=person, at=at, **given)
        yield verb, must_hold(case)


def until(cast: Cast, name: str, verb: str) -> Application:
    return next(case for done, case in walk(cast, name) if done == verb)


def rests(case: Application) -> set[str]:
    return set(Pause.objects.open_on(case.timeline).values_list("reason", flat=True))


@pytest.mark.parametrize("name", JOURNEYS)
def test_at_each_step_exactly_these_promises_run(cast: Cast, name: str) -> None:
    always, expected = JOURNEYS[name][1], iter(JOURNEYS[name][4])
    for verb, case in walk(cast, name):
        more = next(expected)
        assert (verb, running(case)) == (verb, {"C-VISIT"} if more is None else always | more)


def test_before_acceptance_only_the_check_and_the_time_since_run(cast: Cast) -> None:
    assert running(submitted(cast)) == {"C0", "C-ELAPSED"}


@pytest.mark.parametrize(
    ("name", "begins", "ends", "reason"),
    [
        ("factory", "reply_on_site", "confirm_plan", "AWAIT_CUSTOMER_CONFIRM"),
        ("factory", "accept_grid_works", "report_completion", "AWAIT_CUSTOMER_WORKS"),
        ("factory far from the grid", "confirm_plan", "grant", "AWAIT_GOV_PERMIT"),
        ("small shop", "offer_contract", "sign_contract", "AWAIT_CUSTOMER_CONFIRM"),
    ],
)
def test_others_time_rests_our_clocks_exactly_as_long_as_their_turn(
    cast: Cast, name: str, begins: str, ends: str, reason: str
) -> None:
    seen = {verb: (rests(case), case.turn) for verb, case in walk(cast, name)}
    theirs = "GOVERNMENT" if reason == "AWAIT_GOV_PERMIT" else "CUSTOMER"
    assert seen[begins] == ({reason}, theirs)
    assert seen[ends] == (set(), "COMPANY")


@pytest.mark.parametrize("verbs", [["extend_plan"], ["dispute_plan", "refer_to_chief", "uphold_plan"]])
def test_the_time_to_answer_ends_with_the_offer_however_it_was_renewed(cast: Cast, verbs: list[str]) -> None:
    case, at = until(cast, "factory", "reply_on_site"), MONDAY + timedelta(days=30)
    for verb in verbs:
        case = do(cast, case, verb, by=cast.chief if verb == "uphold_plan" else cast.customer, at=at)
    clock = case.timeline.clocks.running().get(kind="C-PLAN-VALID")
    assert clock.due_on == case.plan.valid_until
    assert case.plan.valid_until > date(2027, 12, 1)


def test_low_voltage_counts_from_the_complete_application_not_from_our_acceptance(cast: Cast) -> None:
    case = submitted(cast)
    case = do(cast, case, "accept", by=cast.intake, at=MONDAY + timedelta(days=1))
    assert case.timeline.clocks.get(kind="C5").started_at == MONDAY


def test_what_was_missing_moves_the_start_to_the_customers_answer(cast: Cast) -> None:
    answered = MONDAY + timedelta(days=7)
    case = do(cast, submitted(cast), "request_correction", by=cast.intake, at=MONDAY)
    assert (rests(case), running(case)) == ({"AWAIT_CUSTOMER_CORRECTION"}, {"C-ELAPSED"})
    case = do(cast, case, "correct", by=cast.customer, at=answered)
    case = do(cast, case, "accept", by=cast.intake, at=answered + timedelta(days=1))
    assert (case.timeline.clocks.get(kind="C5").started_at, rests(case)) == (answered, set())


def test_the_authorities_time_excuses_us_for_whole_workdays_and_no_longer(cast: Cast) -> None:
    case = until(cast, "factory far from the grid", "confirm_plan")
    total = case.timeline.clocks.get(kind="C-TOTAL")
    left, began = total.workdays_left, case.timeline.pauses.get(ended_at=None).started_at
    assert (total.due_at, case.timeline.clocks.get(kind="C2").due_on) == (None, date(2026, 11, 25))
    case = grant_permits(cast, case, at=began + timedelta(days=8))  # Monday to Tuesday of the week after
    total.refresh_from_db()
    counted = [day.date for day in total.explain(began) if day.counts]
    assert (len(counted), total.limit_workdays, left) == (total.limit_workdays, len(counted), total.limit_workdays)
    assert not set(counted) & {date(2026, 11, 24) + timedelta(days=n) for n in range(7)}


def test_the_authorities_own_clock_never_rests_while_we_wait_for_it(cast: Cast) -> None:
    case = until(cast, "factory far from the grid", "confirm_plan")
    assert case.timeline.clocks.get(kind="C2").due_at is not None
    assert case.next_due_at == case.timeline.clocks.get(kind="C2").due_at


NEW_YEAR = {
    date(2027, 1, 1): (False, "New Year"), date(2027, 1, 4): (False, "New Year"), date(2027, 1, 5): (False, "New Year"),
    date(2027, 1, 9): (True, "New Year"), date(2027, 1, 10): (True, "New Year"),
    date(2027, 2, 5): (False, "Spring Festival"), date(2027, 2, 6): (False, "Spring Festival"),
    date(2027, 2, 7): (False, "Spring Festival"), date(2027, 2, 8): (False, "Spring Festival"),
    date(2027, 4, 5): (False, "Tomb-sweeping Day"), date(2027, 5, 1): (False, "Labour Day"),
    date(2027, 5, 2): (False, "Labour Day"), date(2027, 6, 9): (False, "Dragon Boat Festival"),
    date(2027, 9, 15): (False, "Mid-autumn Festival"), date(2027, 10, 1): (False, "National Day"),
    date(2027, 10, 2): (False, "National Day"), date(2027, 10, 3): (False, "National Day"),
}  # fmt: skip


def test_a_new_calendar_year_moves_the_promise_the_queue_and_tells_the_customer_once(cast: Cast) -> None:
    at = MONDAY + timedelta(days=35)  # the 28th of December
    case = do(cast, submitted(cast, at=at), "accept", by=cast.intake, at=at)
    before = case.next_due_at
    load_year(2027, NEW_YEAR, source="notice", at=at)
    assert [carry_through(at=at), carry_through(at=at)] == [1, 0]
    case = must_hold(case)
    assert case.next_due_at > before
    assert Message.objects.filter(template="promise-moved", about=case.number).count() == 1


def test_a_second_correction_of_the_calendar_is_told_again(cast: Cast) -> None:
    at = MONDAY + timedelta(days=35)
    case = do(cast, submitted(cast, at=at), "accept", by=cast.intake, at=at)
    for days in (NEW_YEAR, {**NEW_YEAR, date(2027, 1, 6): (False, "New Year")}):
        at += timedelta(minutes=1)
        load_year(2027, days, source="notice", at=at)
        carry_through(at=at)
    told = Message.objects.filter(template="promise-moved", about=case.number).order_by("pk")
    assert [one.context["old_on"] for one in told][1:] == [told[0].context["new_on"]]


def test_two_promises_that_moved_in_one_run_are_two_messages(cast: Cast) -> None:
    case = submitted(cast)
    for day in (1, 1, 2):
        days = {"old_on": date(2027, 1, day), "new_on": date(2027, 1, day + 3)}
        announce_new_promise(case.timeline_id, at=MONDAY, **days)
    assert Message.objects.filter(template="promise-moved", about=case.number).count() == 2


def test_a_withdrawn_case_has_no_promise_and_no_rest(cast: Cast) -> None:
    case = until(cast, "factory far from the grid", "confirm_plan")
    case = must_hold(do(cast, case, "withdraw", by=cast.customer, at=MONDAY + timedelta(days=2)))
    assert (running(case), rests(case), case.desks, case.next_due_at) == (set(), set(), [], None)


def test_a_case_nobody_moved_is_settled_to_the_same(cast: Cast) -> None:
    case = until(cast, "factory", "confirm_plan")
    wanted = (case.desks, case.turn, case.next_due_at)
    settled = settle(Application.objects.locked(case.pk), at=timezone.now())
    assert (settled.desks, settled.turn, settled.next_due_at) == wanted
    assert fresh(case).timeline.last_seq == case.timeline.last_seq
