"""What is missing: asked for once from a closed list, answered on one page, recalled, closed, opened again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import PersonalDataAccess
from accounts.refusals import Invalid
from applications import timers
from applications.correction import actions
from applications.correction.actions import Given
from applications.correction.models import CorrectionItem
from applications.correction.rules import Wanted, faults, reminder_due, wanted
from applications.models import Application
from applications.rules import rule_set_on
from notifications.models import Message
from tests.applications.journey import MONDAY, Cast, person, submitted
from tests.applications.steps import answers_to, fresh, must_hold
from tests.applications.test_http_journeys import Caller
from tests.applications.test_intake_uploads import file, picture

DAY = timedelta(days=1)
NEW_CODE = "91350211M000100Y46"


@pytest.fixture
def case(cast: Cast) -> Application:
    return submitted(cast, at=timezone.now())


def ask(cast: Cast, case: Application, *items: Any, at: Any = None) -> list[CorrectionItem]:
    actions.request_correction(case.pk, by=cast.intake, at=at or timezone.now(), items=items)
    return list(CorrectionItem.objects.filter(request__application=case, request__answered_at=None))


def signed_in(user: Any) -> Client:
    web = Client(headers={"accept-language": "en"})
    web.force_login(user)
    return web


@pytest.mark.parametrize(
    ("items", "answered", "sentences"),
    [
        ([], [], 1), (["", " "], [], 1), (["Which floor?"], [], 0), ([{"kind": "CAPACITY"}], [], 0),
        ([{"kind": "OTHER_PAPER"}], [], 1), ([{"kind": "BLOOD"}], [], 1), (["And this?"], [7], 1),
        ([{"kind": "CAPACITY", "follows": 7}], [7], 0), ([{"kind": "CAPACITY", "follows": "8"}], [7], 1),
    ],
)  # fmt: skip
def test_a_list_is_from_the_closed_list_and_a_second_one_follows_from_an_answer(
    items: list[Any], answered: list[int], sentences: int
) -> None:
    assert len(faults(wanted(items), answered)) == sentences


@pytest.mark.parametrize(("passed", "step"), [(0, None), (6, None), (7, 7), (14, 7), (15, 15), (30, 25), (31, None)])
def test_reminders_come_after_seven_fifteen_and_twenty_five_days(passed: int, step: int | None) -> None:
    today = MONDAY.date()
    assert reminder_due(today + timedelta(days=30 - passed), today, rule_set_on(today, "411523")) == step


def test_the_officer_ticks_what_is_missing_and_the_customer_gets_one_letter(cast: Cast, case: Application) -> None:
    officer, customer = signed_in(cast.intake), signed_in(cast.customer)
    address = f"/room/{case.number}/request_correction/"
    assert officer.post(address, {"items": " "}).status_code == 422
    given = {"ask": ["CAPACITY", "SITE_PLAN"], "say_SITE_PLAN": "with the transformer", "items": "哪一层?\n有配电箱吗?"}
    assert officer.post(address, given).status_code == 302
    items = CorrectionItem.objects.values_list("kind", "text")
    assert list(items) == [
        ("CAPACITY", ""), ("SITE_PLAN", "with the transformer"), ("OTHER", "哪一层?"), ("OTHER", "有配电箱吗?")
    ]  # fmt: skip
    letter = customer.get(f"/applications/{case.number}/letters/correction/")
    assert b"".join(letter.streaming_content)[:5] == b"%PDF-"
    page = customer.get(f"/applications/{case.number}/correct/").content.decode()
    assert ("with the transformer" in page, "有配电箱吗?" in page) == (True, True)


def test_what_was_answered_is_kept_while_something_else_is_wrong(cast: Cast, case: Application) -> None:
    plan, amount = ask(cast, case, Wanted("SITE_PLAN"), Wanted("CAPACITY"))
    web, address = signed_in(cast.customer), f"/applications/{case.number}/correct/"
    answer = web.post(address, {f"item_{plan.pk}": file(picture()), f"item_{amount.pk}": "much"})
    assert (answer.status_code, "We have the file" in answer.content.decode()) == (422, True)
    assert web.post(address, {f"item_{amount.pk}": "80"}).status_code == 302
    case = must_hold(case)
    assert (case.stage, case.facts.applied) == ("PRECHECK", 80)


def test_a_wrong_file_says_so_and_sends_nothing(cast: Cast, case: Application) -> None:
    (plan,) = ask(cast, case, Wanted("SITE_PLAN"))
    answer = signed_in(cast.customer).post(
        f"/applications/{case.number}/correct/", {f"item_{plan.pk}": SimpleUploadedFile("plan.exe", b"MZ....")}
    )
    assert (answer.status_code, "neither" in answer.content.decode()) == (422, True)
    assert fresh(case).stage == "CORRECTION"


def test_a_paper_may_be_answered_in_words_and_its_file_is_seen_with_a_reason(cast: Cast, case: Application) -> None:
    plan, consent = ask(cast, case, Wanted("SITE_PLAN"), Wanted("OWNER_CONSENT"))
    given = {f"item_{plan.pk}": file(picture()), f"words_{consent.pk}": "He is abroad until Friday"}
    assert signed_in(cast.customer).post(f"/applications/{case.number}/correct/", given).status_code == 302
    officer, address = signed_in(cast.intake), f"/applications/{case.number}/answers/{plan.pk}/"
    assert "He is abroad until Friday" in officer.get(f"/room/{case.number}/").content.decode()
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert officer.post(address, {"reason": "to check"}).content[:3] == b"\xff\xd8\xff"
    assert PersonalDataAccess.objects.filter(by=cast.intake, field="file").count() == 1
    assert signed_in(person("stranger")).get(address).status_code == 404


def test_an_answer_goes_where_it_belongs(cast: Cast, case: Application) -> None:
    asked = ask(cast, case, Wanted("NUMBER"), Wanted("ADDRESS"), Wanted("BUSINESS_LICENCE"))
    words = dict(zip([item.pk for item in asked[:2]], [Given(NEW_CODE), Given("文博村2号")], strict=True))
    given = {**words, asked[2].pk: Given(file=file(picture()))}
    actions.correct(case.pk, by=cast.customer, at=timezone.now(), answers=given)
    case = Application.objects.select_related("customer", "site").get()
    assert (case.customer.uscc.plain, case.site.address.plain[-5:]) == (NEW_CODE, "文博村2号")
    assert set(case.documents.values_list("kind", "state")) == {
        ("BUSINESS_LICENCE", "UPLOADED"), ("REAL_ESTATE", "TO_BE_FETCHED")
    }  # fmt: skip


def test_a_number_is_masked_on_the_pages_and_sealed_in_the_database(cast: Cast, case: Application) -> None:
    (number,) = ask(cast, case, Wanted("NUMBER"))
    actions.correct(case.pk, by=cast.customer, at=timezone.now(), answers={number.pk: Given(NEW_CODE)})
    assert NEW_CODE not in signed_in(cast.intake).get(f"/room/{case.number}/").content.decode()
    assert NEW_CODE not in str(list(case.timeline.events.values("data", "reason")))


def test_a_second_list_says_which_answer_brought_it_up(cast: Cast, case: Application) -> None:
    (floor,) = ask(cast, case, "Which floor?")
    actions.correct(case.pk, by=cast.customer, at=timezone.now(), **answers_to(case, "The roof"))
    with pytest.raises(Invalid):
        ask(cast, case, "And how high?")
    ask(cast, case, Wanted("OTHER", "How high?", floor.pk))
    page = signed_in(cast.customer).get(case.get_absolute_url()).content.decode()
    assert ("The roof" in page, "How high?" in page, "brought up by" in page) == (True, True, True)


def test_programs_read_what_is_missing_and_answer_it(cast: Cast, case: Application) -> None:
    officer, customer = Caller(cast.intake), Caller(cast.customer)
    address = f"applications/{case.number}"
    refused = officer.post(f"{address}/request_correction/", {"items": [{"kind": "BLOOD"}]})
    assert (refused.status_code, "items" in refused.json()["errors"]) == (400, True)
    officer.post(f"{address}/request_correction/", {"items": [{"kind": "CAPACITY"}, "Which floor?"]})
    missing = customer.get(f"{address}/").json()["missing"]
    assert [row["kind"] for row in missing] == ["CAPACITY", "OTHER"]
    short = customer.post(f"{address}/correct/", {missing[0]["name"]: "70"})
    assert (short.status_code, list(short.json()["errors"])) == (400, [missing[1]["name"]])
    done = customer.post(f"{address}/correct/", {missing[0]["name"]: "70", missing[1]["name"]: "The second"})
    assert (done.json()["stage"], done.json()["missing"]) == ("PRECHECK", [])


def test_the_customer_is_reminded_three_times_and_no_oftener(cast: Cast) -> None:
    case = submitted(cast)
    ask(cast, case, "Which floor?", at=MONDAY)
    for day in range(31):
        timers.run(at=MONDAY + day * DAY)
        timers.run(at=MONDAY + day * DAY + timedelta(hours=6))
    assert Message.objects.filter(about=case.number, template="correction-reminder").count() == 3
