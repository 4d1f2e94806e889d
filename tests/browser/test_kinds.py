"""Home, pile, farm, building site, more power: each from the wizard on a phone to a live meter and a word on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

import applications.energise.actions as power
import applications.intake.actions as intake
import applications.survey.actions as survey
import applications.temporary.actions as temporary
import applications.works.actions as works
from applications.models import Application
from applications.works.choices import GridStage
from customers import actions as customers
from customers.models import Rating, SupplyPoint
from tests.applications.journey import TERMS, Cast, build_grid, measured
from tests.applications.steps import do, fresh
from tests.applications.test_intake_way import PERSON
from tests.browser.screens import PHONE, Open, Screen

pytestmark = pytest.mark.django_db(transaction=True)
BODY = {"name": "新县试验茶叶有限公司", "uscc": "91350100M000100Y43"}
PLACE = {"township_code": "411523100", "address": "文博村1号", "is_owner": "YES"}
NEW = {"business_type": "NEW"}
HOME = {"purpose": "HOME", **NEW, "applied_capacity": "8", **PERSON, **PLACE}
PILE = {
    "purpose": "CHARGING", **NEW, "applied_capacity": "7", "customer_kind": "NATURAL_PERSON", **PERSON, **PLACE,
    "property_agrees": "YES", "orderly_charging": "YES",
}  # fmt: skip
FARM = {"purpose": "FARM", **NEW, "applied_capacity": "30", "customer_kind": "RURAL_COLLECTIVE", **BODY, **PLACE}
SITE = {"purpose": "SITE", "applied_capacity": "100", "customer_kind": "ENTERPRISE", **BODY, **PLACE}
MORE = {
    "purpose": "BUSINESS", "business_type": "INCREASE", "applied_capacity": "20", "customer_kind": "ENTERPRISE",
    **BODY, **PLACE,
}  # fmt: skip


LOOKED_OVER: set[tuple[int, str]] = set()
"""A page is looked over once in this file, whatever kind of supply it tells of."""


def hand(screen: Open, cast: Cast) -> Screen:
    phone = screen(PHONE, cast.customer)
    phone.known = LOOKED_OVER
    return phone


def apply(phone: Screen, answers: dict[str, str]) -> Application:
    """Question after question as they come, every tick at the end, one button."""
    phone.go("/apply/new/")
    for _page in range(12):
        here = {name: value for name, value in answers.items() if phone.page.locator(f"main [name={name}]").count()}
        for tick in phone.page.locator("main form:not(.act) input[type=checkbox]").all():
            tick.check()
        phone.send(**here)
        if "/apply/" not in phone.page.url:
            return Application.objects.get()
    raise AssertionError(f"the wizard goes round in circles at {phone.page.url}")


def planned(cast: Cast, case: Application, *, at: datetime) -> None:
    """Where the customer's own works come first: a plan, and their inspection."""
    for verb, by, given in (
        ("decide_investment", cast.chief, {"company_pays": False}), ("draft_plan", cast.planner, {"terms": TERMS}),
        ("reply_plan", cast.reviewer, {}), ("confirm_plan", cast.customer, {}),
    ):  # fmt: skip
        do(cast, case, verb, by=by, at=at, **given)
    works.report_completion(case.pk, by=cast.customer, at=at)
    works.pass_inspection(case.pk, by=cast.inspector, at=at)


def surveyed(cast: Cast, case: Application, *, at: datetime) -> Application:
    case = intake.accept(case.pk, by=cast.intake, at=at)
    there = at + timedelta(hours=1)
    survey.book_survey(case.pk, by=case.manager, at=at, booked_from=there, booked_until=there + timedelta(hours=2))
    return survey.record_survey(case.pk, by=case.manager, at=there, measured=measured(cast, permits_needed=[]))


def built(cast: Cast, case: Application, *, at: datetime) -> None:
    if case.is_temporary:
        planned(cast, case, at=at)
    else:
        case = survey.start_works(case.pk, by=case.manager, at=at, terms=TERMS)
        if case.grid_works.stage == GridStage.PENDING:  # only those of a small business begin on the spot
            works.start_grid_works(case.pk, by=cast.works, at=at)
        build_grid(cast, case, at=at)


def supplied(cast: Cast, case: Application, *, at: datetime) -> Application:
    """By the people at the desks: from the survey to the visit after the power came on."""
    built(cast, surveyed(cast, case, at=at), at=at)
    power.offer_contract(case.pk, by=cast.contract, at=at, terms={"contract_capacity": "8 kW", "price_class": "x"})
    power.sign_contract(case.pk, by=cast.customer, at=at)
    power.install_meter(case.pk, by=cast.meter, at=at, asset_no=f"41{case.pk:020d}", first_reading_kwh=Decimal(0))
    power.energise(case.pk, by=cast.dispatch, at=at, is_safe=True)
    power.record_visit(case.pk, by=case.manager or cast.manager, at=at, channel="PHONE")
    return fresh(case)


def rates(phone: Screen, case: Application) -> None:
    phone.go(case.get_absolute_url()).press("Rate us").send(score="5")
    assert Rating.objects.get().service_score == 5


@pytest.mark.parametrize(
    ("answers", "tariff"),
    [(HOME, "RESIDENTIAL"), (PILE, "RESIDENTIAL"), (FARM, "AGRICULTURAL")],
    ids=["home", "pile", "farm"],
)
def test_from_the_wizard_to_a_live_meter(screen: Open, cast: Cast, answers: dict[str, str], tariff: str) -> None:
    phone = hand(screen, cast)
    case = apply(phone, answers)
    assert (case.inputs["tariff_class"], phone.page.url.endswith(case.get_absolute_url())) == (tariff, True)
    case = supplied(cast, case, at=timezone.now())
    rates(phone, case)
    phone.go(case.get_absolute_url())
    assert SupplyPoint.objects.get().account_no in phone.text()
    assert "已经通电" in phone.page.locator("h1").inner_text()


def test_a_building_site_from_the_wizard_to_the_question_what_comes_after(screen: Open, cast: Cast) -> None:
    now, phone = timezone.now(), hand(screen, cast)
    until = timezone.localdate(now) + timedelta(days=90)
    case = supplied(cast, apply(phone, {**SITE, "until_on": until.isoformat()}), at=now)
    rates(phone, case)
    temporary.run(at=now + timedelta(days=91))
    phone.go(case.get_absolute_url())
    assert "临时用电到期了" in phone.page.locator("h1").inner_text()
    phone.press("I need it longer").send(until_on=(until + timedelta(days=60)).isoformat())
    assert "临时用电已通电" in phone.page.locator("h1").inner_text()
    assert fresh(case).temporary.until_on == until + timedelta(days=60)


def account(cast: Cast, *, at: datetime) -> SupplyPoint:
    identity: dict[str, Any] = {"kind": "ENTERPRISE", **BODY}
    customer = customers.register_customer(user=cast.customer, at=at, **identity)
    site = customers.register_site(customer, address="文博村1号", township_code="411523100")
    network: dict[str, Any] = {"area": cast.area, "feeder": cast.feeder, "voltage_class": "LV"}
    return customers.open_account(customer, site, capacity_kva=Decimal(30), at=at, **network)


def test_more_power_from_the_choice_of_an_account_to_that_account(screen: Open, cast: Cast) -> None:
    now, phone = timezone.now(), hand(screen, cast)
    known = account(cast, at=now)
    case = supplied(cast, apply(phone, {**MORE, "account": known.account_no}), at=now)
    rates(phone, case)
    assert [(one.pk, one.capacity_kva) for one in SupplyPoint.objects.all()] == [(known.pk, Decimal(50))]
    assert known.account_no in phone.go(case.get_absolute_url()).text()
