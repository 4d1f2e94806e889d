"""Staff sign in by password and second factor, always both."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from accounts import actions
from accounts.models import SignInLock
from accounts.signin.totp import step_of
from tests.accounts.conftest import AT, PASSWORD, SECRET

pytestmark = pytest.mark.django_db
PAGE, CODE_PAGE = "/sign-in/staff/", "/sign-in/staff/code/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


def code(secret=SECRET, at=AT):
    return format_hotp_value(hotp_value(secret, step_of(at)))


def give_password(browser, password=PASSWORD, username="wang"):
    return browser.post(PAGE, {"username": username, "password": password})


def give_code(browser, typed):
    return browser.post(CODE_PAGE, {"code": typed})


def is_in(browser):
    return "_auth_user_id" in browser.session


def test_password_and_code_open_the_door(browser, wang):
    assert give_password(browser)["Location"] == CODE_PAGE
    assert not is_in(browser)
    assert give_code(browser, code())["Location"] == "/"
    assert is_in(browser)


def test_the_second_factor_cannot_be_skipped(browser, wang):
    assert browser.get(CODE_PAGE)["Location"] == PAGE
    assert give_code(browser, code())["Location"] == PAGE
    assert not is_in(browser)


def test_a_code_used_once_is_refused_again(browser, client, wang):
    give_password(browser)
    give_code(browser, code())
    give_password(client)
    assert give_code(client, code()).status_code == 422
    assert not is_in(client)


def test_the_next_code_is_good_again(browser, client, wang, clock):
    give_password(browser)
    give_code(browser, code())
    clock.shift(timedelta(seconds=30))
    give_password(client)
    give_code(client, code(at=AT + timedelta(seconds=30)))
    assert is_in(client)


def test_a_password_waits_five_minutes_for_its_code(browser, wang, clock):
    give_password(browser)
    clock.shift(timedelta(minutes=6))
    assert browser.get(CODE_PAGE)["Location"] == PAGE


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(browser, client, wang, mei):
    bodies = set()
    for visitor, name in ((browser, "wang"), (client, "nobody")):
        page = visitor.post(PAGE, {"username": name, "password": "x"}, headers={"accept-language": "en"})
        assert page.status_code == 422
        start = page.content.decode().index("error-summary")
        bodies.add(page.content.decode()[start : start + 200])
    assert len(bodies) == 1


@pytest.mark.parametrize("name", ["wang", "nobody"])
def test_five_failures_lock_the_name_for_a_quarter_of_an_hour(browser, wang, clock, name):
    for _failure in range(5):
        assert give_password(browser, "wrong", name).status_code == 422
    assert give_password(browser, PASSWORD, name).status_code == 429
    clock.shift(timedelta(minutes=15))
    assert give_password(browser, PASSWORD, name).status_code == (302 if name == "wang" else 422)


def test_wrong_codes_count_too_and_the_password_does_not_wipe_them(browser, wang):
    for _failure in range(5):
        give_password(browser)
        give_code(browser, "000000")
    assert give_password(browser).status_code == 429


def test_signing_in_wipes_the_slate(browser, wang):
    for _failure in range(4):
        give_password(browser, "wrong")
    give_password(browser)
    give_code(browser, code())
    assert SignInLock.objects.get().failures == 0


def test_a_customer_has_no_password(browser, mei):
    assert give_password(browser, "", mei.username).status_code == 422
    assert give_password(browser, "!", mei.username).status_code == 422


def test_who_has_no_authenticator_binds_one_first(browser):
    actions.hire("new", name="新来", at=AT, password=PASSWORD)
    give_password(browser, username="new")
    secret = browser.get(CODE_PAGE).context["secret"]
    assert give_code(browser, "000000").status_code == 422
    give_code(browser, code(secret))
    assert is_in(browser)


def test_the_secret_of_the_second_factor_is_stored_encrypted(wang):
    assert Authenticator.objects.get(user=wang).data["secret"].startswith("v1|")


def test_the_demo_shows_the_code_and_only_the_demo(browser, wang, settings):
    give_password(browser)
    assert code() not in browser.get(CODE_PAGE).content.decode()
    settings.DEMO = True
    assert code() in browser.get(CODE_PAGE).content.decode()


def test_staff_are_signed_out_after_a_quarter_of_an_idle_hour(browser, wang, clock):
    give_password(browser)
    give_code(browser, code())
    clock.shift(timedelta(minutes=15))
    assert browser.get("/my-data/").status_code == 302
    assert not is_in(browser)


def test_the_session_key_changes_on_the_way_in(browser, wang):
    give_password(browser)
    before = browser.session.session_key
    give_code(browser, code())
    assert browser.session.session_key != before
