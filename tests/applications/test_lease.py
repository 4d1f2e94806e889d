"""A transformer is lent: chosen or not, in one lease at a time, reminded of, called back, returned and settled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.translation import override

import applications.lease.actions as lease
from accounts.refusals import Invalid, NotAllowed, WrongStage
from applications.lease.choices import LeaseStage
from applications.lease.forms import ChooseLeaseForm
from applications.lease.models import Lease, Transformer
from applications.models import Application
from notifications.models import Message
from tests.applications.journey import FACTORY, MONDAY, Cast, accepted
from tests.applications.steps import fresh
from tests.applications.test_http_journeys import Case
from tests.applications.test_lifecycle import edges

SITE = {**FACTORY, "business_type": "TEMPORARY", "applied_capacity": Decimal(200), "until_on": date(2027, 6, 30)}
MACHINE = {
    ("begin_lease", "DELIVERED", "IN_SERVICE"),
    ("call_back", "IN_SERVICE", "RETURN_DUE"),
    ("cancel_lease", "CHOSEN CONTRACTED OFFERED QUOTED", "CANCELLED"),
    ("choose_lease", "DECLINED OFFERED", "CHOSEN"),
    ("decline_lease", "CHOSEN OFFERED QUOTED", "DECLINED"),
    ("deliver_transformer", "CONTRACTED", "DELIVERED"),
    ("extend_lease", "IN_SERVICE RETURN_DUE", "IN_SERVICE"),
    ("quote_lease", "CHOSEN QUOTED", "QUOTED"),
    ("return_transformer", "DELIVERED IN_SERVICE RETURN_DUE", "RETURNED"),
    ("settle_lease", "RETURNED", "SETTLED"),
    ("sign_lease", "QUOTED", "CONTRACTED"),
}
LAST = date(2026, 12, 23)
DAY = timedelta(days=1)


def at(day: date) -> datetime:
    return datetime.combine(day, MONDAY.timetz())


def piece(asset_no: str = "T-0200-01", rating: int = 200) -> Transformer:
    return Transformer.objects.create(asset_no=asset_no, rating_kva=rating)


def quoted(cast: Cast, transformer: Transformer) -> Application:
    case = accepted(cast, SITE)
    lease.choose_lease(case.pk, by=cast.customer, at=MONDAY, rating=200)
    return lease.quote_lease(
        case.pk, by=cast.contract, at=MONDAY, transformer=transformer.pk, from_on=MONDAY.date(), until_on=LAST,
        yuan_per_day=Decimal("52"), deposit_yuan=Decimal("1000"),
    )  # fmt: skip


def in_service(cast: Cast, transformer: Transformer) -> Application:
    case = quoted(cast, transformer)
    lease.sign_lease(case.pk, by=cast.customer, at=MONDAY)
    lease.deliver_transformer(case.pk, by=cast.works, at=MONDAY)
    return lease.begin_lease(case.pk, by=cast.works, at=MONDAY)


def told(template: str) -> int:
    return Message.objects.filter(template=template).count()


def test_the_machine_of_a_lease_literally() -> None:
    grouped: dict[tuple[str, str], list[str]] = {}
    for verb, source, target in edges(Lease):
        grouped.setdefault((verb, target), []).append(source)
    assert {(verb, " ".join(sorted(sources)), target) for (verb, target), sources in grouped.items()} == MACHINE


def test_a_lease_is_offered_where_a_transformer_is_needed_and_is_no_condition(cast: Cast) -> None:
    case = accepted(cast, SITE)
    assert (fresh(case).lease.stage, told("lease-offered")) == (LeaseStage.OFFERED, 1)
    assert fresh(accepted(cast)).lease is None, "a small shop needs none"
    lease.decline_lease(case.pk, by=cast.customer, at=MONDAY, instead="ELSEWHERE")
    assert (fresh(case).lease.stage, fresh(case).stage) == ("DECLINED", "ACCEPTED")
    piece()
    lease.choose_lease(case.pk, by=cast.customer, at=MONDAY, rating=200)  # a no is not for ever
    assert fresh(case).lease.instead == ""


def test_a_lease_from_offer_to_settlement_over_http(cast: Cast) -> None:
    one = piece()
    case = Case(cast, {**_typed(), "purpose": "SITE", "until_on": "2027-06-30"})
    case.walk(("customer", "submit", {"consent": True}), ("intake", "accept"))
    price = {
        "transformer": one.pk, "from_on": "2036-11-24", "until_on": "2036-12-23", "yuan_per_day": "52",
        "deposit_yuan": "1000",
    }  # fmt: skip
    case.walk(("customer", "choose_lease", {"rating": 200}), ("contract", "quote_lease", price))
    told = case.do("customer", "sign_lease")
    assert "deliver_transformer" not in told["actions"], "the next step is ours"
    case.walk(("works", "deliver_transformer"), ("works", "begin_lease"))
    case.walk(("works", "return_transformer", {"damages": ["油位计破损"], "damage_yuan": "300"}))
    case.do("contract", "settle_lease")
    row = Application.objects.get(number=case.number).lease
    assert (row.stage, row.balance_yuan) == ("SETTLED", Decimal("52") + 300 - 1000)  # a day, the damage, the deposit
    assert not Transformer.objects.get().is_sound
    verbs = set(row.timeline.events.filter(machine="applications.lease").values_list("verb", flat=True))
    assert {"offer_lease", "choose_lease", "quote_lease", "sign_lease", "settle_lease"} <= verbs


def test_who_signs_a_lease_reads_what_is_signed(cast: Cast, client: Client) -> None:
    case = quoted(cast, piece())
    client.force_login(cast.customer)
    page = client.get(f"/applications/{case.number}/sign_lease/").content.decode()
    last = f"{LAST.year}年{LAST.month}月{LAST.day}日"
    assert ("T-0200-01" in page, "1000" in page, last in page) == (True, True, True)
    page = client.get(f"/applications/{case.number}/sign_lease/", headers={"accept-language": "en"}).content.decode()
    assert f"{LAST.day} {LAST:%B %Y}" in page


def test_who_settles_reads_days_and_what_is_left_first_and_the_customer_reads_it_after(
    cast: Cast, client: Client
) -> None:
    case = in_service(cast, piece())
    lease.return_transformer(case.pk, by=cast.works, at=MONDAY + DAY, damages=["油位计破损"], damage_yuan=Decimal(300))
    client.force_login(cast.contract)
    page = client.get(f"/room/{case.number}/settle_lease/").content.decode()
    assert ("租期 2 天的租金" in page, "应退余额" in page, "596 元" in page) == (True, True, True)  # 1000 - 104 - 300
    client.post(f"/room/{case.number}/settle_lease/")
    client.force_login(cast.customer)
    page = client.get(f"/applications/{case.number}/").content.decode()
    assert ("租期 2 天的租金" in page, "596 元" in page) == (True, True)


def _typed() -> dict[str, Any]:
    return {
        "applied_capacity": "200", "capacity_unit": "KVA", "customer_kind": "ENTERPRISE", "name": "试验茶叶有限公司",
        "uscc": "91350100M000100Y43", "township_code": "411523100", "address": "文博村1号", "voltage_class": "10KV",
    }  # fmt: skip


def test_a_transformer_is_in_one_lease_at_a_time(cast: Cast) -> None:
    one = piece()
    quoted(cast, one)
    second = accepted(cast, {**SITE, "address": "别处2号"})
    with pytest.raises(Invalid):  # no other of this size is left
        lease.choose_lease(second.pk, by=cast.customer, at=MONDAY, rating=200)
    piece("T-0200-02")
    lease.choose_lease(second.pk, by=cast.customer, at=MONDAY, rating=200)
    with pytest.raises(Invalid):
        lease.quote_lease(
            second.pk, by=cast.contract, at=MONDAY, transformer=one.pk, from_on=MONDAY.date(), until_on=LAST,
            yuan_per_day=Decimal(52), deposit_yuan=Decimal(0),
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="a_transformer_is_in_one_lease"), transaction.atomic():
        Lease.objects.filter(application=second).update(
            stage="QUOTED", transformer=one, yuan_per_day=1, until_on=LAST
        )  # fmt: skip


def test_what_was_offered_falls_away_with_the_application(cast: Cast) -> None:
    import applications.actions as ways

    case = quoted(cast, piece())
    ways.withdraw(case.pk, by=cast.customer, at=MONDAY)
    assert (fresh(case).lease.stage, Transformer.objects.free().count()) == ("CANCELLED", 1)


def test_reminders_the_call_back_and_the_alarms_come_once_each(cast: Cast) -> None:
    case = in_service(cast, piece())
    for day in (LAST - 8 * DAY, LAST - 7 * DAY, LAST - 3 * DAY, LAST - DAY, LAST - DAY):
        lease.run(at=at(day))
    assert (told("lease-ends-soon"), fresh(case).lease.stage) == (2, "IN_SERVICE")
    for day in (LAST, LAST, LAST + 2 * DAY, LAST + 3 * DAY, LAST + 5 * DAY, LAST + 7 * DAY, LAST + 30 * DAY):
        lease.run(at=at(day))
    assert (told("lease-overdue"), told("lease-overdue-officer")) == (3, 3)
    assert fresh(case).lease.stage == "RETURN_DUE"


def test_longer_is_a_word_and_never_beyond_the_longest_term(cast: Cast) -> None:
    case = in_service(cast, piece())
    lease.run(at=at(LAST))
    lease.extend_lease(case.pk, by=cast.customer, at=at(LAST), until_on=LAST + 30 * DAY)
    assert fresh(case).lease.stage == "IN_SERVICE"
    for not_longer in (date(2030, 1, 1), LAST + 30 * DAY):
        with pytest.raises(Invalid):
            lease.extend_lease(case.pk, by=cast.customer, at=at(LAST), until_on=not_longer)


@pytest.mark.parametrize(
    ("until", "told"),
    [("2020-01-01", "after today"), ("2045-01-01", "longest"), ("soon", "date")],
)
def test_a_day_that_makes_it_no_longer_is_a_sentence_on_the_page(
    cast: Cast, client: Client, until: str, told: str
) -> None:
    case = in_service(cast, piece())
    client.force_login(cast.customer)
    address = f"/applications/{case.number}/extend_lease/"
    page = client.post(address, {"until_on": until}, headers={"accept-language": "en"})
    assert (page.status_code, told in page.content.decode()) == (422, True)
    assert fresh(case).lease.until_on == LAST


@pytest.mark.parametrize("verb", ["quote_lease", "deliver_transformer", "settle_lease", "sign_lease"])
def test_each_step_has_its_own_people(cast: Cast, verb: str) -> None:
    from tests.applications.test_http_journeys import Caller

    case = quoted(cast, piece())
    for who in ("meter", "auditor"):
        answer = Caller(getattr(cast, who)).post(f"applications/{case.number}/{verb}/", {})
        assert answer.status_code in (403, 404, 409)
    assert fresh(case).lease.stage == "QUOTED"
    with pytest.raises((NotAllowed, WrongStage)):
        lease.deliver_transformer(case.pk, by=cast.meter, at=MONDAY)


def test_a_stage_without_its_event_is_refused_by_the_database(cast: Cast) -> None:
    case = accepted(cast, SITE)
    Lease.objects.filter(application=case).update(stage="SETTLED")
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_officers_page_shows_what_is_late_first_and_takes_new_pieces(cast: Cast) -> None:
    case = in_service(cast, piece())
    lease.run(at=at(LAST))
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(cast.works, "django.contrib.auth.backends.ModelBackend")
    assert case.number in browser.get("/leases/").content.decode()
    new = {"asset_no": "T-0315-01", "rating_kva": "315", "note": ""}
    assert browser.post("/leases/", new).status_code == 302
    assert browser.post("/leases/", new).status_code == 422
    assert Transformer.objects.free().count() == 1
    tracker = Client(headers={"accept-language": "en"})
    tracker.force_login(cast.customer, "django.contrib.auth.backends.ModelBackend")
    assert "Lease it longer" in tracker.get(f"/applications/{case.number}/").content.decode()


def test_the_offer_says_what_is_free_and_what_a_day_costs(cast: Cast) -> None:
    piece(rating=315)
    with override("zh-hans"):
        form = ChooseLeaseForm()
        form.know(None, at=MONDAY)
        page = form.render()
    assert "315\xa0千伏安" in page
    assert "空闲1台 · 每天68元" in page
    assert page.count("暂无空闲") == 5
