"""The same customer at the same place twice: asked about, never stopped in silence, shown to officers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from applications.intake.duplicates import likely_duplicates
from applications.models import Application
from tests.applications.journey import SMALL_SHOP, Cast, person, submitted
from tests.applications.steps import fresh
from tests.applications.test_http_journeys import SHOP, Caller
from tests.applications.test_intake_pages import SHOP as PAGES
from tests.applications.test_intake_pages import TICKS, walk
from tests.applications.test_temporary import SITE, energised


@pytest.fixture
def web(cast: Cast) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(cast.customer)
    return browser


def test_the_wizard_offers_the_open_one_or_asks_why(web: Client) -> None:
    web.post(walk(web, PAGES), TICKS)
    first = Application.objects.get()
    address = walk(web, PAGES)
    page = web.get(address).content.decode()
    assert (first.get_absolute_url() in page, f"already: {first.number}" in page) == (True, True)
    refused = web.post(address, TICKS)
    assert (refused.status_code, "Say in a few words why" in refused.content.decode()) == (422, True)
    assert web.post(address, {**TICKS, "again_reason": "the upper floor"}).status_code == 302
    assert Application.objects.filter(stage="PRECHECK").count() == 2


def test_a_program_is_asked_the_same(cast: Cast) -> None:
    caller = Caller(cast.customer)
    numbers = [caller.post("applications/", SHOP).json()["number"] for _ in range(2)]
    caller.post(f"applications/{numbers[0]}/submit/", {"consent": True})
    refused = caller.post(f"applications/{numbers[1]}/submit/", {"consent": True})
    assert (refused.status_code, numbers[0] in refused.json()["errors"]["again_reason"][0]) == (400, True)
    again = {"consent": True, "again_reason": "the upper floor"}
    assert caller.post(f"applications/{numbers[1]}/submit/", again).json()["stage"] == "PRECHECK"


def test_officers_see_whom_it_may_be_a_double_of(cast: Cast, client: Client) -> None:
    first, second = submitted(cast), submitted(cast, {**SMALL_SHOP, "again_reason": "the upper floor"})
    other = submitted(cast, {**SMALL_SHOP, "address": "新县新集镇文博村2号"})
    client.force_login(cast.intake)
    page = client.get(f"/room/{second.number}/").content.decode()
    assert (first.number in page, "the upper floor" in page, other.number in page) == (True, True, False)


@pytest.mark.parametrize(("change", "is_same"), [({}, True), ({"uscc": "91350211M000100Y46"}, False)])
def test_whoever_signed_in_it_counts_and_another_customer_there_counts_less(
    cast: Cast, change: dict[str, Any], is_same: bool
) -> None:
    first = submitted(cast)
    cast.customer = person("another")
    second = submitted(cast, {**SMALL_SHOP, **change})
    assert [(one.pk, one.is_same) for one in likely_duplicates(fresh(second))] == [(first.pk, is_same)]


def test_what_has_power_is_no_open_double(cast: Cast) -> None:
    """Whoever wants more at a place that is live applies anew, and is not asked why."""
    live = energised(cast)
    again = submitted(cast, SITE)
    assert (fresh(live).stage, again.stage, likely_duplicates(fresh(again))) == ("ENERGISED", "PRECHECK", [])
