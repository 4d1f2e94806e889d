"""Counting workdays: published answers, a brute-force oracle, pauses, provisional years."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from chinese_calendar import is_workday
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.choices import Light, Party, PauseReason
from deadlines.rules import (
    CHINA,
    Rest,
    UnknownDay,
    WorkCalendar,
    due_on,
    end_of,
    explain,
    light,
    moments,
    moments_until,
    workdays_by_party,
)
from tests.deadlines.official import CALENDAR, LAST, count_by_hand

VECTORS = """
2026-09-18 2 2026-09-21
2026-09-18 5 2026-09-24
2026-09-24 5 2026-10-09
2026-09-30 2 2026-10-09
2026-10-03 2 2026-10-09
2026-10-09 1 2026-10-10
2026-02-12 5 2026-02-26
2026-02-13 10 2026-03-05
2026-04-30 5 2026-05-11
2026-06-18 2 2026-06-23
2026-11-23 10 2026-12-07
2025-09-26 5 2025-10-10
2025-01-24 5 2025-02-07
2024-04-03 2 2024-04-08
2024-09-13 5 2024-09-23
"""


def d(text: str) -> date:
    return date.fromisoformat(text)


def rest(start: str, end: str | None = None, reason: str = PauseReason.CUSTOMER_REQUESTED) -> Rest:
    begin = datetime.fromisoformat(start).replace(tzinfo=CHINA)
    return Rest(begin, datetime.fromisoformat(end).replace(tzinfo=CHINA) if end else None, reason)


@pytest.mark.parametrize("line", VECTORS.strip().splitlines())
def test_a_limit_ends_where_the_official_calendar_says(line: str) -> None:
    start, workdays, due = line.split()
    answer = due_on(d(start), int(workdays), CALENDAR)
    assert (answer.date, answer.provisional) == (d(due), False)


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_its_known_number_of_workdays(year: int, workdays: int) -> None:
    assert CALENDAR.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == workdays


def test_every_published_day_is_what_the_notices_say() -> None:
    days = (date(2004, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2004, 1, 1)).days))
    assert [day for day in days if CALENDAR.is_workday(day) != is_workday(day)] == []


def test_a_count_into_an_unpublished_year_is_provisional_and_minds_new_years_day() -> None:
    answer = due_on(d("2026-12-28"), 5, CALENDAR)
    assert answer.provisional
    assert answer.date == d("2027-01-05")


def test_a_count_inside_a_published_year_is_not_provisional_on_its_last_day() -> None:
    assert not due_on(d("2026-12-28"), 3, CALENDAR).provisional


def test_holidays_on_a_weekend_are_made_up_in_a_provisional_year() -> None:
    off = [day for n in range(7) if not CALENDAR.is_workday(day := d("2027-04-30") + timedelta(days=n))]
    assert off == [d("2027-05-01"), d("2027-05-02"), d("2027-05-03"), d("2027-05-04")]


def test_spring_festival_of_a_provisional_year_follows_the_moon() -> None:
    assert [CALENDAR.is_workday(d(f"2027-02-{n:02}")) for n in (4, 5, 6, 7, 8, 9, 10, 11)] == [True] + [False] * 6 + [
        True
    ]


def test_a_calendar_says_that_it_does_not_know() -> None:
    with pytest.raises(UnknownDay):
        due_on(date(2003, 12, 31), 1, CALENDAR)
    with pytest.raises(UnknownDay):
        due_on(date(LAST, 12, 30), 60, CALENDAR)


def test_a_limit_of_no_days_ends_the_same_day_or_the_next_workday() -> None:
    assert due_on(d("2026-09-18"), 0, CALENDAR).date == d("2026-09-18")
    assert due_on(d("2026-10-03"), 0, CALENDAR).date == d("2026-10-08")


def test_a_pause_of_half_a_day_moves_nothing() -> None:
    half = rest("2026-09-21 08:00", "2026-09-21 18:00")
    assert due_on(d("2026-09-18"), 5, CALENDAR, [half]).date == d("2026-09-24")


def test_a_pause_of_a_whole_workday_moves_the_end_by_one() -> None:
    whole = rest("2026-09-21 00:00", "2026-09-22 00:00")
    assert due_on(d("2026-09-18"), 5, CALENDAR, [whole]).date == d("2026-09-28")


def test_a_pause_over_a_holiday_moves_nothing() -> None:
    assert due_on(d("2026-09-24"), 5, CALENDAR, [rest("2026-10-01 00:00", "2026-10-08 00:00")]).date == d("2026-10-09")


def test_two_pauses_that_meet_at_noon_make_a_whole_day() -> None:
    halves = [rest("2026-09-20 22:00", "2026-09-21 12:00"), rest("2026-09-21 12:00", "2026-09-22 03:00")]
    assert due_on(d("2026-09-18"), 5, CALENDAR, halves).date == d("2026-09-28")


def test_an_open_pause_hides_the_end_and_tells_what_is_left() -> None:
    answer = due_on(d("2026-09-18"), 5, CALENDAR, [rest("2026-09-22 09:00")])
    assert (answer.date, answer.workdays_left) == (None, 2)


def test_a_pause_opened_on_the_last_day_comes_too_late() -> None:
    assert due_on(d("2026-09-18"), 5, CALENDAR, [rest("2026-09-24 00:01")]).date == d("2026-09-24")


def test_each_day_says_why_it_counts() -> None:
    answer = due_on(d("2026-09-18"), 5, CALENDAR, [rest("2026-09-21 00:00", "2026-09-22 00:00")])
    told = [(day.date.day, day.counts, day.reason) for day in answer.days]
    assert told[:3] == [(19, False, "WEEKEND"), (20, True, "for National Day"), (21, False, "CUSTOMER_REQUESTED")]
    assert [reason for _day, _counts, reason in told[-4:-1]] == ["Mid-autumn Festival"] * 3
    assert sum(day.counts for day in answer.days) == 5


START = st.dates(date(2004, 1, 1), date(2027, 12, 31))


@settings(max_examples=1500, deadline=None)
@given(START, st.integers(0, 60))
def test_counting_agrees_with_counting_by_hand(start: date, workdays: int) -> None:
    if workdays or CALENDAR.is_workday(start):
        assert due_on(start, workdays, CALENDAR).date == count_by_hand(start, workdays)


@st.composite
def paused(draw: st.DrawFn) -> tuple[date, list[Rest]]:
    start = draw(START)
    rests, hour = [], st.sampled_from([0, 0, 9, 12, 23])
    for _n in range(draw(st.integers(1, 4))):
        begin = datetime.combine(start + timedelta(days=draw(st.integers(-5, 60))), datetime.min.time(), CHINA)
        begin += timedelta(hours=draw(hour))
        length = timedelta(days=draw(st.integers(0, 15)), hours=draw(hour))
        rests.append(
            Rest(begin, draw(st.sampled_from([begin + length, begin + length, begin + length, None])), "FORCE_MAJEURE")
        )
    return start, rests


@settings(max_examples=500, deadline=None)
@given(paused(), st.integers(1, 60))
def test_counting_with_pauses_agrees_with_counting_by_hand(case: tuple[date, list[Rest]], workdays: int) -> None:
    start, rests = case
    answer = due_on(start, workdays, CALENDAR, rests)
    assert answer.date == count_by_hand(start, workdays, rests)
    counted = sum(day.counts for day in answer.days)
    assert counted + answer.workdays_left == workdays


def test_a_promise_is_amber_at_sixty_percent_or_with_one_day_left() -> None:
    start = datetime(2026, 9, 18, 15, tzinfo=CHINA)
    for limit, amber in ((1, "2026-09-18"), (2, "2026-09-20"), (5, "2026-09-22"), (10, "2026-09-28")):
        found = moments(start, due_on(start.date(), limit, CALENDAR), limit)
        assert found is not None
        assert found.amber_at == end_of(d(amber))


def test_a_promise_is_kept_until_midnight_and_late_one_workday_after() -> None:
    start = datetime(2026, 9, 18, 15, tzinfo=CHINA)
    found = moments(start, due_on(start.date(), 5, CALENDAR), 5)
    assert found is not None
    assert (found.due_at, found.escalate_at) == (end_of(d("2026-09-24")), end_of(d("2026-09-28")))


def test_a_limit_in_minutes_never_minds_workdays() -> None:
    start = datetime(2026, 10, 1, 3, tzinfo=CHINA)
    found = moments_until(start, start + timedelta(minutes=45), CALENDAR)
    assert (found.amber_at, found.due_at) == (start + timedelta(minutes=27), start + timedelta(minutes=45))


def test_the_light_turns_red_only_after_the_last_instant() -> None:
    due = end_of(d("2026-09-24"))
    amber = end_of(d("2026-09-22"))
    instants = (amber - timedelta(seconds=1), amber, due, due + timedelta(microseconds=1))
    lights = [light(at=at, due_at=due, amber_at=amber) for at in instants]
    assert lights == [Light.GREEN, Light.AMBER, Light.AMBER, Light.RED]


def test_days_are_divided_between_the_parties() -> None:
    rests = [
        rest("2026-09-18 16:00", "2026-09-22 10:00", PauseReason.AWAIT_CUSTOMER_CONFIRM),
        rest("2026-09-23 00:00", "2026-09-24 00:00", PauseReason.AWAIT_GOV_PERMIT),
        rest("2026-09-28 00:00", "2026-09-29 00:00", PauseReason.FORCE_MAJEURE),
    ]
    spent = workdays_by_party(d("2026-09-18"), d("2026-09-29"), CALENDAR, rests)
    assert spent == {Party.COMPANY: 3, Party.CUSTOMER: 2, Party.GOVERNMENT: 1}


def test_explaining_nothing_explains_nothing() -> None:
    assert explain(d("2026-09-18"), d("2026-09-18"), CALENDAR) == []


def test_an_empty_calendar_still_knows_its_weekends() -> None:
    assert WorkCalendar(2026, 2026, {}).nth_after(d("2026-01-02"), 1) == d("2026-01-05")
