"""Who is served and where: encrypted, masked, found again by number, accounts numbered without gaps twice."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.refusals import Invalid
from customers import actions
from customers.models import AccountSeries, Customer, Site, SupplyPoint
from tests.customers.conftest import NOON


def open_account(customer, site, **terms):
    facts = {"area": None, "feeder": None, "voltage_class": "LV", "capacity_kva": D(20), "at": NOON}
    return actions.open_account(customer, site, **{**facts, **terms})


def test_a_person_is_masked_everywhere_and_a_body_is_not(customer, user):
    body = actions.register_customer(
        user=user, kind="ENTERPRISE", name="试验茶叶有限公司", uscc="91350100M000100Y43", at=NOON
    )
    assert (str(customer), str(customer.citizen_id), str(customer.phone)) == ("张*", f"1{'*' * 16}X", "138****0001")
    assert str(body) == "试验茶叶有限公司"


def test_nothing_personal_stands_in_the_tables(customer, site):
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text || s::text FROM customers_customer c, customers_site s")
        stored = cursor.fetchone()[0]
    for secret in ("张小明", "11010519491231002X", "13800000001", "向阳社区"):
        assert secret not in stored


def test_a_customer_is_found_by_number_however_it_is_written(customer):
    assert Customer.objects.identified_by("11010519491231002x").get() == customer
    assert not Customer.objects.identified_by("").exists()


def test_the_same_person_is_registered_once_and_kept_up_to_date(customer, user):
    again = actions.register_customer(
        user=user, kind="NATURAL_PERSON", name="张小明", citizen_id="11010519491231002x", phone="13900000009", at=NOON
    )
    assert (again.pk, again.phone.plain) == (customer.pk, "13900000009")


def test_one_sign_in_stands_for_several_bodies(customer, user):
    actions.register_customer(user=user, kind="ENTERPRISE", name="甲", uscc="91350100M000100Y43", at=NOON)
    actions.register_customer(user=user, kind="ENTERPRISE", name="乙", uscc="91310000MA1K000006", at=NOON)
    assert Customer.objects.of_user(user).count() == 3


@pytest.mark.parametrize("crs", ["GCJ-02", "BD-09", "", "EPSG:2383"])
def test_a_site_is_never_placed_by_a_public_map(customer, crs):
    with pytest.raises(Invalid):
        actions.register_site(customer, address="x", latitude=D("31.64"), longitude=D("114.88"), crs=crs)


def test_a_phones_own_position_is_taken(customer):
    site = actions.register_site(customer, address="x", latitude=D("31.64"), longitude=D("114.88"), crs="EPSG:4326")
    assert (site.crs, site.region_code) == ("EPSG:4490", "411523")


def test_half_a_place_is_none(site):
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.update(latitude=D("31.6"))


def test_accounts_are_numbered_one_after_the_other(customer, site):
    first, second = open_account(customer, site), open_account(customer, site, at=NOON + timedelta(days=1))
    assert int(second.account_no) == int(first.account_no) + 1
    assert len(first.account_no) == 13


def test_a_county_with_ten_digits_gets_ten_digits(customer, site):
    AccountSeries.objects.create(prefix="23", digits=10, last_no=41)
    assert open_account(customer, site).account_no == "2300000042"


def test_an_account_of_nothing_is_refused_by_the_database(customer, site):
    with pytest.raises(IntegrityError), transaction.atomic():
        open_account(customer, site, capacity_kva=D(0))
    assert not SupplyPoint.objects.exists()


def test_a_visit_keeps_what_was_said_to_itself(customer, user):
    visit = actions.record_visit(
        customer, kind="AFTER_ENERGISING", channel="PHONE", by=user, at=NOON, remark="张小明 is well"
    )
    assert visit.note == "张小明 is well"
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM customers_visit")
        assert "张小明" not in cursor.fetchone()[0]
