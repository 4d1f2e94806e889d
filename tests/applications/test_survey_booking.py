"""Times for a visit: what is offered, and that nobody is promised an hour twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

import applications.survey.actions as survey
from accounts.refusals import Unmet
from applications.models import Application
from customers.calendar.reminders import remind
from customers.calendar.rules import offered, slot
from customers.models import Appointment
from deadlines.rules import CHINA, WorkCalendar
from notifications.models import Message
from tests.applications.journey import MONDAY, Cast, accepted
from tests.applications.steps import do, must_hold

YEAR = WorkCalendar(2026, 2026, {})
TEN = MONDAY.replace(hour=10)


def book(case: Application, cast: Cast, begins: datetime) -> Application:
    return survey.book_survey(
        case.pk, by=cast.manager, at=MONDAY, booked_from=begins, booked_until=begins + timedelta(hours=2)
    )


def test_ten_workdays_after_today_are_offered_and_no_weekend() -> None:
    days = offered(TEN, YEAR, [])
    assert [day.on.isoformat() for day in days][:6] == [f"2026-11-{n}" for n in (23, 24, 25, 26, 27, 30)]
    assert len(days) == 11
    assert all(day.on.weekday() < 5 for day in days)


def test_today_counts_only_with_an_hours_notice() -> None:
    assert [one.begins.hour for one in offered(TEN, YEAR, [])[0].slots] == [11, 14, 16]
    assert [one.begins.hour for one in offered(TEN + timedelta(minutes=1), YEAR, [])[0].slots] == [14, 16]
    assert offered(MONDAY.replace(hour=18), YEAR, [])[0].on.day == 24


def test_a_taken_hour_and_what_overlaps_it_are_not_offered() -> None:
    taken = slot(datetime.combine(MONDAY.date(), time(15), CHINA))
    assert [one.begins.hour for one in offered(TEN, YEAR, [taken])[0].slots] == [11]


def test_the_offer_ends_where_the_calendar_ends() -> None:
    assert len(offered(datetime(2026, 12, 30, 20, tzinfo=CHINA), YEAR, [])) == 1


def test_a_manager_is_in_one_place_at_a_time(cast: Cast) -> None:
    one, other = accepted(cast), accepted(cast)
    book(one, cast, TEN)
    with pytest.raises(Unmet):
        book(other, cast, TEN + timedelta(hours=1))
    book(other, cast, TEN + timedelta(hours=2))
    assert [case.survey.booked_from.astimezone(CHINA).hour for case in (one, other)] == [10, 12]


def test_moving_a_visit_frees_its_hour(cast: Cast) -> None:
    one, other = accepted(cast), accepted(cast)
    book(one, cast, TEN)
    book(one, cast, TEN + timedelta(hours=1))  # its own hour does not stand in the way
    book(other, cast, TEN - timedelta(minutes=60) + timedelta(days=1))
    assert Application.objects.get(pk=one.pk).surveys.filter(cancelled_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_choose_the_same_hour_at_once_one_gets_it() -> None:
    cast = Cast()
    cases, start = [accepted(cast), accepted(cast)], Barrier(2)

    def try_to_book(case: Application) -> str:
        start.wait()
        try:
            return book(case, cast, TEN).stage
        except Unmet:
            return "taken"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(try_to_book, cases)) == ["SURVEY_BOOKED", "taken"]


def test_both_sides_choose_among_free_times(cast: Cast, client: Client) -> None:
    case = accepted(cast)
    for person, address in ((cast.customer, "applications"), (cast.manager, "room")):
        client.force_login(person)
        page = client.get(f"/{address}/{case.number}/book_survey/").content.decode()
        assert page.count('type="radio"') >= 36
    chosen = page.split('type="radio"')[9].split('value="')[1].split('"')[0]
    client.post(f"/room/{case.number}/book_survey/", {"booked_from": chosen})
    assert Application.objects.get(pk=case.pk).survey.booked_from.astimezone(CHINA).isoformat() == chosen


def test_a_visit_is_called_off_and_its_hour_is_free_again(cast: Cast) -> None:
    case = accepted(cast)
    book(case, cast, TEN)
    case = must_hold(do(cast, case, "cancel_survey", by=cast.customer, at=MONDAY))
    assert (case.stage, Appointment.objects.standing().exists()) == ("ACCEPTED", False)
    assert set(Message.objects.filter(template__startswith="survey-cancelled").values_list("recipient", flat=True)) == {
        cast.customer.pk, cast.manager.pk
    }  # fmt: skip
    assert book(accepted(cast), cast, TEN).stage == "SURVEY_BOOKED"


def test_both_sides_are_reminded_the_day_before_and_once(cast: Cast) -> None:
    book(accepted(cast), cast, TEN + timedelta(days=2))
    for hours in (-49, -23, -22):
        remind(at=TEN + timedelta(days=2, hours=hours), ahead=timedelta(days=1))
    told = Message.objects.filter(template__in=("survey-near", "survey-near-officer"))
    assert set(told.values_list("recipient", flat=True)) == {cast.customer.pk, cast.manager.pk}
    assert told.count() == 2


@pytest.mark.parametrize("when", ["2020-01-06T10:00", "yesterday", ""])
def test_a_time_that_cannot_be_is_said_in_a_sentence(cast: Cast, client: Client, when: str) -> None:
    case = accepted(cast, at=timezone.now())
    client.force_login(cast.customer)
    answer = client.post(f"/applications/{case.number}/book_survey/", {"booked_from": when})
    assert (answer.status_code, b"error-summary" in answer.content) == (422, True)
    assert not Appointment.objects.exists()
