"""How long the authorities take: counted in their own workdays, shown to the watchers, told up the ladder once."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from accounts.roles import Role
from approvals import actions
from approvals.scoreboard import queries
from approvals.scoreboard.rules import Asked, board, published, used
from deadlines.rules import CHINA, Rest
from deadlines.sweeping import sweep
from notifications.models import Message
from tests.approvals.conftest import NOON, officer, permit
from tests.approvals.test_desk import at
from tests.deadlines.official import CALENDAR


def asked(whole_on, decided_on=None, *, stage="GRANTED", rests=(), **more):
    return Asked(department="planning", stage=stage, whole_on=whole_on, decided_on=decided_on, rests=rests, **more)


def rest(begin, end):
    return Rest(datetime(*begin, tzinfo=CHINA), datetime(*end, tzinfo=CHINA), "AWAIT_CUSTOMER_CORRECTION")


@pytest.mark.parametrize(
    ("whole", "decided", "rests", "days"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), (), 0),
        (date(2026, 11, 24), date(2026, 11, 26), (), 2),
        (date(2026, 11, 27), date(2026, 11, 30), (), 1),
        (date(2026, 9, 18), date(2026, 9, 21), (), 2),  # Sunday 20 September is worked
        (date(2026, 9, 30), date(2026, 10, 9), (), 2),  # the holiday of seven days, then 8 and 9 October
        (date(2026, 10, 9), date(2026, 10, 10), (), 1),  # Saturday 10 October is worked
        (date(2026, 2, 13), date(2026, 2, 24), (), 2),  # Saturday 14 February, then the day after the festival
        (date(2026, 11, 23), date(2026, 11, 27), (rest((2026, 11, 24), (2026, 11, 26)),), 2),
        (date(2026, 11, 23), date(2026, 11, 27), (rest((2026, 11, 24, 9), (2026, 11, 25, 9)),), 4),  # no whole day
    ],
)
def test_days_are_counted_as_the_clock_counts_them(whole, decided, rests, days):
    assert used(asked(whole, decided, rests=rests), CALENDAR) == days


def test_median_and_ninetieth_percentile():
    begin = date(2026, 11, 2)
    ends = [0, 1, 1, 2, 2, 2, 3, 3, 4, 9]
    rows = [asked(begin, CALENDAR.nth_after(begin, n) if n else begin) for n in ends]
    rows += [asked(begin, stage="SUBMITTED_TO_GOV", is_overdue=True, corrections=1)]
    line = board(rows, CALENDAR, ["planning", "road"])[0]
    assert (line.median_workdays, line.p90_workdays) == (2.0, 4)
    assert (line.granted, line.pending, line.overdue, line.corrections, line.in_time) == (10, 1, 1, 1, 6)


def test_an_authority_of_which_nothing_was_asked_has_a_line_too():
    empty = board([], CALENDAR, ["road"])[0]
    assert (empty.granted, empty.median_workdays, empty.share_in_time) == (0, None, None)


def test_the_public_sees_no_times_of_few_decisions_and_nothing_pending():
    day = date(2026, 11, 24)
    few = published(board([asked(day, day)] * 4 + [asked(day, stage="APPEAL")], CALENDAR, ["planning"]))[0]
    enough = published(board([asked(day, day)] * 5, CALENDAR, ["planning"]))[0]
    assert (few.median_workdays, few.pending, few.granted) == (None, 0, 4)
    assert enough.median_workdays == 0.0


@pytest.fixture
def decided(parallel):
    actions.grant(permit(parallel, "PLANNING").pk, document_no="1", by=None, at=NOON + timedelta(days=1))
    return parallel


def test_the_board_reads_the_rows(decided):
    found = {
        line.department: line for line in queries.lines(since=date(2026, 11, 1), until=date(2026, 11, 30), at=NOON)
    }
    assert set(found) == {"planning", "greening", "road", "excavation"}
    assert (found["planning"].granted, found["planning"].median_workdays) == (1, 1.0)
    assert (found["greening"].pending, found["greening"].overdue) == (1, 0)
    later = queries.lines(since=date(2026, 11, 1), until=date(2026, 11, 30), at=NOON + timedelta(days=5))
    assert [line.overdue for line in later] == [0, 1, 0, 0]
    assert [one["permit"].kind for one in queries.silent(at=NOON + timedelta(days=5))] == ["GREENING"]


def test_a_decision_outside_the_period_is_not_counted(decided):
    line = queries.lines(since=date(2026, 11, 1), until=date(2026, 11, 24), at=NOON)[0]
    assert line.granted == 0


def test_each_sees_what_is_theirs(decided, desks):
    supervisor, office = officer("supervisor", Role.SUPERVISOR), officer("gov-office", Role.GOV, "office")
    address = "/api/v1/authorities/scoreboard/?since=2026-11-01&until=2026-11-30"
    told = {user: at(user).get(address).json()["authorities"] for user in (supervisor, office, desks["road"])}
    assert [len(lines) for lines in told.values()] == [4, 4, 1]
    assert told[supervisor][0]["median_workdays"] == 1.0
    assert at(officer("meter", Role.METER)).get(address).status_code == 403
    assert Client().get(address).status_code == 401


@pytest.mark.parametrize("wrong", ["since=2026-13-01", "since=2026-11-02&until=2026-11-01", "since=2019-01-01"])
def test_a_senseless_period_gets_a_sentence_and_the_page_stays(decided, wrong):
    supervisor = officer("supervisor", Role.SUPERVISOR)
    assert at(supervisor).get(f"/api/v1/authorities/scoreboard/?{wrong}&until=2026-11-01").status_code == 400
    assert at(supervisor).get(f"/supervision/authorities/?{wrong}").status_code in (200, 422)


def test_silence_climbs_from_the_desk_to_the_supervisor_to_the_office_each_once(decided, desks):
    supervisor, office = officer("supervisor", Role.SUPERVISOR), officer("gov-office", Role.GOV, "office")
    for hours in range(0, 24 * 7, 6):
        sweep(at=NOON + timedelta(hours=hours))
    heard = {
        who: sorted(Message.objects.filter(recipient=user).values_list("template", flat=True))
        for who, user in {
            "desk": desks["greening"],
            "done": desks["planning"],
            "boss": supervisor,
            "office": office,
        }.items()
    }
    assert heard["desk"] == ["permit-due", "permit-overdue", "permit-overdue"]
    assert heard["done"] in ([], ["permit-due"])  # it had decided before the others were late
    assert heard["boss"] == ["clock-breach", "clock-escalation"]
    assert heard["office"] == ["permit-silence"]


def test_who_has_taken_a_case_is_told_and_not_the_whole_desk(parallel, desks):
    colleague = officer("gov-planning-2", Role.GOV, "planning")
    actions.take(permit(parallel, "PLANNING").pk, by=colleague, at=NOON)
    sweep(at=NOON + timedelta(days=6))
    assert Message.objects.filter(recipient=colleague, template__startswith="permit").exists()
    assert not Message.objects.filter(recipient=desks["planning"]).exists()
