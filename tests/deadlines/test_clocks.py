"""Clocks: started, stopped, paused, resumed; every due day that moves leaves a row."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from accounts.refusals import Invalid
from deadlines import actions
from deadlines.choices import Light, Party, PauseReason
from deadlines.models import Clock, ClockChange, Pause
from deadlines.rules import end_of
from tests.deadlines.cast import A_LITTLE, AT, case, clock, day, moment

pytestmark = pytest.mark.django_db
ASKED = PauseReason.CUSTOMER_REQUESTED


def test_a_clock_is_due_at_the_end_of_its_last_workday() -> None:
    row = clock()
    assert (row.due_on, row.due_at) == (day("2026-09-24"), end_of(day("2026-09-24")))
    assert row.look_at == row.amber_at == end_of(day("2026-09-22"))


def test_starting_twice_is_starting_once() -> None:
    timeline = case()
    assert clock(timeline) == clock(timeline, at=moment("2026-09-21 09:00"))


def test_a_stopped_clock_starts_anew_in_the_next_cycle() -> None:
    timeline = case()
    clock(timeline)
    actions.stop(timeline, "C1", at=moment("2026-09-21 09:00"))
    assert clock(timeline, at=moment("2026-09-22 09:00")).cycle == 2


def test_the_database_allows_one_running_clock_of_a_kind() -> None:
    row = clock()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.create(timeline=row.timeline, kind="C1", cycle=2, owner=Party.COMPANY, started_at=AT)


def test_stopping_what_does_not_run_does_nothing() -> None:
    assert not actions.stop(case(), "C1", at=AT)


def test_a_clock_stopped_at_its_last_instant_is_kept_and_green_for_ever() -> None:
    row = clock()
    actions.stop(row.timeline, "C1", at=row.due_at)
    stopped = Clock.objects.get()
    assert not stopped.is_breached(moment("2030-01-01 00:00"))
    assert stopped.light(moment("2030-01-01 00:00")) == Light.GREEN
    assert stopped.look_at is None


def test_a_clock_stopped_a_second_later_is_broken_whether_or_not_anybody_swept() -> None:
    row = clock()
    actions.stop(row.timeline, "C1", at=row.due_at + A_LITTLE)
    stopped = Clock.objects.get()
    assert stopped.light(AT) == Light.RED
    assert stopped.breached_at == row.due_at
    assert list(Clock.objects.overdue(at=AT)) == [stopped]


def test_a_clock_without_a_limit_only_shows_time() -> None:
    row = clock(workdays=None, kind="C-ELAPSED")
    assert (row.due_at, row.look_at, row.light(moment("2030-01-01 00:00"))) == (None, None, Light.GREEN)


def test_a_clock_may_name_its_end_itself() -> None:
    row = clock(workdays=None, until=moment("2026-09-18 16:00"))
    assert (row.due_at, row.due_on) == (moment("2026-09-18 16:00"), day("2026-09-18"))
    assert row.amber_at == moment("2026-09-18 15:36")


def test_an_open_pause_hides_the_due_day_and_the_end_of_it_moves_it() -> None:
    row = clock()
    actions.pause(row.timeline, ASKED, at=moment("2026-09-20 18:00"), by=None)
    row.refresh_from_db()
    assert (row.due_on, row.look_at, row.workdays_left) == (None, None, 4)
    actions.resume(row.timeline, ASKED, at=moment("2026-09-22 09:00"), by=None)
    row.refresh_from_db()
    assert row.due_on == day("2026-09-28")


def test_every_move_of_a_due_day_is_written_down() -> None:
    row = clock()
    actions.pause(row.timeline, ASKED, at=moment("2026-09-20 18:00"), by=None)
    actions.resume(row.timeline, ASKED, at=moment("2026-09-22 09:00"), by=None)
    told = list(ClockChange.objects.order_by("n").values_list("n", "old_due_on", "new_due_on", "reason"))
    assert told == [
        (1, day("2026-09-24"), None, ASKED.value),
        (2, None, day("2026-09-28"), ASKED.value),
    ]


def test_a_pause_within_a_day_moves_nothing_in_the_end() -> None:
    row = clock()
    actions.pause(row.timeline, ASKED, at=moment("2026-09-21 09:00"), by=None)
    actions.resume(row.timeline, ASKED, at=moment("2026-09-21 18:00"), by=None)
    row.refresh_from_db()
    assert row.due_on == day("2026-09-24")


def test_pausing_twice_is_pausing_once_and_resuming_nothing_is_nothing() -> None:
    timeline = case()
    first = actions.pause(timeline, ASKED, at=AT, by=None)
    assert actions.pause(timeline, ASKED, at=AT + A_LITTLE, by=None) == first
    assert actions.resume(timeline, PauseReason.AWAIT_GOV_PERMIT, at=AT, by=None) is None


def test_waiting_for_an_authority_rests_our_clock_and_never_its_own() -> None:
    timeline = case()
    ours, theirs = clock(timeline), clock(timeline, kind="C2", workdays=2, owner=Party.GOVERNMENT)
    actions.pause(timeline, PauseReason.AWAIT_GOV_PERMIT, at=AT, by=None)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.due_on, theirs.due_on) == (None, day("2026-09-21"))
    with pytest.raises(ValueError, match="never rests"):
        actions.pause(timeline, PauseReason.AWAIT_GOV_PERMIT, at=AT, by=None, owner=Party.GOVERNMENT)


def test_force_majeure_needs_its_notice() -> None:
    with pytest.raises(Invalid) as refused:
        actions.pause(case(), PauseReason.FORCE_MAJEURE, at=AT, by=None, evidence=" ")
    assert "evidence" in refused.value.fields


def test_a_reason_that_is_not_on_the_list_pauses_nothing() -> None:
    with pytest.raises(ValueError, match="MATERIAL"):
        actions.pause(case(), "MATERIAL_SHORTAGE", at=AT, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(timeline=case("XC-2"), reason="MATERIAL_SHORTAGE", started_at=AT)


def test_who_ends_a_case_with_an_older_moment_ends_what_began_meanwhile_when_it_began() -> None:
    """He had looked at the clock and waited for the case, while somebody paused it."""
    timeline = clock().timeline
    actions.pause(timeline, ASKED, at=AT + A_LITTLE, by=None)
    clock(timeline, kind="C2", at=AT + A_LITTLE)
    actions.stop_all(timeline, at=AT)
    assert Pause.objects.get().ended_at == AT + A_LITTLE
    assert Clock.objects.get(kind="C2").stopped_at == AT + A_LITTLE
    assert Clock.objects.get(kind="C1").stopped_at == AT


def test_an_overdue_clock_cannot_be_paused_out_of_it() -> None:
    row = clock()
    actions.pause(row.timeline, ASKED, at=row.due_at + A_LITTLE, by=None)
    row.refresh_from_db()
    assert row.due_on == day("2026-09-24")
    assert not ClockChange.objects.exists()


def test_a_clock_started_during_a_pause_waits_for_its_end() -> None:
    timeline = case()
    actions.pause(timeline, ASKED, at=AT, by=None)
    assert clock(timeline).due_on is None


def test_when_the_case_is_over_everything_stops() -> None:
    row = clock()
    actions.pause(row.timeline, ASKED, at=AT, by=None)
    actions.stop_all(row.timeline, at=moment("2026-09-21 09:00"))
    assert not Clock.objects.running().exists()
    assert not Pause.objects.open_on(row.timeline).exists()


def test_the_explanation_is_in_words_of_the_reader() -> None:
    row = clock()
    with override("en"):
        told = [(line.date.day, line.counts, line.reason) for line in row.explain(AT)]
    assert told[:2] == [(19, False, "Weekend"), (20, True, "Working weekend for National Day")]
    with override("zh-hans"):
        assert row.explain(AT)[0].reason == "周末"


def test_days_of_a_case_are_told_by_party() -> None:
    row = clock()
    actions.pause(row.timeline, PauseReason.AWAIT_CUSTOMER_CONFIRM, at=moment("2026-09-20 18:00"), by=None)
    spent = actions.days_by_party(row.timeline, at=moment("2026-09-22 12:00"))
    assert spent == {Party.COMPANY: 1, Party.CUSTOMER: 2, Party.GOVERNMENT: 0}
