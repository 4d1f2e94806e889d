"""What terminals report: late, doubled, disordered, from the future, and broken."""

import json
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from gridhealth import tasks
from gridhealth.signals import power_changed
from gridhealth.telemetry import partitions
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.choices import PowerKind
from gridhealth.telemetry.models import ChangedDay, DroppedReport, PowerEvent, Reading, Terminal
from gridhealth.telemetry.queries import hearing
from gridhealth.telemetry.rules import drop_reason, quarter_begun, quarter_of
from gridhealth.telemetry.wire import Point, PowerReport, StateReport, Unreadable, read
from tests.gridhealth.conftest import NOON

QUARTER = timedelta(minutes=15)
pytestmark = pytest.mark.django_db


@pytest.fixture
def terminal(area):
    return Terminal.objects.create(code="TTU-1", area=area)


def points(count, *, since=NOON - timedelta(hours=3), kva="100"):
    return [Point("TTU-1", since + QUARTER * n, kva=D(kva)) for n in range(count)]


def stored():
    return list(Reading.objects.order_by("at").values_list("at", "kva", "lowest_v"))


def dropped():
    return dict(DroppedReport.objects.values_list("reason", "count"))


def test_doubled_and_disordered_points_leave_what_a_tidy_stream_leaves(terminal):
    tidy = points(8)
    assert take([*reversed(tidy), *tidy[3:]], at=NOON) == 8
    assert take(tidy, at=NOON + QUARTER) == 0
    assert [at for at, _kva, _v in stored()] == [point.at for point in tidy]
    assert set(Reading.objects.values_list("received_at", flat=True)) == {NOON}


def test_the_latest_word_about_a_quarter_counts_and_what_it_leaves_out_stays(terminal):
    moment = NOON - QUARTER
    take([Point("TTU-1", moment, kva=D(90), lowest_v=D("221.4"))], at=NOON)
    take([Point("TTU-1", moment + timedelta(seconds=7), kva=D(95))], at=NOON)
    assert stored() == [(moment, D(95), D("221.4"))]


def test_news_of_an_old_day_has_that_day_worked_out_again(terminal):
    take(points(2, since=NOON - timedelta(days=3)), at=NOON)
    assert [row.day for row in ChangedDay.objects.all()] == [(NOON - timedelta(days=3)).date()]
    ChangedDay.objects.all().delete()
    take(points(2, since=NOON - timedelta(days=3)), at=NOON)
    assert not ChangedDay.objects.exists()


def test_what_cannot_be_believed_is_counted_and_left_out(terminal):
    late, early = timedelta(days=401), timedelta(minutes=6)
    reports = [
        *points(1), Point("TTU-1", NOON + early, kva=D(1)), Point("TTU-1", NOON - late, kva=D(1)),
        Point("TTU-9", NOON, kva=D(1)),
    ]  # fmt: skip
    assert take(reports, at=NOON) == 1
    assert dropped() == {"FROM_THE_FUTURE": 1, "TOO_OLD": 1, "UNKNOWN_TERMINAL": 1}


def test_a_planner_learns_who_is_heard_and_what_was_left_out(terminal, area, django_assert_num_queries):
    Terminal.objects.create(code="TTU-2", area=area)
    Terminal.objects.create(code="TTU-3", area=area, heard_at=NOON - timedelta(days=2))
    take([*points(1), *[Point("TTU-1", NOON + timedelta(hours=1), kva=D(1))] * 3], at=NOON)
    with django_assert_num_queries(2):
        told = hearing(at=NOON + timedelta(hours=23))
    assert (told.terminals, told.heard, told.silent, told.never) == (3, 1, 1, 1)
    assert [n for _reason, n in told.left_out] == [3]
    assert hearing(at=NOON + timedelta(days=8)).left_out == ()


def test_a_clock_may_run_five_minutes_ahead_and_not_a_second_more():
    assert drop_reason(NOON + timedelta(minutes=5), NOON) is None
    assert drop_reason(NOON + timedelta(minutes=5, seconds=1), NOON) == "FROM_THE_FUTURE"
    assert quarter_of(NOON + timedelta(seconds=20)) == quarter_of(NOON - timedelta(seconds=20)) == NOON


@pytest.mark.parametrize("s", [0, 1, 449, 450, 500, 600, 899])
def test_a_terminal_reports_a_quarter_that_has_begun_at_whatever_minute_it_speaks(s):
    moment = NOON + timedelta(seconds=s)
    assert (quarter_begun(moment), drop_reason(quarter_begun(moment), moment)) == (NOON, None)


def test_power_lost_is_told_once_however_often_it_is_reported(terminal):
    told = []

    def listen(sender, events, at, **_):
        told.extend((event.terminal.area.code, event.kind, event.at) for event in events)

    power_changed.connect(listen)
    try:
        lost = PowerReport("TTU-1", NOON, PowerKind.OFF)
        take(
            [lost, lost, PowerReport("TTU-1", NOON + timedelta(minutes=2), PowerKind.ON)],
            at=NOON + timedelta(minutes=3),
        )
        take([lost], at=NOON + timedelta(minutes=4))
    finally:
        power_changed.disconnect(listen)
    assert told == [("A1", "OFF", NOON), ("A1", "ON", NOON + timedelta(minutes=2))]
    assert PowerEvent.objects.count() == 2


def test_the_last_will_says_a_terminal_is_gone(terminal):
    take(points(1), at=NOON)
    take([StateReport("TTU-1", is_online=False)], at=NOON)
    terminal.refresh_from_db()
    assert (terminal.is_online, terminal.heard_at) == (False, NOON)


def test_a_month_past_its_time_goes_in_one_stroke(terminal):
    take(points(1, since=NOON - timedelta(days=390)), at=NOON)
    take(points(1), at=NOON)
    assert partitions.forget(at=NOON) == 0
    assert partitions.forget(at=NOON + timedelta(days=60)) == 1
    assert len(stored()) == 1


def test_the_daily_task_lets_curves_go_that_are_past_their_time(terminal):
    long_ago = timezone.now() - timedelta(days=500)
    take(points(1, since=long_ago), at=long_ago + timedelta(hours=1))
    assert len(stored()) == 1
    tasks.assess()
    assert len(stored()) == 0


def test_a_message_is_read_as_it_was_meant():
    payload = {"points": [{"at": "2026-11-24T08:00:00+08:00", "kva": 181.5, "customers": 62, "lowest_v": "221.4"}]}
    (point,) = read("v1/TTU-1/data", json.dumps(payload).encode())
    assert (point.kva, point.customers, point.lowest_v, point.unbalance) == (D("181.5"), 62, D("221.4"), None)
    assert read("v1/TTU-1/event", b'{"kind": "OFF", "at": "2026-11-24T08:00:00+08:00"}')[0].kind == "OFF"
    assert read("v1/TTU-1/state", b"offline") == [StateReport("TTU-1", is_online=False)]


@pytest.mark.parametrize(
    "payload",
    [
        b"", b"[]", b"{}", b'{"points": 1}', b'{"points": [{}]}', b'{"points": [{"at": "2026-11-24", "kva": 1}]}',
        b'{"points": [{"at": "2026-11-24T08:00:00+08:00", "kva": -1}]}', b"\xff", b"[" * 100_000,
        b'{"points": [{"at": "2026-11-24T08:00:00+08:00", "kva": "NaN"}]}',
        b'{"points": [{"at": "2026-11-24T08:00:00+08:00"}]}', b'{"points": [{"at": 5, "kva": 1}]}',
    ],
)  # fmt: skip
def test_a_broken_message_is_named_as_such(payload):
    with pytest.raises(Unreadable):
        read("v1/TTU-1/data", payload)


@given(
    payload=st.binary(max_size=200), topic=st.sampled_from(["v1/T/data", "v1/T/event", "v1/T/state", "v2", "v1/T/set"])
)
def test_no_message_breaks_the_reader(payload, topic):
    try:
        read(topic, payload)
    except Unreadable:
        return
