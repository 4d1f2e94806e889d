"""What cannot be done is said in a sentence that helps, and what was typed or decided before stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import applications.intake.actions as intake
from accounts.roles import Role
from applications.correction.models import CorrectionItem
from applications.intake.actions import answers_of
from applications.models import Application
from applications.room.actions import take
from applications.room.models import Assignment
from customers.models import Appointment
from tests.applications.journey import SMALL_SHOP, Cast, accepted, person, submitted
from tests.applications.test_intake_pages import SHOP

pytestmark = pytest.mark.django_db
TYPED = {name: value for answers in SHOP.values() for name, value in answers.items()}


@pytest.fixture
def cast() -> Cast:
    return Cast()


def web(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("unknown", ["99", "-1", "\u0664", "x", "9" * 30])
def test_an_unknown_manager_is_refused_in_the_wizard_and_the_answers_stay(cast: Cast, unknown: str) -> None:
    draft = intake.open_draft(by=cast.customer, at=timezone.now(), answers=TYPED)
    answer = web(cast.customer).post(f"/apply/{draft.number}/manager/", {"manager": unknown})
    assert (answer.status_code, "We know no account manager of this number" in text(answer)) == (422, True)
    assert answers_of(draft) == TYPED


@pytest.mark.parametrize("when", ["2020-01-06T10:00", "0001-01-01T00:00"])
def test_an_hour_that_has_passed_is_refused_and_nothing_is_booked(cast: Cast, when: str) -> None:
    case = accepted(cast, at=timezone.now())
    answer = web(cast.customer).post(f"/applications/{case.number}/book_survey/", {"booked_from": when})
    assert (answer.status_code, "Choose" in text(answer)) == (422, True)
    assert (Application.objects.get(pk=case.pk).stage, Appointment.objects.count()) == ("ACCEPTED", 0)


def test_who_takes_a_case_that_a_colleague_took_meanwhile_reads_who_has_it(cast: Cast) -> None:
    case, colleague = submitted(cast, SMALL_SHOP, at=timezone.now()), person("colleague", Role.INTAKE)
    take(case.pk, by=colleague, at=timezone.now())
    answer = web(cast.intake).post(f"/room/{case.number}/take/")
    assert (answer.status_code, "colleague has taken this case already." in text(answer)) == (409, True)
    assert Assignment.objects.get().officer == colleague


def test_a_page_that_has_become_old_says_where_the_case_stands_and_keeps_the_words(cast: Cast) -> None:
    case = submitted(cast, SMALL_SHOP, at=timezone.now())
    intake.accept(case.pk, by=cast.chief, at=timezone.now())
    said = {"ground": "OUTSIDE_AREA", "reason": "Three lines that took a while to write"}
    answer = web(cast.intake).post(f"/room/{case.number}/refuse/", said)
    assert (answer.status_code, "Three lines that took a while to write" in text(answer)) == (409, True)
    assert Application.objects.get(pk=case.pk).stage == "ACCEPTED"


def test_a_list_and_an_answer_to_it_that_come_too_late_can_be_copied_from_the_page(cast: Cast) -> None:
    case = submitted(cast, SMALL_SHOP, at=timezone.now())
    asked = {"ask": ["CAPACITY"], "say_CAPACITY": "Does it fit the oven?", "items": "A photo of the gate"}
    officer, customer = web(cast.intake), web(cast.customer)
    officer.post(f"/room/{case.number}/request_correction/", {"items": "A photo of the gate"})
    late = text(officer.post(f"/room/{case.number}/request_correction/", asked))
    assert ("Does it fit the oven?" in late, "A photo of the gate" in late) == (True, True)
    item = CorrectionItem.objects.get()
    customer.post(f"/applications/{case.number}/correct/", {f"item_{item.pk}": "It is green."})
    again = customer.post(f"/applications/{case.number}/correct/", {f"item_{item.pk}": "It is blue."})
    assert (again.status_code, "It is blue." in text(again)) == (409, True)
