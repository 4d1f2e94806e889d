"""In a real browser on a phone: choose the account manager, book the visit, be surveyed, rate, and complain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import applications.energise.actions as power
import applications.intake.actions as intake
from accounts.roles import Role
from applications.models import Application
from customers import actions as customers
from customers.models import Demand, FollowUp
from tests.applications.journey import Cast, build_grid, person
from tests.applications.test_http_journeys import TERMS
from tests.applications.test_intake_pages import SHOP
from tests.browser.screens import PHONE, Screen
from tests.browser.test_journey import arrives
from tests.chromium import faults_of

WIZARD = {name: value for answers in SHOP.values() for name, value in answers.items()}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser: Any, live_server: Any) -> Iterator[Any]:
    cast, web = Cast(), Client()
    lin = person("lin", Role.MANAGER)
    customers.appoint_manager(lin, areas=["411523100"], open_case_cap=5)
    web.force_login(cast.customer)
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=live_server.url)
    cookies = {"django_language": "zh-hans", "sessionid": web.cookies["sessionid"].value}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    shown = context.new_page()
    shown.cast, shown.lin, shown.address = cast, lin, live_server.url
    yield shown
    context.close()


def is_open_to_everybody(page: Any) -> bool:
    assert faults_of(page) == []
    return bool(page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0)


def submit(page: Any) -> None:
    page.locator("main form button[type=submit], main form button.btn").first.click()
    page.wait_for_load_state()


def is_surveyed(page: Any, case: Application) -> None:
    """By the account manager whom the customer chose, on a phone at the place; the works are opened there and then."""
    web = Client()
    web.force_login(page.lin)
    there = Screen(page.context.browser, page.address, PHONE, set())
    session = {"name": "sessionid", "value": web.cookies["sessionid"].value, "url": page.address}
    there.context.add_cookies([session])
    there.go(f"/survey/{case.number}/")
    there.send(surveyors="周晓岚\n许静安", method="TAPE", route_length_m="80", area="A1").send(**TERMS)
    assert arrives(case, "WORKS")
    assert there.complaints == []
    there.context.close()


def desks_do_their_part(page: Any, case: Application) -> None:
    """From the works to power."""
    cast, now = page.cast, timezone.now()
    build_grid(cast, case, at=now)
    power.offer_contract(case.pk, by=cast.contract, at=now, terms={"contract_capacity": "60 kW"})
    power.sign_contract(case.pk, by=cast.customer, at=now)
    power.install_meter(case.pk, by=cast.meter, at=now, asset_no="4100000000000000000001", first_reading_kwh=0)
    power.energise(case.pk, by=cast.dispatch, at=now, is_safe=True)
    power.record_visit(case.pk, by=page.lin, at=now, channel="PHONE")


def test_choose_in_the_wizard_book_be_surveyed_and_rate(page: Any) -> None:
    cast, now = page.cast, timezone.now()
    draft = intake.open_draft(by=cast.customer, at=now, answers=WIZARD)
    page.goto(f"/apply/{draft.number}/manager/")
    assert is_open_to_everybody(page)
    page.locator("label", has_text="lin").click()
    submit(page)
    for tick in page.locator("main input[type=checkbox]").all():
        tick.check(force=True)
    submit(page)
    address = f"/applications/{draft.number}"
    assert page.url.endswith(f"{address}/")
    case = intake.accept(draft.pk, by=cast.intake, at=now)
    assert case.manager == page.lin
    page.goto(f"{address}/book_survey/")
    page.locator("input[name=booked_from]").first.check(force=True)
    submit(page)
    assert page.request.get(f"{address}/visit/").text().startswith("BEGIN:VCALENDAR")
    case = Application.objects.get(pk=case.pk)
    is_surveyed(page, case)
    desks_do_their_part(page, case)
    page.goto(f"{address}/")
    assert "已经通电" in page.locator("h1").inner_text()
    page.goto(f"{address}/rate/")
    page.locator("input[name=score][value='2']").check(force=True)
    submit(page)
    assert FollowUp.objects.get().rating.manager.user == page.lin


def test_lists_and_forms_are_open_to_everybody(page: Any) -> None:
    for address in ("/managers/", "/demands/", "/demands/new/"):
        page.goto(address)
        assert is_open_to_everybody(page)
    page.locator("textarea[name=words]").fill("没有人来")
    submit(page)
    assert Demand.objects.get().number in page.content()
    assert is_open_to_everybody(page)
