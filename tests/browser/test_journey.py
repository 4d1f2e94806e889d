"""From an address to a live meter in a real browser: the customer at a phone, the officers at their desks."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from accounts.models import User
from accounts.signin.actions import bind_authenticator
from accounts.signin.totp import step_of
from applications.models import Application
from tests.applications.journey import Cast
from tests.applications.test_http_journeys import TERMS
from tests.browser.screens import DESK, PHONE, Open, Screen

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER, SECRET, PASSWORD = "13912345678", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "a-long-enough-Pass-2026"


APPLICATION = {
    "what": {"purpose": "BUSINESS"},
    "power": {"business_type": "NEW", "applied_capacity": "60", "capacity_unit": "KW"},
    "kind": {"customer_kind": "ENTERPRISE"},
    "who": {"name": "试验茶叶有限公司", "uscc": "91350100M000100Y43"},
    "where": {"township_code": "411523100", "address": "文博村1号", "is_owner": "YES"},
    "check": {"licences": "on", "authorities": "on", "agrees_to_undertaking": "on"},
}


def signed_in_by_code(phone: Screen, simulators: Any) -> Screen:
    """The number, and the six digits that the operator's machine received."""
    phone.send(phone=NUMBER)
    text = simulators.sms.kept[-1].text
    return phone.send(code=re.findall(r"[0-9]{6}", text)[0])


def step_of_wizard(phone: Screen) -> str:
    name = phone.page.url.partition("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return "what" if name == "new" else name


def apply(phone: Screen, simulators: Any) -> Application:
    """From the front page by way of the promises to the tracker of a submitted case."""
    phone.go("/").go("/assess/")
    phone.send(purpose="BUSINESS", amount="60", place="TOWN")
    assert "5 个工作日" in phone.text()
    phone.press("Apply with these answers")
    phone.page.locator("main .actions a.btn-primary").first.click()
    signed_in_by_code(phone.seen(), simulators)
    while "/apply/" in phone.page.url:
        name = step_of_wizard(phone)
        asked = {k: v for k, v in APPLICATION[name].items() if phone.page.locator(f"main [name={k}]").count()}
        phone.send(**asked)
    return Application.objects.get()


def test_from_an_address_to_a_live_meter(screen: Open, cast: Cast, simulators: Any) -> None:
    phone = screen(PHONE)
    case = apply(phone, simulators)
    assert phone.page.url.endswith(case.get_absolute_url())
    assert case.number in phone.text()
    phone.go("/messages/").go("/my-data/").go("/applications/").go(case.get_absolute_url())
    desk = signed_in_by_password(screen(DESK), cast.intake)
    desk.press("Take the next one").press("Accept")
    survey(screen, cast, case)
    build(screen, cast, case)
    supply(screen, cast, case, phone)
    assert arrives(case, "ENERGISED")
    assert "通电" in phone.go(case.get_absolute_url()).text()


def signed_in_by_password(desk: Screen, officer: User) -> Screen:
    """Both factors, as at any desk."""
    officer.set_password(PASSWORD)
    officer.save()
    bind_authenticator(officer, SECRET, at=timezone.now())
    desk.go("/sign-in/staff/").send(username=officer.username, password=PASSWORD)
    return desk.send(code=format_hotp_value(hotp_value(SECRET, step_of(timezone.now()))))


def arrives(case: Application, stage: str) -> bool:
    """A press is answered a moment later."""
    for _wait in range(50):
        if Application.objects.filter(pk=case.pk, stage=stage).exists():
            return True
        time.sleep(0.1)
    return False


def survey(screen: Open, cast: Cast, case: Application) -> None:
    """The manager books at the desk and measures on the phone, where the works are opened at once."""
    desk = screen(DESK, cast.manager).go(f"/room/{case.number}/").press("Book the visit")
    desk.page.locator("main [name=booked_from]").first.check()
    desk.send()
    assert arrives(case, "SURVEY_BOOKED")
    there = screen(PHONE, cast.manager).go(f"/survey/{case.number}/")
    there.send(surveyors="周晓岚\n许静安", method="TAPE", route_length_m="80", area="A1")
    assert arrives(case, "SURVEYED")
    there.send(**TERMS)
    assert arrives(case, "WORKS")


def build(screen: Open, cast: Cast, case: Application) -> None:
    screen(DESK, cast.works).go(f"/room/{case.number}/").press("Our works are built").send(progress="80 m")
    screen(DESK, cast.inspector).go(f"/room/{case.number}/").press("Accept our works")
    assert arrives(case, "READY")


def supply(screen: Open, cast: Cast, case: Application, phone: Screen) -> None:
    desk = screen(DESK, cast.contract).go(f"/room/{case.number}/").press("Offer the contract")
    desk.send(contract_capacity="60 kW", price_class="一般工商业")
    phone.go(case.get_absolute_url()).press("Sign the contract").send()
    assert arrives(case, "CONTRACT_SIGNED")
    desk = screen(DESK, cast.meter).go(f"/room/{case.number}/").press("Meter installed")
    desk.send(asset_no="4100000000000000000001", first_reading_kwh="0")
    screen(DESK, cast.dispatch).go("/room/").go(f"/room/{case.number}/").press("Switch on").send(is_safe=True)
