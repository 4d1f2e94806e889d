"""A supply for a limited time: reminded of, extended within its term, converted, ended; cut off by the lawful steps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

import applications.energise.actions as power
import applications.temporary.actions as temporary
import applications.works.actions as works
from accounts.refusals import Invalid, Unmet
from applications.models import Application
from applications.temporary.models import TemporarySupply
from notifications.models import Message
from tests.applications.journey import MONDAY, SMALL_SHOP, TERMS, Cast, surveyed
from tests.applications.steps import do, fresh
from tests.applications.test_lifecycle import edges

SITE = {**SMALL_SHOP, "business_type": "TEMPORARY", "until_on": date(2027, 2, 28), "dev_zone_level": "NONE"}
MACHINE = {
    ("announce_cut", "NOTICED", "ANNOUNCED"),
    ("convert_supply", "ANNOUNCED EXPIRED NOTICED RUNNING", "(stays)"),
    ("disconnect", "ANNOUNCED", "DISCONNECTED"),
    ("end_supply", "ANNOUNCED EXPIRED NOTICED RUNNING", "ENDED"),
    ("expire_supply", "RUNNING", "EXPIRED"),
    ("extend_supply", "ANNOUNCED EXPIRED NOTICED RUNNING", "RUNNING"),
    ("give_notice", "EXPIRED", "NOTICED"),
}
DAY = timedelta(days=1)


def at(day: date) -> datetime:
    return datetime.combine(day, MONDAY.timetz())


def energised(cast: Cast) -> Application:
    """A building site whose power is on."""
    case = surveyed(cast, SITE)
    case = do(cast, case, "decide_investment", by=cast.chief, at=MONDAY, company_pays=False)
    case = do(cast, case, "draft_plan", by=cast.planner, at=MONDAY, terms=TERMS)
    do(cast, case, "reply_plan", by=cast.reviewer, at=MONDAY)
    do(cast, case, "confirm_plan", by=cast.customer, at=MONDAY)
    works.report_completion(case.pk, by=cast.customer, at=MONDAY)
    works.pass_inspection(case.pk, by=cast.inspector, at=MONDAY)
    power.offer_contract(case.pk, by=cast.contract, at=MONDAY, terms={"contract_capacity": "60 kW"})
    power.sign_contract(case.pk, by=cast.customer, at=MONDAY)
    power.install_meter(
        case.pk, by=cast.meter, at=MONDAY, asset_no="4100000000000000000009", first_reading_kwh=Decimal(0)
    )
    return power.energise(case.pk, by=cast.dispatch, at=MONDAY, is_safe=True)


@pytest.fixture
def site(cast: Cast) -> Application:
    return energised(cast)


def told(template: str) -> int:
    return Message.objects.filter(template=template).count()


def supply() -> TemporarySupply:
    return TemporarySupply.objects.get()


def test_the_machine_literally() -> None:
    grouped: dict[tuple[str, str], list[str]] = {}
    for verb, source, target in edges(TemporarySupply):
        grouped.setdefault((verb, target), []).append(source)
    assert {(verb, " ".join(sorted(sources)), target) for (verb, target), sources in grouped.items()} == MACHINE


def test_the_time_begins_with_the_power_and_four_reminders_come_once_each(site: Application) -> None:
    last = supply().until_on
    assert (last, supply().latest_on) == (date(2027, 2, 28), date(2029, 11, 23))
    for left in (31, 30, 30, 20, 15, 8, 7, 3, 1, 0):
        temporary.run(at=at(last - left * DAY))
    assert (told("temporary-ends-soon"), supply().stage) == (4, "RUNNING")
    temporary.run(at=at(last + DAY))
    assert (supply().stage, told("temporary-over")) == ("EXPIRED", 1)


def test_longer_is_granted_within_the_term_also_after_the_last_day(site: Application, cast: Cast) -> None:
    over = at(supply().until_on + DAY)
    temporary.run(at=over)
    temporary.extend_supply(site.pk, by=cast.customer, at=over, until_on=date(2027, 12, 31))
    assert (supply().stage, supply().until_on) == ("RUNNING", date(2027, 12, 31))
    for day in (date(2030, 1, 1), date(2027, 1, 1)):
        with pytest.raises(Invalid):
            temporary.extend_supply(site.pk, by=cast.customer, at=over, until_on=day)


def test_converting_fills_in_a_new_application_once_and_stops_the_cut(site: Application, cast: Cast) -> None:
    over = at(supply().until_on + DAY)
    temporary.run(at=over)
    temporary.convert_supply(site.pk, by=cast.customer, at=over)
    temporary.convert_supply(site.pk, by=cast.customer, at=over)
    draft = supply().lasting
    assert draft
    assert draft.draft.answers["address"] == SMALL_SHOP["address"]
    assert Application.objects.filter(stage="DRAFT").count() == 1
    with pytest.raises(Unmet):
        temporary.give_notice(site.pk, by=cast.contract, at=over, disconnect_on=timezone.localdate(over) + 30 * DAY)


def test_who_converts_comes_to_the_filled_in_application_and_reads_that_the_power_stays(
    site: Application, cast: Cast, client: Client
) -> None:
    temporary.run(at=at(supply().until_on + DAY))
    client.force_login(cast.customer)
    for _twice in range(2):
        sent = client.post(f"/applications/{site.number}/convert_supply/")
        assert (sent.status_code, supply().lasting.number in sent["Location"]) == (302, True)
    page = client.get(f"/applications/{site.number}/", headers={"accept-language": "en"}).content.decode()
    assert ("A lasting connection is on its way" in page, "how shall it go on" in page) == (True, False)


@pytest.mark.parametrize(("verb", "told"), [("convert_supply", "goes on meanwhile"), ("end_supply", "cannot be taken")])
def test_what_follows_is_said_before_the_customer_decides(
    site: Application, cast: Cast, client: Client, verb: str, told: str
) -> None:
    client.force_login(cast.customer)
    page = client.get(f"/applications/{site.number}/{verb}/", headers={"accept-language": "en"})
    assert told in page.content.decode()


def test_nobody_is_cut_off_without_notice_and_a_second_word(site: Application, cast: Cast) -> None:
    over = at(supply().until_on + DAY)
    temporary.run(at=over)
    today = timezone.localdate(over)
    with pytest.raises(Invalid):
        temporary.give_notice(site.pk, by=cast.contract, at=over, disconnect_on=today + 6 * DAY)
    temporary.give_notice(site.pk, by=cast.contract, at=over, disconnect_on=today + 7 * DAY)
    with pytest.raises(Unmet):
        temporary.announce_cut(site.pk, by=cast.dispatch, at=over + 6 * DAY)
    temporary.announce_cut(site.pk, by=cast.dispatch, at=over + 7 * DAY)
    with pytest.raises(Unmet):
        temporary.disconnect(site.pk, by=cast.dispatch, at=over + 7 * DAY + timedelta(minutes=29))
    temporary.disconnect(site.pk, by=cast.dispatch, at=over + 7 * DAY + timedelta(minutes=30))
    assert (supply().stage, told("disconnect-notice"), told("disconnect-now")) == ("DISCONNECTED", 1, 1)


def test_a_word_of_the_customer_stops_the_steps_at_any_of_them(site: Application, cast: Cast) -> None:
    over = at(supply().until_on + DAY)
    temporary.run(at=over)
    temporary.give_notice(site.pk, by=cast.contract, at=over, disconnect_on=timezone.localdate(over) + 7 * DAY)
    temporary.extend_supply(site.pk, by=cast.customer, at=over, until_on=date(2027, 12, 31))
    assert (supply().stage, supply().disconnect_on) == ("RUNNING", None)
    temporary.end_supply(site.pk, by=cast.customer, at=over)
    assert (fresh(site).temporary.stage, temporary.run(at=over + 365 * DAY)) == ("ENDED", 0)
