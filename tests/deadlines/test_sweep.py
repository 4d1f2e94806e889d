"""The sweep: each step of the ladder once, whoever sweeps, however often, whatever dies in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.roles import Role
from deadlines import actions, deputies
from deadlines.choices import Party, PauseReason
from deadlines.clocks import JUST_AFTER
from deadlines.deputies import register
from deadlines.models import Alert, Clock, Heartbeat, Pause
from deadlines.signals import clock_breached, clock_warned
from deadlines.sweeping import announce, raise_due, sweep
from deadlines.tasks import turn
from notifications.models import Message
from tests.deadlines.cast import A_LITTLE, AT, case, clock, moment, officer, supervisor

AMBER = moment("2026-09-23 00:00")
DUE = moment("2026-09-25 00:00")
LATE = moment("2026-09-29 00:00")
PATIENCE_S = 10


def told() -> list[tuple[str, str]]:
    return list(
        Message.objects.order_by("template", "recipient__username").values_list("template", "recipient__username")
    )


def levels() -> list[str]:
    return list(Alert.objects.order_by("id").values_list("level", flat=True))


@pytest.mark.django_db
def test_nothing_is_raised_before_its_moment() -> None:
    clock(responsible=officer())
    assert sweep(at=AMBER - A_LITTLE) == 0
    assert not Alert.objects.exists()


@pytest.mark.django_db
def test_the_responsible_officer_is_warned_once() -> None:
    clock(responsible=officer())
    supervisor()
    assert sweep(at=AMBER) > 0
    assert sweep(at=AMBER) == 0
    assert told() == [("clock-warning", "manager")]


@pytest.mark.django_db
def test_a_promise_is_not_broken_at_its_last_instant() -> None:
    row = clock(responsible=officer())
    sweep(at=DUE)
    assert levels() == ["WARNING"]
    sweep(at=DUE + A_LITTLE)
    row.refresh_from_db()
    assert (levels(), row.breached_at) == (["WARNING", "BREACH"], DUE)


@pytest.mark.django_db
def test_a_breach_reaches_the_supervisors_and_a_workday_later_again() -> None:
    clock(responsible=officer())
    supervisor()
    for at in (AMBER, DUE + A_LITTLE, LATE):
        sweep(at=at)
    assert told() == [
        ("clock-breach", "manager"), ("clock-breach", "supervisor"), ("clock-escalation", "manager"),
        ("clock-escalation", "supervisor"), ("clock-warning", "manager"),
    ]  # fmt: skip
    assert Clock.objects.get().look_at is None


@pytest.mark.django_db
def test_after_a_long_silence_everything_missed_is_made_up_once() -> None:
    clock(responsible=officer())
    for _again in range(2):
        sweep(at=LATE + timedelta(days=3))
    assert levels() == ["WARNING", "BREACH", "ESCALATION"]
    assert told() == [("clock-breach", "manager"), ("clock-escalation", "manager")]


@pytest.mark.django_db
def test_a_clock_stopped_late_between_two_sweeps_does_not_slip_through() -> None:
    row = clock(responsible=officer())
    actions.stop(row.timeline, "C1", at=DUE + A_LITTLE)
    sweep(at=LATE)
    assert levels() == ["WARNING", "BREACH"]


@pytest.mark.django_db
def test_a_clock_stopped_in_time_is_left_in_peace() -> None:
    row = clock(responsible=officer())
    actions.stop(row.timeline, "C1", at=AMBER + A_LITTLE)
    assert sweep(at=LATE) == 0


@pytest.mark.django_db
def test_a_resting_clock_is_not_raised() -> None:
    row = clock()
    actions.pause(row.timeline, PauseReason.CUSTOMER_REQUESTED, at=AT, by=None)
    assert sweep(at=LATE) == 0


@pytest.mark.django_db
def test_a_warned_clock_that_rested_is_not_warned_again() -> None:
    row = clock(responsible=officer())
    sweep(at=AMBER)
    actions.pause(row.timeline, PauseReason.CUSTOMER_REQUESTED, at=AMBER, by=None)
    actions.resume(row.timeline, PauseReason.CUSTOMER_REQUESTED, at=moment("2026-09-28 09:00"), by=None)
    sweep(at=moment("2026-09-30 09:00"))
    assert levels() == ["WARNING", "BREACH"]
    assert Alert.objects.get(level="BREACH").due_on.isoformat() == "2026-09-29"


@pytest.mark.django_db
def test_a_customers_clock_is_news_but_no_officers_matter() -> None:
    heard: list[Any] = []
    clock(owner=Party.CUSTOMER, responsible=officer())
    supervisor()
    clock_breached.connect(listener := lambda **news: heard.append(news["clock"]), weak=False)
    sweep(at=DUE + A_LITTLE)
    clock_breached.disconnect(listener)
    assert heard == [Clock.objects.get()]
    assert told() == []


@pytest.mark.django_db
def test_one_bad_row_is_parked_and_never_stops_the_others() -> None:
    bad, _good = clock(case("BAD")), clock(case("GOOD"), responsible=officer())

    def fail(clock: Clock, **_news: Any) -> None:
        if clock == bad:
            raise RuntimeError("a listener is broken")

    clock_warned.connect(fail)
    for minutes in range(20):
        sweep(at=AMBER + timedelta(minutes=minutes))
    clock_warned.disconnect(fail)
    assert told() == [("clock-warning", "manager")]
    assert [alert.clock for alert in Alert.objects.parked()] == [bad]


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_dies_half_way_is_finished_by_the_next() -> None:
    for n in range(5):
        clock(case(f"XC-{n}"), responsible=officer(f"manager{n}"))
    raise_due(at=AMBER)
    announce(at=AMBER, limit=1)
    with transaction.atomic():
        announce(at=AMBER, limit=1)
        transaction.set_rollback(True)
    assert Message.objects.count() == 1
    sweep(at=AMBER)
    assert Message.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_side_by_side_tell_everybody_once() -> None:
    for n in range(40):
        clock(case(f"XC-{n}"), responsible=officer(f"manager{n}"))
    start = threading.Barrier(2)

    def one() -> None:
        start.wait()
        sweep(at=DUE + A_LITTLE)
        connection.close()

    sweepers = [threading.Thread(target=one) for _n in range(2)]
    for thread in sweepers:
        thread.start()
    for thread in sweepers:
        thread.join()
    sweep(at=DUE + A_LITTLE)
    assert (Alert.objects.count(), Message.objects.count()) == (80, 40)


@pytest.mark.django_db(transaction=True)
def test_a_case_somebody_works_on_waits_for_the_next_round() -> None:
    row = clock(responsible=officer())
    raise_due(at=AMBER)
    found: list[int] = []

    def other() -> None:
        found.append(announce(at=AMBER))
        connection.close()

    with transaction.atomic():
        type(row.timeline).objects.locked(row.timeline_id)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert found == [0]
    assert announce(at=AMBER) == 1


@pytest.mark.django_db(transaction=True)
def test_a_due_day_that_moves_while_a_sweep_is_at_work_waits_for_what_the_sweep_writes() -> None:
    """A clock that was warned of meanwhile is next looked at when it is due, not when it would turn amber again."""
    row = clock()
    Pause.objects.create(
        timeline=row.timeline, reason=PauseReason.CUSTOMER_REQUESTED, owner=Party.COMPANY,
        started_at=AT, ended_at=AMBER - timedelta(days=1),
    )  # fmt: skip

    def other() -> None:
        with transaction.atomic():
            actions.rederive(row.timeline, reason="CUSTOMER_REQUESTED", at=AMBER, by=None)
        connection.close()

    mover = threading.Thread(target=other)
    with transaction.atomic():
        Clock.objects.raise_due(at=AMBER, limit=10)
        mover.start()
        until_somebody_waits()
    mover.join()
    moved = Clock.objects.get()
    assert (moved.raised, moved.due_at > row.due_at) == (1, True)
    assert moved.look_at == moved.due_at + JUST_AFTER


def until_somebody_waits() -> None:
    """Another session wants what the transaction that is under way holds."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"
    end = time.monotonic() + PATIENCE_S
    with connection.cursor() as cursor:
        while cursor.execute(waiting) or not cursor.fetchone()[0]:
            assert time.monotonic() < end, "nobody waits"


@pytest.mark.django_db
def test_a_hundred_are_told_by_as_few_statements_as_two(django_assert_max_num_queries: Callable[[int], Any]) -> None:
    person = officer()
    supervisor()
    for n in range(40):
        clock(case(f"XC-{n}"), responsible=person)
    raise_due(at=DUE + A_LITTLE)
    with django_assert_max_num_queries(12):
        assert announce(at=DUE + A_LITTLE) == 80
    assert Message.objects.count() == 80  # the warnings were overtaken


@pytest.mark.django_db
def test_a_driver_leaves_its_pulse() -> None:
    turn(driver="loop", for_s=5)
    assert Heartbeat.objects.get(name="sweep").detail["driver"] == "loop"


@pytest.mark.django_db
def test_an_idle_sweep_writes_nothing() -> None:
    clock(responsible=officer("x", Role.MANAGER))
    with connection.cursor() as cursor:
        cursor.execute("SELECT n_tup_ins + n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'deadlines_clock'")
        before = cursor.fetchone()
        sweep(at=AT)
        cursor.execute("SELECT n_tup_ins + n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'deadlines_clock'")
        assert cursor.fetchone() == before


@pytest.mark.django_db
def test_who_is_away_is_not_warned_but_the_deputy_and_where_nobody_is_left_the_supervisors() -> None:
    deputy, away = officer("deputy"), officer("away")
    supervisor()
    register(acting := lambda person, at: deputy if person == away and at < DUE else person)
    clock(responsible=away)
    gone = officer("gone")
    User.objects.filter(pk=gone.pk).update(is_active=False)
    clock(case("XC-2"), responsible=gone)
    sweep(at=AMBER)
    deputies._known.remove(acting)
    assert told() == [("clock-warning", "deputy"), ("clock-warning", "supervisor")]
