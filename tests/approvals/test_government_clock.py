"""The two workdays of the authorities over holidays, shifted workdays and questions: what starts, rests, stops them."""

from datetime import date, datetime

import pytest

from approvals import actions
from deadlines.models import Clock, Timeline
from deadlines.rules import CHINA
from tests.approvals.conftest import PACKAGE


def moment(day, hour=12):
    return datetime(2026, *day, hour, tzinfo=CHINA)


def sent(at):
    """Two packages, whole, with the authorities."""
    case = Timeline.objects.create(reference="XC7", opened_at=at)
    round_ = actions.open_round(case, "PARALLEL", ["PLANNING", "GREENING"], PACKAGE, by=None, at=at)
    return actions.submit_packages(round_.pk, by=None, at=at)


def clock():
    return Clock.objects.get(kind="C2")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("whole", "due"),
    [
        ((9, 18), date(2026, 9, 21)),  # Friday; Sunday the 20th is worked
        ((9, 30), date(2026, 10, 9)),  # the holiday of seven days begins
        ((10, 3), date(2026, 10, 9)),  # sent on a holiday: the next workday is day one
        ((10, 9), date(2026, 10, 12)),  # Saturday the 10th is worked
        ((6, 18), date(2026, 6, 23)),  # the Dragon Boat days
        ((2, 13), date(2026, 2, 24)),  # Saturday the 14th is worked, then the Spring Festival
        ((4, 30), date(2026, 5, 7)),  # Labour Day; Saturday the 9th is worked too late to matter
    ],
)
def test_two_workdays_end_where_the_official_calendar_says(whole, due):
    sent(moment(whole))
    assert (clock().due_on, clock().owner, clock().is_provisional) == (due, "GOVERNMENT", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("whole", "asked", "answered", "due"),
    [
        ((11, 24), (11, 25), (11, 25), date(2026, 11, 26)),  # answered the same day: no whole day rested
        ((11, 24), (11, 25), (11, 27), date(2026, 11, 27)),  # only the 26th rested from end to end
        ((11, 24), (11, 24), (11, 30), date(2026, 12, 1)),  # three workdays and a weekend
        ((9, 30), (9, 30), (10, 9), date(2026, 10, 10)),  # over the holiday, to the Saturday that is worked
        ((9, 18), (9, 19), (9, 21), date(2026, 9, 22)),  # the Sunday that is worked rested whole
    ],
)
def test_a_question_rests_the_clock_by_whole_days_and_no_longer(whole, asked, answered, due):
    row = sent(moment(whole)).permits.get(kind="PLANNING")
    actions.request_correction(row.pk, missing="a map", by=None, at=moment(asked, 15 if asked == whole else 9))
    assert clock().due_at is None  # nobody knows while the answer is out
    actions.supplement(row.pk, package={}, answer="here", by=None, at=moment(answered, 15))
    assert clock().due_on == due


@pytest.mark.django_db
def test_the_clock_goes_on_only_when_nobody_waits_for_an_answer_any_more():
    first, second = sent(moment((11, 24))).permits.order_by("pk")
    for row in (first, second):
        actions.request_correction(row.pk, missing="a map", by=None, at=moment((11, 24), 15))
    actions.supplement(first.pk, package={}, by=None, at=moment((11, 26)))
    assert clock().due_at is None
    actions.supplement(second.pk, package={}, by=None, at=moment((11, 27), 9))
    assert clock().due_on == date(2026, 11, 30)


@pytest.mark.django_db
@pytest.mark.parametrize(("last", "is_late"), [((11, 26), False), ((11, 27), True)])
def test_it_stops_at_the_last_decision_and_is_late_only_after_its_day(last, is_late):
    first, second = sent(moment((11, 24))).permits.order_by("pk")
    actions.refuse(first.pk, document_no="1", ground="a tree", by=None, at=moment((11, 25)))
    assert clock().is_running
    actions.grant(second.pk, document_no="2", by=None, at=moment(last, 23))
    assert (clock().is_running, clock().is_breached(moment(last, 23))) == (False, is_late)


@pytest.mark.django_db
def test_what_is_taken_back_stops_the_clock_too():
    round_ = sent(moment((11, 24)))
    actions.cancel_round(round_.pk, by=None, at=moment((11, 25)))
    assert not Clock.objects.running().exists()
