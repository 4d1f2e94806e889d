"""Customers sign in by number and one-time code."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from accounts.models import OneTimeCode, User
from tests.accounts.conftest import AT, PHONE

pytestmark = pytest.mark.django_db


def ask(browser, phone=PHONE, **extra):
    return browser.post("/sign-in/", {"phone": phone}, **extra)


def type_code(browser, code):
    return browser.post("/sign-in/code/", {"code": code})


def wrong(code):
    return f"{(int(code) + 1) % 10**6:06d}"


def test_the_first_visit_opens_the_account(browser, sent):
    assert ask(browser)["Location"] == "/sign-in/code/"
    assert type_code(browser, sent[0]["code"])["Location"] == "/applications/"
    assert User.objects.customers().with_phone(PHONE).count() == 1
    assert browser.get("/my-data/").status_code == 200


def test_the_second_visit_finds_the_same_account(browser, sent, mei):
    ask(browser, "+86 139 1234-5678")
    type_code(browser, sent[0]["code"])
    assert int(browser.session["_auth_user_id"]) == mei.pk


def test_a_known_and_an_unknown_number_get_the_same_answer(client, mei, sent):
    from django.test import Client

    answers, pages = [], []
    for phone in (PHONE, "13787654321"):
        other = Client()
        answers.append(ask(other, phone))
        page = other.get("/sign-in/code/").content.decode()
        pages.append(page.replace("139****5678", "*").replace("137****4321", "*"))
    first, second = (strip_tokens(page) for page in pages)
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert answers[0].content == answers[1].content
    assert first == second


def strip_tokens(page):
    import re

    return re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page)


def test_a_number_that_is_none_stays_in_the_box(browser, sent):
    page = ask(browser, "12345")
    assert page.status_code == 422
    assert 'value="12345"' in page.content.decode()
    assert not sent


def test_the_code_page_says_where_the_code_went_and_never_the_whole_number(browser, sent):
    ask(browser)
    page = browser.get("/sign-in/code/").content.decode()
    assert "139****5678" in page
    assert PHONE not in page
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def test_five_wrong_tries_spend_the_code(browser, sent):
    ask(browser)
    for _try in range(5):
        assert type_code(browser, wrong(sent[0]["code"])).status_code == 422
    assert type_code(browser, sent[0]["code"]).status_code == 422
    assert "_auth_user_id" not in browser.session


def test_a_code_opens_once(browser, sent):
    from django.test import Client

    ask(browser)
    type_code(browser, sent[0]["code"])
    thief = Client()
    thief.cookies = browser.cookies
    browser.post("/sign-out/")
    assert type_code(thief, sent[0]["code"])["Location"] == "/sign-in/"


def test_a_code_is_bound_to_the_session_that_asked(browser, sent, client):
    ask(browser)
    ask(client, "13787654321")
    assert type_code(client, sent[0]["code"]).status_code == 422


def test_a_code_lasts_five_minutes(browser, sent):
    with time_machine.travel(AT, tick=False) as clock:
        ask(browser)
        clock.shift(timedelta(minutes=5))
        assert type_code(browser, sent[0]["code"]).status_code == 422


def test_the_code_is_stored_as_a_digest_only(browser, sent):
    ask(browser)
    kept = OneTimeCode.objects.get()
    assert sent[0]["code"] not in {kept.digest, kept.binding}
    assert len(kept.digest) == 64


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x"])
def test_next_leads_to_our_own_paths_only(browser, sent, elsewhere):
    browser.get("/sign-in/", {"next": elsewhere})
    ask(browser)
    assert type_code(browser, sent[0]["code"])["Location"] == "/applications/"


def test_next_leads_back_to_where_the_person_was(browser, sent):
    assert browser.get("/my-data/")["Location"] == "/sign-in/?next=/my-data/"
    browser.get("/sign-in/?next=/my-data/")
    ask(browser)
    assert type_code(browser, sent[0]["code"])["Location"] == "/my-data/"


def test_the_session_key_changes_on_the_way_in(browser, sent):
    ask(browser)
    before = browser.session.session_key
    type_code(browser, sent[0]["code"])
    assert browser.session.session_key != before


def test_signing_out_ends_the_session(browser, mei):
    browser.force_login(mei)
    browser.post("/sign-out/")
    assert browser.get("/my-data/").status_code == 302


def test_a_closed_account_does_not_open(browser, sent, mei):
    User.objects.filter(pk=mei.pk).update(is_active=False)
    ask(browser)
    assert type_code(browser, sent[0]["code"]).status_code == 422
    assert "_auth_user_id" not in browser.session


def test_a_customer_is_signed_out_after_half_an_idle_hour(browser, mei):
    with time_machine.travel(AT, tick=False) as clock:
        browser.force_login(mei)
        browser.get("/my-data/")
        clock.shift(timedelta(minutes=29))
        assert browser.get("/my-data/").status_code == 200
        clock.shift(timedelta(minutes=30))
        assert browser.get("/my-data/").status_code == 302


def test_no_session_outlives_twelve_hours(browser, mei):
    with time_machine.travel(AT, tick=False) as clock:
        browser.force_login(mei)
        for _quarter in range(48):
            assert browser.get("/my-data/").status_code == 200
            clock.shift(timedelta(minutes=15))
        assert browser.get("/my-data/").status_code == 302
