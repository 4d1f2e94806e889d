"""A person's copy of everything, and the deletion of what nobody needs."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import forget_codes, give_consent, make_copy
from accounts.models import OneTimeCode, PersonalDataAccess, User
from accounts.refusals import Unmet
from customers.actions import register_customer, register_site
from tests.accounts.conftest import AT, PHONE


def test_the_copy_holds_everything_in_full_and_is_on_record(mei: User) -> None:
    give_consent(mei, "licences", text_version="1", at=AT)
    customer = register_customer(user=mei, kind="NATURAL_PERSON", name="张小明", citizen_id="11010519491231002X", at=AT)
    register_site(customer, address="新县新集镇向阳社区1号")
    told = make_copy(mei, signed_in_at=AT, at=AT)
    assert told["account"]["phone"] == PHONE
    assert told["customers"][0]["citizen_id"] == "11010519491231002X"
    assert told["customers"][0]["sites"][0]["address"] == "新县新集镇向阳社区1号"
    assert set(told) >= {"account", "consents", "looks", "messages", "applications"}
    assert PersonalDataAccess.objects.get().field == "copy"


def test_long_after_signing_in_there_is_no_copy(mei: User, at: datetime) -> None:
    with pytest.raises(Unmet):
        make_copy(mei, signed_in_at=at - timedelta(minutes=16), at=at)


def test_the_file_comes_over_the_page_only_soon_after_signing_in(mei: User, browser: Client) -> None:
    browser.force_login(mei, "django.contrib.auth.backends.ModelBackend")
    assert "Your copy" in browser.get("/my-data/").content.decode()
    answer = browser.post("/my-data/copy/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    session = browser.session
    session["signed_in_at"] = int((timezone.now() - timedelta(minutes=20)).timestamp())
    session.save()
    assert browser.post("/my-data/copy/").status_code == 302


def test_codes_are_deleted_once_no_limit_counts_them(mei: User) -> None:
    for days in (1, 3):
        issued = AT - timedelta(days=days)
        OneTimeCode.objects.create(
            purpose="sign-in",
            phone=PHONE,
            phone_index="x",
            binding="b",
            digest="d",
            issued_at=issued,
            expires_at=issued,
        )
    assert (forget_codes(at=AT), OneTimeCode.objects.count()) == (1, 1)
