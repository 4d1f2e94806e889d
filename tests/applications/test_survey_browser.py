"""The survey page in a real browser: drawn with a thumb, kept over a lost page, open to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import applications.survey.actions as survey
from applications.models import Application
from tests.applications.journey import FACTORY, Cast, accepted
from tests.chromium import faults_of

PLACED = {**FACTORY, "dev_zone_level": "PROVINCIAL", "latitude": Decimal("31.6"), "longitude": Decimal("114.9")}

pytestmark = pytest.mark.django_db(transaction=True)


def booked(cast: Cast) -> Application:
    now = timezone.now()
    case = accepted(cast, PLACED, at=now)
    begins, ends = now + timedelta(hours=1), now + timedelta(hours=3)
    return survey.book_survey(case.pk, by=cast.manager, at=now, booked_from=begins, booked_until=ends)


@pytest.fixture(params=[("zh-hans", 390), ("en", 1440)], ids=["phone", "desk"])
def page(request: Any, browser: Any, live_server: Any, cast: Cast) -> Iterator[Any]:
    """The manager's screen on the page of a booked visit; `complaints` is what the browser refused or failed at."""
    language, width = request.param
    web = Client()
    web.force_login(cast.manager)
    cookies = {"django_language": language, "sessionid": web.cookies["sessionid"].value}
    context = browser.new_context(viewport={"width": width, "height": 844}, base_url=live_server.url)
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    shown = context.new_page()
    shown.complaints = []
    shown.on("console", lambda line: shown.complaints.append(line.text) if line.type == "error" else None)
    shown.on("pageerror", lambda error: shown.complaints.append(str(error)))
    shown.case = booked(cast)
    shown.goto(f"/survey/{shown.case.number}/")
    yield shown
    context.close()


def draw(page: Any) -> None:
    """Three taps on the map."""
    box = page.locator("#map")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    for across, down in ((0.3, 0.3), (0.45, 0.5), (0.6, 0.55)):
        page.mouse.click(place["x"] + place["width"] * across, place["y"] + place["height"] * down)
        page.wait_for_timeout(350)  # two taps in haste are a zoom


def is_open_to_everybody(page: Any) -> bool:
    assert faults_of(page) == []
    assert page.complaints == []
    return bool(page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0)


def submit(page: Any) -> None:
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def test_a_route_is_drawn_and_answered_on_the_spot(page: Any) -> None:
    draw(page)
    drawn = Decimal(page.inner_text("#drawn").split()[0])
    assert is_open_to_everybody(page)
    page.fill("[name=surveyors]", "周晓岚\n许静安")
    page.locator("[name=method][value=MAP]").check()
    submit(page)
    measured = Application.objects.get(pk=page.case.pk).survey.route_length_m
    assert abs(measured - drawn) < Decimal("0.2")  # the phone's figure and the server's are the same line
    assert is_open_to_everybody(page)
    submit(page)
    assert Application.objects.get(pk=page.case.pk).plan.letter
    assert is_open_to_everybody(page)


def test_what_was_typed_and_drawn_outlives_the_page(page: Any) -> None:
    draw(page)
    page.fill("[name=remark]", "门口有行道树")
    drawn = page.inner_text("#drawn")
    page.reload()
    page.wait_for_timeout(300)
    assert (page.input_value("[name=remark]"), page.inner_text("#drawn")) == ("门口有行道树", drawn)
    page.locator("[data-tool=undo]").click()
    assert page.inner_text("#drawn") != drawn


def test_without_a_net_nothing_is_sent_and_nothing_is_lost(page: Any) -> None:
    page.context.set_offline(True)
    page.fill("[name=remark]", "typed")
    page.locator("main form button[type=submit]").click()
    page.wait_for_timeout(200)
    assert page.locator("[data-kept].notice-warning").count() == 1
    page.context.set_offline(False)
    page.reload()
    assert page.input_value("[name=remark]") == "typed"
