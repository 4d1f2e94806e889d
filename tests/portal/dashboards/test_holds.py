"""Unusual holds come first, each with the signs that made it so."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from applications.actions import suspend
from applications.models import Application
from deadlines.rules import CHINA, WorkCalendar
from portal.dashboards.holds.queries import holds
from portal.dashboards.holds.rules import Hold, judged

CALENDAR = WorkCalendar(2026, 2026, {date(2026, 10, 1): (False, "National Day")})
MONDAY = datetime(2026, 11, 23, 10, tzinfo=CHINA)
TODAY = date(2026, 11, 27)


def hold(pk: int = 1, **special: Any) -> Hold:
    usual = {
        "number": f"XC-{pk}", "reason": "CUSTOMER_REQUESTED", "officer": 1, "officer_cases": 40,
        "evidence": f"the customer called, note {pk}", "started_at": MONDAY, "ended_at": MONDAY + timedelta(days=3),
        "due_on": date(2026, 12, 4),
    }  # fmt: skip
    return Hold(key=str(pk), **{**usual, **special})


def signs(*rows: Hold) -> dict[int, set[str]]:
    found = judged(rows, calendar=CALENDAR, today=TODAY)
    return {int(one.hold.key): {sign.key for sign in one.signs} for one in found}


def test_an_ordinary_hold_has_no_sign() -> None:
    assert signs(hold()) == {1: set()}


def test_a_hold_at_the_last_moment_or_behind_it_is_seen() -> None:
    dues = {1: date(2026, 11, 23), 2: date(2026, 11, 24), 3: date(2026, 11, 20), 4: date(2026, 11, 25)}
    found = signs(*(hold(pk, due_on=day) for pk, day in dues.items()))
    assert found == {1: {"last-day"}, 2: {"last-day"}, 3: {"after-due"}, 4: set()}


def test_friday_afternoon_few_words_and_a_single_day_are_seen() -> None:
    friday = datetime(2026, 11, 20, 16, tzinfo=CHINA)
    rows = (
        hold(1, started_at=friday, ended_at=friday + timedelta(days=5)), hold(2, evidence="ok"),
        hold(3, ended_at=MONDAY + timedelta(days=1)), hold(4, started_at=MONDAY.replace(hour=16)),
    )  # fmt: skip
    found = signs(*rows)
    assert found == {1: {"friday"}, 2: {"few-words"}, 3: {"brief"}, 4: set()}


def test_the_same_words_at_three_cases_and_a_hold_that_never_ends_are_seen() -> None:
    same = [hold(pk, evidence="the customer asked for it") for pk in (1, 2, 3)]
    old = hold(4, started_at=MONDAY - timedelta(days=60), ended_at=None)
    found = signs(*same, old)
    assert found == {1: {"same-words"}, 2: {"same-words"}, 3: {"same-words"}, 4: {"standing"}}


def test_the_longest_and_the_officer_who_holds_most_are_seen() -> None:
    others = [hold(pk, officer=pk, officer_cases=50, ended_at=MONDAY + timedelta(days=2)) for pk in range(10, 20)]
    his = [hold(pk, officer=1, officer_cases=20, ended_at=MONDAY + timedelta(days=2)) for pk in range(1, 6)]
    found = signs(*others, *his, hold(30, officer=99, officer_cases=60, started_at=MONDAY - timedelta(days=20)))
    assert found[30] == {"long"}
    assert all(found[pk] == {"officer"} for pk in range(1, 6))
    assert not any(found[pk] for pk in range(10, 20))


def test_later_days_have_signs_of_their_own_and_are_never_called_brief_or_standing() -> None:
    later = {"extra": 1, "promise": "C3", "number": "XC-9", "ended_at": MONDAY + timedelta(days=1)}
    again = [hold(pk, **later) for pk in (1, 2)]
    found = signs(*again, hold(3, **{**later, "number": "XC-8", "due_on": date(2026, 11, 24)}))
    assert found == {1: {"again"}, 2: {"again"}, 3: {"last-day"}}


def test_the_most_unusual_is_first() -> None:
    found = judged([hold(1), hold(2, due_on=date(2026, 11, 20), evidence="")], calendar=CALENDAR, today=TODAY)
    assert [(one.hold.key, one.points) for one in found] == [("2", 5), ("1", 0)]


@pytest.mark.django_db
def test_only_what_a_person_put_on_is_a_hold_and_it_knows_the_promise_it_moved(at: datetime) -> None:
    assert holds(at=at) == []
    case = Application.objects.filter(stage="WORKS", turn="COMPANY").first()
    clocks = case.timeline.clocks.running().filter(due_on__isnull=False, owner="COMPANY")
    due_on = min(clocks.values_list("due_on", flat=True))
    terms = {"reason_code": "CUSTOMER_REQUESTED", "resume_on": date(2027, 1, 4), "evidence": "later"}
    suspend(case.pk, by=case.applicant, at=at, **terms)
    (found,) = holds(at=at + timedelta(minutes=1))
    assert (found.number, found.due_on, found.evidence, found.officer) == (case.number, due_on, "later", None)
