"""What people do about alerts: a mass of them waits for a look, a broken promise gets somebody who sees to it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet
from accounts.roles import Role
from deadlines import actions, holds
from deadlines.models import Alert, Clock, Hold, Timeline
from deadlines.sweeping import announce, raise_due, sweep
from notifications.models import Message
from portal.operations import showing
from tests.deadlines.cast import A_LITTLE, case, clock, moment, officer, supervisor

DUE = moment("2026-09-25 00:00")
LATER = moment("2026-09-28 09:00")
MUCH_LATER = moment("2026-10-15 09:00")
pytestmark = pytest.mark.django_db


def broken(number: int) -> None:
    """So many promises that broke in the same instant."""
    for n in range(number):
        clock(case(f"XC-MANY-{n}"))


def started(timeline: Timeline, number: int) -> list[Clock]:
    """So many clocks of one case that promise nothing."""
    actions.start_all(
        timeline, [Clock(kind=f"K{n}", owner="COMPANY", started_at=timeline.opened_at) for n in range(number)]
    )
    return list(Clock.objects.of(timeline).filter(kind__startswith="K"))


def messages(template: str) -> int:
    return Message.objects.filter(template=template).count()


@pytest.fixture
def held() -> Hold:
    supervisor()
    broken(51)
    sweep(at=DUE + A_LITTLE)
    return Hold.objects.get()


def test_fifty_breaches_at_once_are_told_and_fifty_one_wait() -> None:
    supervisor()
    broken(50)
    sweep(at=DUE + A_LITTLE)
    assert (messages("clock-breach"), Hold.objects.count()) == (50, 0)


def test_a_mass_of_breaches_stands_in_the_rows_and_only_its_messages_wait(held: Hold) -> None:
    assert Alert.objects.held().count() == Alert.objects.filter(level="BREACH").count() * 2  # the warnings wait too
    assert (messages("clock-breach"), messages("alerts-held")) == (0, 1)
    sweep(at=DUE + A_LITTLE * 60)
    assert messages("clock-breach") == 0


def test_the_first_of_a_mass_waits_as_the_last_does() -> None:
    """However few of them one statement raises."""
    supervisor()
    broken(60)
    raise_due(at=DUE + A_LITTLE, limit=20)
    assert announce(at=DUE + A_LITTLE) == 0
    assert Message.objects.get(template="alerts-held").context == {"count": 60}
    while raise_due(at=DUE + A_LITTLE * 2, limit=20):
        assert announce(at=DUE + A_LITTLE * 2) == 0
    assert Alert.objects.held().count() == 60 * 2


def test_what_breaks_later_is_told_though_a_mass_still_waits(held: Hold) -> None:
    clock(case("XC-LATER"), at=moment("2026-09-20 15:00"))
    sweep(at=MUCH_LATER)
    assert messages("clock-breach") == 1


@pytest.mark.django_db(transaction=True)
def test_a_mass_that_two_drivers_share_is_held_whole() -> None:
    """One has raised thirty and is not done; the other finds thirty. Neither alone would be a mass."""
    supervisor()
    broken(60)
    has_raised, goes_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            Clock.objects.raise_due(at=DUE + A_LITTLE * 2, limit=30)
            has_raised.set()
            goes_on.wait(10)
            holds.hold_back(at=DUE + A_LITTLE * 2)
        connection.close()

    driver = threading.Thread(target=slow)
    driver.start()
    has_raised.wait(10)
    sweep(at=DUE + A_LITTLE)
    goes_on.set()
    driver.join()
    sweep(at=DUE + A_LITTLE * 3)
    assert (Alert.objects.held().count(), Hold.objects.count(), messages("clock-breach")) == (120, 1, 0)


def test_a_busy_county_is_used_to_more() -> None:
    row = clock(case("XC-BUSY"))
    days = [moment(f"2026-09-{day:02} 10:00") for day in range(1, 25)]
    kinds = started(row.timeline, 480)
    Alert.objects.bulk_create(
        Alert(clock=one, level="BREACH", at=days[n % 24], announced_at=days[n % 24]) for n, one in enumerate(kinds)
    )
    assert holds.daily_mean(before=DUE) == 16
    broken(79)
    sweep(at=DUE + A_LITTLE)
    assert not Hold.objects.exists()


def test_a_second_mass_waits_for_a_look_as_the_first_did(held: Hold) -> None:
    """What was released is no measure of a usual day: 400 in one night would let 66 of the next be told unseen."""
    broken_before = case("XC-BEFORE", at=moment("2026-09-18 15:00"))
    kinds = started(broken_before, 400)
    Alert.objects.bulk_create(
        Alert(clock=one, level="BREACH", at=DUE + A_LITTLE, hold=held, announced_at=DUE + A_LITTLE) for one in kinds
    )
    holds.release(held.pk, by=supervisor("second"), at=LATER, reason="the calendar was looked at")
    sweep(at=LATER)
    for n in range(60):
        clock(case(f"XC-AGAIN-{n}"), at=moment("2026-09-20 15:00"))
    sweep(at=MUCH_LATER)
    assert Hold.objects.open().get().alerts.filter(level="BREACH").count() == 60


def test_a_supervisor_releases_them_with_a_reason_and_each_is_told_once(held: Hold) -> None:
    by = supervisor("second")
    with pytest.raises(Invalid):
        holds.release(held.pk, by=by, at=LATER, reason=" ")
    holds.release(held.pk, by=by, at=LATER, reason="the calendar was looked at")
    for _again in range(2):
        sweep(at=LATER)
    assert messages("clock-breach") == 51 * 2  # two supervisors by now
    assert not Alert.objects.held().exists()
    with pytest.raises(Unmet):
        holds.release(held.pk, by=by, at=LATER, reason="again")


@pytest.mark.parametrize("role", [Role.CHIEF, Role.MANAGER, Role.AUDITOR])
def test_nobody_else_releases_them(held: Hold, role: Role) -> None:
    with pytest.raises(NotAllowed):
        holds.release(held.pk, by=officer("other", role), at=LATER, reason="I want to")


def a_breach(**more: Any) -> Alert:
    clock(**more)
    sweep(at=DUE + A_LITTLE)
    return Alert.objects.get(level="BREACH")


def test_who_answers_for_a_clock_says_what_he_does_and_the_breach_stays() -> None:
    manager = officer("manager", Role.MANAGER)
    alert = a_breach(responsible=manager)
    assert list(Alert.objects.unanswered()) == [alert]
    holds.acknowledge(alert.pk, by=manager, at=LATER, plan="crew comes on Monday")
    alert.refresh_from_db()
    assert (alert.plan, alert.clock.breached_at) == ("crew comes on Monday", DUE)
    assert not Alert.objects.unanswered().exists()
    with pytest.raises(Unmet):
        holds.acknowledge(alert.pk, by=supervisor(), at=LATER, plan="me too")


def test_one_answer_is_for_every_step_of_the_ladder_that_was_reached() -> None:
    a_breach()
    sweep(at=MUCH_LATER)
    escalation = Alert.objects.unanswered().get(level="ESCALATION")
    assert Alert.objects.unanswered().count() == 2
    assert showing.overview(at=MUCH_LATER)["unanswered"] == [escalation]
    holds.acknowledge(escalation.pk, by=supervisor(), at=MUCH_LATER, plan="crew comes on Monday")
    assert not Alert.objects.unanswered().exists()


def test_a_broken_promise_is_nobody_elses_to_answer() -> None:
    alert = a_breach(responsible=officer("manager", Role.MANAGER))
    with pytest.raises(NotAllowed):
        holds.acknowledge(alert.pk, by=officer("other", Role.MANAGER), at=LATER, plan="x")
    with pytest.raises(Invalid):
        holds.acknowledge(alert.pk, by=supervisor(), at=LATER, plan="")


def test_what_was_given_up_is_tried_again_once_a_supervisor_says_so() -> None:
    alert = a_breach()
    Alert.objects.filter(pk=alert.pk).update(announced_at=None, look_at=None, attempts=5)
    with pytest.raises(NotAllowed):
        holds.try_again(alert.pk, by=officer("other", Role.CHIEF), at=LATER)
    holds.try_again(alert.pk, by=supervisor(), at=LATER)
    sweep(at=LATER)
    assert not Alert.objects.parked().exists()
    with pytest.raises(Hidden):
        holds.try_again(alert.pk, by=supervisor("another"), at=LATER)
