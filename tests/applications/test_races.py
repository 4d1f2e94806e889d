"""Two at once, on the real database over HTTP: one wins, the other is told so, and nothing happens twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from applications.models import Application
from applications.room.models import Assignment
from customers.models import AccountManager
from deadlines.models import Event
from notifications.models import Message
from tests.applications.journey import Cast, build_grid, person, submitted, surveyed
from tests.applications.steps import do, fresh, must_hold
from tests.applications.test_http_journeys import SAFE, Caller

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = range(10)
CONFLICT = {"wrong-stage", "still-running", "unmet"}
Call = Callable[[], Any]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return Cast()


@pytest.fixture
def now() -> Any:
    return timezone.now().replace(microsecond=0)


def at_once(*calls: Call) -> list[Any]:
    """Every call in a thread of its own, all let go in the same moment; the answers in the order of the calls."""
    answers: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(n: int, call: Call) -> None:
        gate.wait()
        try:
            answers[n] = call()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=numbered) for numbered in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def verb(caller: Caller, case: Application, name: str, data: Any = None, **headers: str) -> Call:
    return lambda: caller.post(f"applications/{case.number}/{name}/", data, **headers)


def statuses(answers: list[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def times(case: Application, name: str) -> int:
    return Event.objects.filter(timeline=case.timeline, verb=name).count()


def powered_up(cast: Cast, now: Any) -> Application:
    """A case of which only the switching on is left."""
    case = do(cast, surveyed(cast, at=now), "start_works", by=cast.manager, at=now)
    case = build_grid(cast, case, at=now)
    for role, name in (("contract", "offer_contract"), ("customer", "sign_contract"), ("meter", "install_meter")):
        case = do(cast, case, name, by=getattr(cast, role), at=now)
    return case


def test_of_two_officers_who_accept_one_wins_and_the_other_hears_that_the_step_is_over(cast: Cast, now: Any) -> None:
    first, second = Caller(cast.intake), Caller(person("intake-2", Role.INTAKE))
    for _round in ROUNDS:
        case = submitted(cast, at=now)
        answers = at_once(verb(first, case, "accept"), verb(second, case, "accept"))
        assert statuses(answers) == [200, 409]
        assert {a.json()["code"] for a in answers if a.status_code == 409} == {"wrong-stage"}
        case = must_hold(case)
        assert (times(case, "accept"), case.stage) == (1, "ACCEPTED")
        assert Message.objects.filter(about=case.number, template="application-accepted").count() == 1


def test_the_customer_leaves_while_the_officer_accepts(cast: Cast, now: Any) -> None:
    officer, customer = Caller(cast.intake), Caller(cast.customer)
    for _round in ROUNDS:
        case = submitted(cast, at=now)
        accepted, left = at_once(verb(officer, case, "accept"), verb(customer, case, "withdraw"))
        case = must_hold(case)
        # Whoever came second: an accepted case can still be left, one that was left cannot be accepted.
        assert (left.status_code, case.stage) == (200, "WITHDRAWN")
        assert accepted.status_code in (200, 409)
        assert times(case, "accept") == (accepted.status_code == 200)


def test_the_customer_leaves_while_the_power_is_switched_on(cast: Cast, now: Any) -> None:
    officer, customer = Caller(cast.dispatch), Caller(cast.customer)
    for _round in range(5):
        case = powered_up(cast, now)
        on, left = at_once(verb(officer, case, "energise", SAFE), verb(customer, case, "withdraw"))
        assert sorted([on.status_code, left.status_code]) == [200, 409]
        case = must_hold(case)
        assert case.stage == ("ENERGISED" if on.status_code == 200 else "WITHDRAWN")
        assert (case.supply_point is not None) == (on.status_code == 200)


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "the-same"}], ids=["without a key", "with a key"])
def test_an_impatient_officer_accepts_once(cast: Cast, now: Any, headers: dict[str, str]) -> None:
    officer = Caller(cast.intake)
    for n in ROUNDS:
        own = {name: f"{value}-{n}" for name, value in headers.items()}
        case = submitted(cast, at=now)
        answers = at_once(*[verb(officer, case, "accept", **own)] * 2)
        lost = [a.json()["code"] for a in answers if a.status_code != 200]
        assert set(lost) <= CONFLICT
        assert len(lost) <= 1
        assert times(must_hold(case), "accept") == 1


def test_the_same_key_again_later_gives_the_same_answer_again(cast: Cast, now: Any) -> None:
    officer, case = Caller(cast.intake), submitted(cast, at=now)
    call = verb(officer, case, "accept", **{"Idempotency-Key": "one"})
    first, again = call(), call()
    assert (first.status_code, again.status_code, first.json()) == (200, 200, again.json())
    assert times(case, "accept") == 1


def test_two_managers_who_take_the_same_case_do_not_both_have_it(cast: Cast, now: Any) -> None:
    officers = [cast.intake, person("intake-2", Role.INTAKE)]
    for _round in ROUNDS:
        case = submitted(cast, at=now)
        answers = at_once(*[partial(taken, who, case) for who in officers])
        assert sorted(answers) == [302, 409]
        assert Assignment.objects.filter(application=case, released_at=None).count() == 1


def taken(who: Any, case: Application) -> int:
    browser = Client()
    browser.force_login(who, "django.contrib.auth.backends.ModelBackend")
    return int(browser.post(f"/room/{case.number}/take/").status_code)


def test_two_managers_who_book_the_same_visit_leave_one_booking(cast: Cast, now: Any) -> None:
    manager, customer = Caller(cast.manager), Caller(cast.customer)
    for _round in range(5):
        case = do(cast, submitted(cast, at=now), "accept", by=cast.intake, at=now)
        AccountManager.objects.filter(user=cast.manager).update(open_case_cap=1000)
        ask = {"booked_from": "2036-11-24T09:00"}
        at_once(verb(manager, case, "book_survey", ask), verb(customer, case, "book_survey", ask))
        assert case.surveys.filter(cancelled_at=None, recorded_at=None).count() == 1
        assert must_hold(case).stage == "SURVEY_BOOKED"
        do(cast, case, "withdraw", by=cast.customer, at=now)


def test_readers_never_wait_for_somebody_who_writes(cast: Cast, now: Any) -> None:
    case, reader = submitted(cast, at=now), Caller(cast.customer)
    answers = at_once(verb(Caller(cast.intake), case, "accept"), lambda: reader.get(f"applications/{case.number}/"))
    assert statuses(answers) == [200, 200]
    assert fresh(case).stage == "ACCEPTED"
