"""The week's report: every look, file, rest and later day of officers, and supervisors told of it once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.access import reveal, take_rows
from accounts.models import User
from applications.actions import suspend
from applications.models import Application
from applications.stages import ACCEPTED_ON
from deadlines.rules import CHINA
from notifications.models import Message
from portal.dashboards.periods import Period
from portal.dashboards.week.actions import report
from portal.dashboards.week.queries import Kind, acts, sums, week_of
from tests.portal.dashboards.test_pages import MOST, of, statements


@pytest.fixture
def officer(at: datetime) -> User:
    return User.objects.get(username="chief")


@pytest.fixture
def busy(at: datetime, officer: User) -> Period:
    """A look, a file and a rest of one officer, on top of what the county's story has."""
    case = Application.objects.filter(stage__in=ACCEPTED_ON).first()
    assert case
    reveal(case.applicant, "phone", by=officer, reason="rings back", at=at)  # type: ignore[arg-type]
    take_rows("cases:open", by=officer, reason="for the meeting", at=at)
    resume_on = (at + timedelta(days=9)).date()
    suspend(case.pk, by=officer, at=at, reason_code="FORCE_MAJEURE", resume_on=resume_on, evidence="notice 7")
    return week_of(at.astimezone(CHINA).date())


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 29)])
def test_a_week_begins_on_monday(day: date) -> None:
    assert week_of(day) == Period(date(2026, 11, 23), date(2026, 11, 29))


def test_each_act_stands_there_with_its_reason(busy: Period, officer: User) -> None:
    mine = {act.kind: act for act in acts(busy) if act.officer == officer}
    assert {Kind.SEEN, Kind.TAKEN, Kind.HELD} <= set(mine)
    assert (mine[Kind.SEEN].why, mine[Kind.TAKEN].why) == ("rings back", "for the meeting")
    assert "notice 7" in mine[Kind.HELD].why
    assert mine[Kind.HELD].number


def test_the_sums_are_those_of_the_acts(busy: Period, officer: User) -> None:
    found = acts(busy)
    line = next(line for line in sums(found) if line["officer"] == officer)
    assert sum(n for _label, n in line["counts"]) == sum(act.officer == officer for act in found)


def test_the_page_asks_few_questions_and_a_day_that_is_none_is_today(busy: Period, at: datetime) -> None:
    browser = of("supervisor")
    browser.get("/supervision/week/")
    assert statements(browser, f"/supervision/week/?week={busy.first.isoformat()}") <= MOST
    for text in ("2026-13-40", "tomorrow", "1999-01-01"):
        assert browser.get("/supervision/week/", {"week": text}).status_code == 200


def test_supervisors_are_told_of_the_week_that_is_over_once(busy: Period, at: datetime) -> None:
    later = at + timedelta(days=7)
    told: list[Any] = [report(at=later), report(at=later)]
    assert told == [User.objects.filter(username__startswith="supervisor").count(), 0]
    message = Message.objects.filter(template="week-report").first()
    assert message
    assert message.url == f"{reverse('supervision:week')}?week={busy.first.isoformat()}"
    assert int(message.context["taken"]) == sum(act.kind == Kind.TAKEN for act in acts(busy))


def test_rows_that_leave_are_written_down(at: datetime) -> None:
    of("auditor").get("/supervision/cases/csv/?show=open&reason=Review")
    act = next(act for act in acts(week_of(date.today())) if act.kind == Kind.TAKEN)  # noqa: DTZ011
    assert (act.officer.username, act.why) == ("auditor", "Review")
