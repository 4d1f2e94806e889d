"""How often a code may be asked for: counted in PostgreSQL, whatever happens to the cache."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from accounts.choices import CodePurpose
from accounts.models import OneTimeCode
from accounts.refusals import TooMany
from accounts.signin.actions import issue_code
from accounts.signin.rules import Limit, first_reached, plain_mobile
from tests.accounts.conftest import AT, PHONE


def ask(phone=PHONE, at=AT, ip="203.0.113.7"):
    return issue_code(phone, purpose=CodePurpose.SIGN_IN, nonce="n", ip=ip, at=at)


def asked_in_vain(**how):
    try:
        ask(**how)
    except TooMany:
        return True
    return False


@pytest.mark.django_db
def test_one_code_a_minute_even_after_the_cache_was_flushed(sent):
    ask()
    cache.clear()
    assert asked_in_vain(at=AT + timedelta(seconds=59))
    assert not asked_in_vain(at=AT + timedelta(seconds=60))
    assert len(sent) == 2


@pytest.mark.django_db
def test_five_codes_an_hour_to_one_number():
    for turn in range(5):
        ask(at=AT + timedelta(minutes=2 * turn), ip=f"203.0.113.{turn}")
    assert asked_in_vain(at=AT + timedelta(minutes=59), ip="203.0.113.99")
    assert not asked_in_vain(at=AT + timedelta(minutes=61), ip="203.0.113.99")


@pytest.mark.django_db
def test_ten_codes_a_day_to_one_number():
    for turn in range(10):
        ask(at=AT + timedelta(hours=turn))
    assert asked_in_vain(at=AT + timedelta(hours=23))


@pytest.mark.django_db
def test_twenty_codes_an_hour_from_one_connection():
    for turn in range(20):
        ask(phone=f"139000000{turn:02d}")
    assert asked_in_vain(phone="13900000099")
    assert not asked_in_vain(phone="13900000099", ip="198.51.100.1")


@pytest.mark.django_db
def test_the_breaker_holds_everybody(settings):
    settings.CODE_LIMITS = {**settings.CODE_LIMITS, "all": [(3, 60)]}
    for turn in range(3):
        ask(phone=f"1390000000{turn}", ip=f"203.0.113.{turn}")
    assert asked_in_vain(phone="13900000009", ip="203.0.113.9")


@pytest.mark.django_db
def test_the_page_says_wait_and_keeps_the_number(browser, sent):
    browser.post("/sign-in/", {"phone": PHONE})
    page = browser.post("/sign-in/", {"phone": PHONE})
    assert page.status_code == 429
    assert f'value="{PHONE}"' in page.content.decode()
    assert len(sent) == 1


@pytest.mark.django_db
def test_another_code_too_soon_is_refused_on_the_code_page(browser, sent):
    browser.post("/sign-in/", {"phone": PHONE})
    page = browser.post("/sign-in/code/again/")
    assert page.status_code == 429
    assert 'action="/sign-in/code/"' in page.content.decode()
    assert browser.get("/sign-in/code/again/")["Location"] == "/sign-in/code/"
    assert len(sent) == 1


@pytest.mark.django_db(transaction=True)
def test_a_burst_side_by_side_gets_one_code():
    def burst():
        barrier.wait()
        asked_in_vain()
        connection.close()

    barrier = threading.Barrier(8)
    threads = [threading.Thread(target=burst) for _n in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert OneTimeCode.objects.count() == 1


def test_a_limit_is_a_sliding_window():
    limits = {"phone": [Limit(2, 60)]}
    asked = {"phone": [AT, AT + timedelta(seconds=30)]}
    assert first_reached(limits, asked, AT + timedelta(seconds=59)) == "phone"
    assert first_reached(limits, asked, AT + timedelta(seconds=60)) == ""


@pytest.mark.parametrize("typed", ["13912345678", "139 1234 5678", "+86-139-1234-5678", "008613912345678"])
def test_a_number_is_understood_however_it_is_typed(typed):
    assert plain_mobile(typed) == PHONE


@pytest.mark.parametrize("typed", ["", "12912345678", "1391234567", "139123456789", "abc", "１３９１２３４５６７８x"])
def test_what_is_no_mobile_number_is_refused(typed):
    assert plain_mobile(typed) == ""
