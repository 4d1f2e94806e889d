"""More power at a place that has some: its account is chosen and checked, or settled by an officer; never a new one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from applications.models import Application
from customers import actions as customers
from customers.models import SupplyPoint
from tests.applications import test_http_journeys as programs
from tests.applications.journey import MONDAY, Cast, person
from tests.applications.test_http_journeys import BEGIN, CONTRACT, METER, OUR_WORKS, SAFE, SHOP, TERMS
from tests.applications.test_intake_pages import SHOP as PAGES
from tests.applications.test_intake_pages import TICKS
from tests.applications.test_intake_way import PERSON

MORE = {**SHOP, "business_type": "INCREASE", "applied_capacity": "20"}
SURVEY = {"surveyors": ["甲", "乙"], "method": "TAPE", "route_length_m": "80.0", "area": "A1", "feeder": "F1"}
TO_READY = (*BEGIN, ("manager", "record_survey", SURVEY), ("manager", "start_works", TERMS), *OUR_WORKS)
AFTER = (("customer", "sign_contract"), ("meter", "install_meter", METER), ("dispatch", "energise", SAFE))


class Case(programs.Case):
    """Answered in English."""

    def by(self, role: str) -> programs.Caller:
        caller = super().by(role)
        caller.headers["Accept-Language"] = "en"
        return caller


def opened(cast: Cast, *, user: Any = None, town: str = "411523100", **identity: Any) -> SupplyPoint:
    """An account of 30 kVA, of the shop unless somebody else is named."""
    who = identity or {"kind": "ENTERPRISE", "name": "试验茶叶有限公司", "uscc": SHOP["uscc"]}
    customer = customers.register_customer(user=user or cast.customer, at=MONDAY, **who)
    site = customers.register_site(customer, address="新县新集镇文博村1号", township_code=town, area_name="新集镇")
    return customers.open_account(
        customer, site, area=cast.area, feeder=cast.feeder, voltage_class="LV", capacity_kva=Decimal(30), at=MONDAY
    )


def neighbour(cast: Cast) -> SupplyPoint:
    return opened(cast, user=person("neighbour"), kind="NATURAL_PERSON", **PERSON)


def asked(cast: Cast, **answers: str) -> Any:
    """The answer to submitting a request for more power."""
    case = Case(cast, {**MORE, **answers})
    return case, case.by("customer").post(f"applications/{case.number}/submit/", {"consent": True})


def case_of(case: Case) -> Application:
    return Application.objects.get(number=case.number)


def test_the_power_goes_to_the_account_that_was_named_and_its_power_need_not_be_typed(cast: Cast) -> None:
    point = opened(cast)
    case, answer = asked(cast, account_no=point.account_no)
    assert (answer.status_code, answer.json()["awaits_account"]) == (200, False)
    assert case_of(case).inputs["existing_capacity_kva"] == "30.00"
    case.walk(*TO_READY[1:], ("contract", "offer_contract", CONTRACT), *AFTER)
    assert [(one.pk, one.capacity_kva) for one in SupplyPoint.objects.all()] == [(point.pk, Decimal(50))]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "Choose the account, or say that you don't know its number."),
        ("12345", "10 or 13 digits"),
        ("9999999999999", "We have no account of this number"),
        ("neighbour", "not in the name of whoever applies"),
        ("elsewhere", "at another place than the address"),
    ],
)
def test_a_number_that_cannot_be_it_is_told_in_a_sentence(cast: Cast, number: str, sentence: str) -> None:
    if number == "neighbour":
        number = neighbour(cast).account_no
    elif number == "elsewhere":
        number = opened(cast, town="411523101").account_no
    case, answer = asked(cast, account_no=number, existing_capacity_kva="30")
    assert (answer.status_code, sentence in str(answer.json())) == (400, True)
    assert case_of(case).stage == "DRAFT"


def test_whoever_does_not_know_it_goes_on_and_nothing_is_opened_before_an_officer_has_settled_it(cast: Cast) -> None:
    case, answer = asked(cast, account="UNKNOWN", existing_capacity_kva="30")
    assert answer.json()["awaits_account"] is True
    case.walk(*TO_READY[1:])
    assert "INTAKE" in [desk.upper() for desk in case_of(case).desks]
    refused = case.by("contract").post(f"applications/{case.number}/offer_contract/", CONTRACT)
    assert (refused.status_code, "Settle the account first" in refused.json()["detail"]) == (409, True)
    assert not SupplyPoint.objects.exists()
    point = opened(cast)
    case.do("intake", "settle_account", {"account_no": point.account_no})
    case.walk(("contract", "offer_contract", CONTRACT), *AFTER)
    assert SupplyPoint.objects.get().capacity_kva == Decimal(50)


def test_energising_is_refused_while_the_account_is_open_and_when_it_was_closed_meanwhile(cast: Cast) -> None:
    point = opened(cast)
    case, _answer = asked(cast, account_no=point.account_no)
    case.walk(*TO_READY[1:], ("contract", "offer_contract", CONTRACT), *AFTER[:-1])
    SupplyPoint.objects.update(closed_at=MONDAY)
    refused = case.by("dispatch").post(f"applications/{case.number}/energise/")
    assert (refused.status_code, "Settle the account first" in refused.json()["detail"]) == (409, True)
    assert case_of(case).stage == "METERED"
    case.do("intake", "settle_account", {"account": "NEW", "reason": "旧户已销"})
    assert case.do("dispatch", "energise", SAFE)["stage"] == "ENERGISED"
    assert SupplyPoint.objects.filter(closed_at=None).get().account_no != point.account_no


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "account"),
        ({"account": "TYPED"}, "account_no"),
        ({"account_no": "12"}, "account_no"),
        ({"account_no": "9999999999999"}, "account_no"),
        ({"account": "NEW"}, "reason"),
        ({"account": "TYPED", "account_no": "neighbour"}, "reason"),
    ],
)
def test_an_officer_settles_nothing_without_a_number_or_a_reason(cast: Cast, given: dict[str, str], field: str) -> None:
    other = neighbour(cast).account_no
    case, _answer = asked(cast, account="UNKNOWN", existing_capacity_kva="30")
    given = {name: other if value == "neighbour" else value for name, value in given.items()}
    answer = case.by("intake").post(f"applications/{case.number}/settle_account/", given)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_an_account_in_another_name_is_taken_with_a_reason_that_stays(cast: Cast) -> None:
    other = neighbour(cast)
    case, _answer = asked(cast, account="UNKNOWN", existing_capacity_kva="30")
    told = case.do("intake", "settle_account", {"account_no": other.account_no, "reason": "房东的户,房东同意"})
    assert told["awaits_account"] is False
    assert case_of(case).timeline.events.get(verb="settle_account").reason == "房东的户,房东同意"


def test_who_may_not_settle_it_and_what_is_no_increase(cast: Cast) -> None:
    case, _answer = asked(cast, account="UNKNOWN", existing_capacity_kva="30")
    path = f"applications/{case.number}/settle_account/"
    assert case.by("dispatch").post(path, {"account": "NEW", "reason": "x"}).status_code == 403
    assert case.by("customer").post(path, {"account": "NEW", "reason": "x"}).status_code == 404
    new = Case(cast, {**SHOP, "address": "文博村9号"})
    new.walk(BEGIN[0])
    answer = new.by("intake").post(f"applications/{new.number}/settle_account/", {"account": "NEW", "reason": "x"})
    assert answer.status_code == 403


def test_the_wizard_offers_the_customers_own_accounts_and_says_what_is_wrong_with_a_typed_one(cast: Cast) -> None:
    web, point, other = Client(headers={"accept-language": "en"}), opened(cast), neighbour(cast)
    web.force_login(cast.customer)
    before = {"account": "TYPED", "account_no": "99 9999 9999 999", "existing_capacity_kva": ""}
    answer = web.post("/apply/new/", PAGES["what"])
    answer = web.post(answer["Location"], {**PAGES["power"], "business_type": "INCREASE", "applied_capacity": "20"})
    page = answer["Location"]
    shown = web.get(page).content.decode()
    assert (point.account_no in shown, other.account_no in shown) == (True, False)
    again = web.get(web.post(page, before)["Location"])
    assert (again.status_code, "We have no account of this number" in again.content.decode()) == (422, True)
    assert "99 9999 9999 999" in again.content.decode()
    assert web.post(page, {"account": point.account_no, "account_no": "", "existing_capacity_kva": ""})[
        "Location"
    ].endswith("/kind/")
    number = Application.objects.get().number
    for name in ("kind", "who", "where"):
        answer = web.post(f"/apply/{number}/{name}/", PAGES[name])
    look = web.get(answer["Location"]).content.decode()
    assert point.account_no in look
    web.post(answer["Location"], TICKS)
    assert Application.objects.get().has_settled_account


def test_an_officer_reads_the_warning_settles_it_on_a_page_and_the_warning_goes(cast: Cast) -> None:
    point = opened(cast)
    case, _answer = asked(cast, account="UNKNOWN", existing_capacity_kva="30")
    web = Client(headers={"accept-language": "en"})
    web.force_login(cast.intake)
    warned = web.get(f"/room/{case.number}/").content.decode()
    assert ("Which account gets the added power?" in warned, warned.count("settle_account/")) == (True, 1)
    page = web.get(f"/room/{case.number}/settle_account/").content.decode()
    assert point.account_no in page
    empty = web.post(f"/room/{case.number}/settle_account/", {"account": "NEW", "reason": ""})
    assert (empty.status_code, "why this place has no account" in empty.content.decode()) == (422, True)
    web.post(f"/room/{case.number}/settle_account/", {"account": point.account_no})
    assert "Which account gets the added power?" not in web.get(f"/room/{case.number}/").content.decode()


def test_a_customer_who_does_not_know_it_reads_that_we_find_out(cast: Cast) -> None:
    case, _answer = asked(cast, account="UNKNOWN", existing_capacity_kva="30")
    web = Client(headers={"accept-language": "en"})
    web.force_login(cast.customer)
    assert "we find it out before the contract" in web.get(f"/applications/{case.number}/").content.decode()


def customers_page(cast: Cast) -> Client:
    web = Client(headers={"accept-language": "en"})
    web.force_login(cast.customer)
    return web


def test_a_customer_gives_the_number_later_and_no_officer_is_needed(cast: Cast) -> None:
    point = opened(cast)
    case, _answer = asked(cast, account="UNKNOWN", existing_capacity_kva="30")
    web, path = customers_page(cast), f"/applications/{case.number}/name_account/"
    assert path in web.get(f"/applications/{case.number}/").content.decode()
    assert point.account_no in web.get(path).content.decode()
    wrong = web.post(path, {"account": "TYPED", "account_no": "9999999999999"})
    assert (wrong.status_code, "We have no account of this number" in wrong.content.decode()) == (422, True)
    assert "9999999999999" in wrong.content.decode()
    assert web.post(path, {"account": point.account_no}).status_code == 302
    application = case_of(case)
    assert (application.has_settled_account, "INTAKE" in application.desks) == (True, False)
    assert path not in web.get(f"/applications/{case.number}/").content.decode()
    assert web.post(path, {"account_no": point.account_no}).status_code == 409


def test_a_number_in_another_name_is_kept_for_an_officer_who_finds_it_chosen_already(cast: Cast) -> None:
    case, _answer = asked(cast, account="UNKNOWN", existing_capacity_kva="30")
    other, web = neighbour(cast), customers_page(cast)
    path = f"applications/{case.number}/name_account/"
    empty = case.by("customer").post(path, {})
    assert (empty.status_code, list(empty.json()["errors"])) == (400, ["account"])
    assert "Which account gets the power?" not in web.get(f"/{path}").content.decode()
    assert case.by("customer").post(path, {"account_no": other.account_no}).json()["awaits_account"] is True
    assert f"You gave us account {other.account_no}" in web.get(f"/applications/{case.number}/").content.decode()
    web.force_login(cast.intake)
    assert "name or place differ from our books" in web.get(f"/room/{case.number}/").content.decode()
    form = web.get(f"/room/{case.number}/settle_account/").context["form"]
    assert form["account"].value() == other.account_no
