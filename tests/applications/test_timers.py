"""What time alone does to a case: each end comes on its day, once, and one bad case never stops the others."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import override

import applications.intake.actions as intake
from accounts.models import User
from accounts.refusals import Unmet
from applications import timers
from applications.models import Application
from applications.rulebook.models import PublishedRules
from applications.stages import Stage
from deadlines.models import Event
from gridhealth.models import Reservation
from notifications.models import Message
from tests.applications.journey import FACTORY, MONDAY, Cast, build_grid, restore_ground, submitted, surveyed
from tests.applications.steps import do, fresh, must_hold
from tests.applications.test_settle import END

DAY = timedelta(days=1)
ZONE = {**FACTORY, "dev_zone_level": "PROVINCIAL"}


def stage_after(case: Application, at: datetime) -> str:
    timers.run(at=at)
    return must_hold(case).stage


def messages(case: Application, template: str) -> int:
    return Message.objects.filter(about=case.number, template=template).count()


def offered(cast: Cast) -> Application:
    return do(cast, surveyed(cast, ZONE), "reply_on_site", by=cast.manager, at=MONDAY)


def expired(cast: Cast) -> Application:
    case = offered(cast)
    timers.run(at=MONDAY + timedelta(days=400))
    return fresh(case)


def suspended(cast: Cast, days: int) -> Application:
    resume_on = timezone.localdate(MONDAY) + timedelta(days=days)
    return do(cast, surveyed(cast, ZONE), "suspend", by=cast.customer, at=MONDAY, resume_on=resume_on)


def corrected(cast: Cast) -> Application:
    return do(cast, submitted(cast), "request_correction", by=cast.intake, at=MONDAY)


@pytest.mark.parametrize(("days", "stage"), [(89, Stage.DRAFT), (91, Stage.CLOSED)])
def test_a_draft_that_nobody_touches_for_ninety_days_is_closed(cast: Cast, days: int, stage: str) -> None:
    case = intake.open_draft(by=cast.customer, at=MONDAY)
    assert stage_after(case, MONDAY + days * DAY) == stage


def test_how_long_a_draft_waits_is_what_the_rules_of_that_day_say(cast: Cast) -> None:
    begins = (MONDAY + 20 * DAY).date()
    content = {"version": "411523-9.9", "effective_from": begins.isoformat(), "basis": "x", "days": {"draft": 10}}
    PublishedRules.objects.create(version="411523-9.9", effective_from=begins, content=content, published_at=MONDAY)
    case = intake.open_draft(by=cast.customer, at=MONDAY)
    assert stage_after(case, MONDAY + 19 * DAY) == Stage.DRAFT
    assert stage_after(case, MONDAY + 20 * DAY) == Stage.CLOSED


def test_a_draft_counts_from_the_last_answer(cast: Cast) -> None:
    case = intake.open_draft(by=cast.customer, at=MONDAY)
    intake.save_answers(case.pk, by=cast.customer, at=MONDAY + 60 * DAY, answers={"name": "甲"})
    assert stage_after(case, MONDAY + 120 * DAY) == Stage.DRAFT


def test_the_answers_of_an_expired_draft_are_gone(cast: Cast) -> None:
    case = intake.open_draft(by=cast.customer, at=MONDAY, answers={"name": "甲"})
    stage_after(case, MONDAY + 91 * DAY)
    assert not hasattr(fresh(case), "draft")


@pytest.mark.parametrize(("days", "stage"), [(30, Stage.CORRECTION), (31, Stage.CLOSED_NO_RESPONSE)])
def test_a_question_waits_thirty_days_for_its_answer(cast: Cast, days: int, stage: str) -> None:
    case = corrected(cast)
    assert stage_after(case, MONDAY + days * DAY) == stage


def test_an_unanswered_case_can_be_opened_again_within_ninety_days_and_then_answered(cast: Cast) -> None:
    case = corrected(cast)
    timers.run(at=MONDAY + 31 * DAY)
    later = MONDAY + (31 + 89) * DAY
    case = do(cast, case, "reopen", by=cast.customer, at=later)
    assert (stage_after(case, later + DAY), case.turn) == (Stage.CORRECTION, "CUSTOMER")
    case = must_hold(do(cast, case, "correct", by=cast.customer, at=later + DAY))
    assert case.stage == Stage.PRECHECK


def test_it_can_until_the_end_of_the_day_that_the_message_names(cast: Cast) -> None:
    case = corrected(cast)
    timers.run(at=MONDAY + 31 * DAY)
    told = Message.objects.get(about=case.number, template="application-closed-unanswered")
    last = MONDAY + (31 + 90) * DAY
    assert told.context["until_on"] == last.date().isoformat()
    with pytest.raises(Unmet):
        do(cast, case, "reopen", by=cast.customer, at=(last + DAY).replace(hour=0, minute=5))
    assert do(cast, case, "reopen", by=cast.customer, at=last.replace(hour=23, minute=55)).stage == Stage.CORRECTION


def test_after_ninety_days_it_cannot_and_the_sentence_says_what_to_do(cast: Cast) -> None:
    case = corrected(cast)
    timers.run(at=MONDAY + 31 * DAY)
    with override("en"), pytest.raises(Unmet) as refused:
        do(cast, case, "reopen", by=cast.customer, at=MONDAY + (31 + 91) * DAY)
    assert "90 days ago. Please apply again" in str(refused.value.sentence)
    assert must_hold(case).stage == Stage.CLOSED_NO_RESPONSE


def test_an_offer_is_recalled_thirty_ten_and_three_days_before_its_end_once_each(cast: Cast) -> None:
    case = offered(cast)
    ends = datetime.combine(case.plan.valid_until, MONDAY.timetz())
    for days in range(40, -1, -1):
        for hour in (0, 6, 12):
            timers.run(at=ends - days * DAY + timedelta(hours=hour))
    assert messages(case, "plan-expiring") == 3


def test_an_offer_of_which_two_days_were_missed_is_still_recalled(cast: Cast) -> None:
    case = offered(cast)
    ends = datetime.combine(case.plan.valid_until, MONDAY.timetz())
    for days in (29, 9, 2):  # nothing ran on the days themselves
        timers.run(at=ends - days * DAY)
    assert messages(case, "plan-expiring") == 3


def test_an_offer_holds_through_its_last_day_and_gives_its_capacity_back_after_it(cast: Cast) -> None:
    case = offered(cast)
    ends = datetime.combine(case.plan.valid_until, MONDAY.timetz())
    assert stage_after(case, ends) == Stage.PLAN_REPLIED
    assert stage_after(case, ends + DAY) == Stage.PLAN_EXPIRED
    held = Reservation.objects.get(timeline=case.timeline)
    assert (held.stage, fresh(case).reservation) == ("RELEASED", None)


def test_an_expired_offer_can_be_drawn_up_again_with_capacity_or_ends(cast: Cast) -> None:
    case, at = expired(cast), MONDAY + timedelta(days=410)
    again = must_hold(do(cast, case, "draft_plan", by=cast.planner, at=at))
    assert (again.stage, again.reservation.stage) == (Stage.PLAN_DRAFTED, "HELD")


def test_a_new_offer_is_not_ended_by_the_day_of_the_old_one(cast: Cast) -> None:
    case, at = expired(cast), MONDAY + timedelta(days=410)
    for role, verb in (("planner", "draft_plan"), ("reviewer", "reply_plan")):
        case = do(cast, case, verb, by=getattr(cast, role), at=at)
    assert stage_after(case, at + DAY) == Stage.PLAN_REPLIED


def test_an_expired_offer_that_nobody_asks_for_is_closed(cast: Cast) -> None:
    case = expired(cast)
    assert stage_after(case, MONDAY + timedelta(days=400 + 91)) == Stage.CLOSED


def test_a_resting_case_goes_on_upon_its_day_where_it_was(cast: Cast) -> None:
    case = suspended(cast, 30)
    assert stage_after(case, MONDAY + 29 * DAY) == Stage.SUSPENDED
    assert stage_after(case, MONDAY + 30 * DAY) == Stage.SURVEYED
    assert not case.timeline.pauses.filter(ended_at=None).exists()


def test_a_case_that_rests_for_half_a_year_is_closed_and_gives_everything_back(cast: Cast) -> None:
    case = suspended(cast, 300)
    assert stage_after(case, MONDAY + relativedelta(months=6, days=-1)) == Stage.SUSPENDED
    assert stage_after(case, MONDAY + relativedelta(months=6, days=3)) == Stage.CLOSED
    assert Reservation.objects.get(timeline=case.timeline).stage == "RELEASED"


def test_a_visited_case_is_archived_after_some_days(cast: Cast) -> None:
    case = do(cast, surveyed(cast), "start_works", by=cast.manager, at=MONDAY)
    case = build_grid(cast, case, at=MONDAY)
    for role, verb in (*END, ("manager", "record_visit")):
        case = do(cast, case, verb, by=getattr(cast, role), at=MONDAY)
    assert stage_after(case, MONDAY + 6 * DAY) == Stage.VISITED, "the ground is not restored yet"
    restore_ground(cast, case, at=MONDAY + 7 * DAY)
    assert stage_after(case, MONDAY + 11 * DAY) == Stage.VISITED
    assert stage_after(case, MONDAY + 13 * DAY) == Stage.ARCHIVED


@pytest.mark.parametrize("make", [corrected, offered, expired, suspended])
def test_a_second_run_at_the_same_moment_changes_nothing(cast: Cast, make: Any) -> None:
    make(cast, 30) if make is suspended else make(cast)
    late = MONDAY + timedelta(days=800)
    while timers.run(at=late):
        late += timedelta(seconds=1)
    told, queued = Event.objects.count(), Message.objects.count()
    assert timers.run(at=late) == 0
    assert (Event.objects.count(), Message.objects.count()) == (told, queued)


def test_one_bad_case_never_stops_the_others(cast: Cast) -> None:
    bad, good = suspended(cast, 30), submitted(cast)
    good = do(cast, good, "request_correction", by=cast.intake, at=MONDAY)
    Application.objects.filter(pk=bad.pk).update(suspended_from="")  # nobody can tell any more where it was
    timers.run(at=MONDAY + 31 * DAY)
    assert (fresh(bad).stage, fresh(good).stage) == (Stage.SUSPENDED, Stage.CLOSED_NO_RESPONSE)


def test_a_bad_case_does_not_stop_its_own_kind_either(cast: Cast) -> None:
    bad, good = suspended(cast, 30), suspended(cast, 30)
    Application.objects.filter(pk=bad.pk).update(suspended_from="")
    timers.run(at=MONDAY + 31 * DAY)
    assert (fresh(bad).stage, fresh(good).stage) == (Stage.SUSPENDED, Stage.SURVEYED)


def paused(cast: Cast, *, by: User, at: datetime) -> Application:
    case = offered(cast)
    case = do(cast, case, "confirm_plan", by=cast.customer, at=MONDAY)
    if fresh(case).grid_works.stage == "PENDING":
        do(cast, case, "start_grid_works", by=cast.works, at=MONDAY)
    return do(cast, case, "pause_grid_works", by=by, at=at)


@pytest.mark.parametrize(
    ("began", "lasts", "over"), [(0, 2, 2), (4, 8, 8)], ids=["on a Monday", "on a Friday, over the weekend"]
)
def test_our_works_rest_for_one_whole_workday_and_then_go_on(cast: Cast, began: int, lasts: int, over: int) -> None:
    midnight = MONDAY.replace(hour=0, minute=0)
    case = paused(cast, by=cast.works, at=MONDAY + began * DAY)
    timers.run(at=midnight + lasts * DAY - timedelta(minutes=1))
    assert fresh(case).grid_works.stage == "PAUSED"
    timers.run(at=midnight + over * DAY + timedelta(minutes=1))
    assert must_hold(case).grid_works.stage == "STARTED"
    assert not case.timeline.pauses.filter(ended_at=None, reason="CUSTOMER_REQUESTED").exists()


def test_the_chief_may_let_them_rest_longer(cast: Cast) -> None:
    case = paused(cast, by=cast.chief, at=MONDAY)
    timers.run(at=MONDAY + 9 * DAY)
    assert fresh(case).grid_works.stage == "PAUSED"
