"""Nobody signs with a session alone: a code goes to the signer's own phone, once in ten minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import applications.energise.actions as power
from accounts.choices import CodePurpose
from accounts.models import OneTimeCode
from applications.models import Application
from tests.applications.codes import arriving, other_than, with_phone
from tests.applications.journey import FACTORY, MONDAY, TERMS, Cast, build_grid, surveyed
from tests.applications.steps import do, fresh
from tests.applications.test_http_journeys import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def offered(cast: Cast) -> Application:
    """A contract lies ready for the customer's signature."""
    with_phone(cast.customer)
    case = surveyed(cast)
    case = do(cast, case, "start_works", by=case.manager, at=MONDAY + timedelta(hours=5), terms=TERMS)
    build_grid(cast, case, at=MONDAY + timedelta(hours=6))
    return power.offer_contract(case.pk, by=cast.contract, at=MONDAY + timedelta(hours=7), terms={"a": "b"})


@pytest.fixture
def web(cast: Cast) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(cast.customer)
    return browser


def page_of(case: Application) -> str:
    return f"/applications/{case.number}/sign_contract/"


def asked(web: Client, address: str) -> str:
    with arriving() as codes:
        assert web.post(f"{address}code/").status_code == 302
    return codes[0]


def test_the_contract_is_signed_with_the_code_and_not_before(offered: Application, web: Client) -> None:
    address = page_of(offered)
    page = web.get(address).content.decode()
    assert ("Send me the code" in page, 'name="code"' in page) == (True, False)
    assert web.post(address).status_code == 422
    code = asked(web, address)
    assert 'name="code"' in web.get(address).content.decode()
    wrong = web.post(address, {"code": other_than(code)})
    assert (wrong.status_code, "not the code we sent" in wrong.content.decode()) == (422, True)
    assert "six digits" in web.post(address, {"code": "12"}).content.decode()
    assert fresh(offered).stage == "READY"
    assert web.post(address, {"code": code}).status_code == 302
    assert (fresh(offered).stage, OneTimeCode.objects.get().purpose) == ("CONTRACT_SIGNED", CodePurpose.SIGN)


def test_five_wrong_codes_end_it_and_the_page_offers_another(offered: Application, web: Client) -> None:
    address = page_of(offered)
    wrong = other_than(asked(web, address))
    pages = [web.post(address, {"code": wrong}).content.decode() for _ in range(6)]
    assert ("Ask for a new one" in pages[-1], "Send me the code" in pages[-1]) == (True, True)
    assert fresh(offered).stage == "READY"


def test_a_second_code_within_the_minute_is_told_to_wait(offered: Application, web: Client) -> None:
    address = page_of(offered)
    asked(web, address)
    again = web.post(f"{address}code/", follow=True)
    assert ("Wait a minute" in again.content.decode(), OneTimeCode.objects.count()) == (True, 1)


def test_who_just_signed_in_with_a_code_is_not_asked_again(cast: Cast, offered: Application) -> None:
    browser = Client(headers={"accept-language": "en"})
    with arriving() as codes:
        browser.post("/sign-in/", {"phone": cast.customer.phone})
    browser.post("/sign-in/code/", {"code": codes[0]})
    assert "Send me the code" not in browser.get(page_of(offered)).content.decode()
    OneTimeCode.objects.update(used_at=timezone.now() - timedelta(minutes=11))
    assert "Send me the code" in browser.get(page_of(offered)).content.decode(), "ten minutes are over"
    OneTimeCode.objects.update(used_at=timezone.now())
    assert browser.post(page_of(offered)).status_code == 302
    assert fresh(offered).stage == "CONTRACT_SIGNED"


def test_the_code_of_one_session_opens_no_other(cast: Cast, offered: Application, web: Client) -> None:
    code, other = asked(web, page_of(offered)), Client()
    other.force_login(cast.customer)
    assert other.post(page_of(offered), {"code": code}).status_code == 422
    assert fresh(offered).stage == "READY"


def test_a_code_is_sent_only_to_whom_may_sign_now(cast: Cast, offered: Application, web: Client) -> None:
    officer = Client()
    officer.force_login(cast.manager)
    assert officer.post(f"{page_of(offered)}code/").status_code == 409
    for verb in ("withdraw", "sign_lease", "no_such_verb"):
        assert web.post(f"/applications/{offered.number}/{verb}/code/").status_code == 409
    assert not OneTimeCode.objects.exists()


def test_without_a_number_the_page_says_what_to_do(cast: Cast, offered: Application, web: Client) -> None:
    type(cast.customer).objects.filter(pk=cast.customer.pk).update(phone="", phone_index="")
    answer = web.post(f"{page_of(offered)}code/", follow=True)
    assert "95598" in answer.content.decode()


def test_a_program_signs_with_a_code_too(cast: Cast, offered: Application) -> None:
    caller, case = Caller(cast.customer), f"applications/{offered.number}"
    refused = caller.post(f"{case}/sign_contract/")
    assert (refused.status_code, "signing_code" in str(refused.json()["errors"]["code"])) == (400, True)
    with arriving() as codes:
        told = caller.post(f"{case}/signing_code/")
    assert (told.status_code, told.json()["sent_to"][:3]) == (202, "138")
    assert caller.post(f"{case}/signing_code/").status_code == 429
    assert Caller(cast.customer).post(f"{case}/sign_contract/", {"code": codes[0]}).status_code == 400, "another token"
    signing: Any = {"code": codes[0]}, {"Idempotency-Key": "sign-1"}
    assert caller.post(f"{case}/sign_contract/", signing[0], **signing[1]).json()["stage"] == "CONTRACT_SIGNED"
    OneTimeCode.objects.update(used_at=timezone.now() - timedelta(hours=1))
    again = caller.post(f"{case}/sign_contract/", signing[0], **signing[1])
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (200, "true")
    assert caller.post(f"{case}/signing_code/").status_code == 409


def test_the_plan_is_confirmed_with_a_code_too_and_objecting_needs_none(cast: Cast, web: Client) -> None:
    with_phone(cast.customer)
    case = surveyed(cast, FACTORY)
    case = do(cast, case, "reply_on_site", by=case.manager, at=MONDAY + timedelta(hours=5), terms=TERMS)
    address = f"/applications/{case.number}/confirm_plan/"
    assert (web.post(address).status_code, fresh(case).stage) == (422, "PLAN_REPLIED")
    assert "Send me the code" not in web.get(f"/applications/{case.number}/dispute_plan/").content.decode()
    assert web.post(address, {"code": asked(web, address)}).status_code == 302
    assert fresh(case).stage != "PLAN_REPLIED"
