"""No personal data reaches the logs, and the demo's people are there when the demo is, and only then."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from accounts import demo, logs
from accounts.models import RoleGrant, User
from accounts.roles import Role
from tests.accounts.conftest import AT, PHONE

CITIZEN = "11010519491231002X"


def valid_company():
    from stdnum.cn import uscc

    body = "91411523MA40A1B2X"
    return body + uscc.calc_check_digit(body)


@pytest.fixture
def lines():
    """What the configured handler would print."""
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Kept()
    config = logs.settings("INFO")["formatters"]["json"]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(**{k: v for k, v in config.items() if k != "()"}))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_numbers_with_a_right_check_digit_are_masked_and_others_stay():
    text = f"{CITIZEN} {valid_company()} {PHONE} 110105194912310021 412345678901 pcp_{'x' * 43}"
    clean = logs.scrubbed(text)
    assert clean.split()[3:5] == ["110105194912310021", "412345678901"]
    for secret in (CITIZEN, valid_company(), PHONE, "x" * 43):
        assert secret not in clean


def test_exceptions_and_arguments_are_scrubbed_too(lines):
    try:
        int(f"number {PHONE}")
    except ValueError:
        logging.getLogger("x").exception("failed for %s", CITIZEN)
    structlog.get_logger("y").info("seen", phone=PHONE, nested={"password": "p", "note": f"call {PHONE}"})
    assert PHONE not in "".join(lines)
    assert CITIZEN not in "".join(lines)
    assert json.loads(lines[1])["nested"] == {"password": "***", "note": "call 139****5678"}


@pytest.mark.django_db
def test_a_whole_sign_in_leaves_no_number_and_no_code_in_the_logs(browser, sent, lines):
    browser.post("/sign-in/", {"phone": PHONE})
    browser.post("/sign-in/code/", {"code": "12"})
    browser.post("/sign-in/code/", {"code": sent[0]["code"]})
    browser.get("/my-data/", {"q": PHONE})
    written = "".join(lines)
    assert PHONE not in written
    assert f'"{sent[0]["code"]}"' not in written
    assert json.loads(lines[-1])["route"] == "my-data/"
    assert json.loads(lines[-1])["actor_id"]


@pytest.mark.django_db
def test_every_answer_names_its_request(client):
    assert client.get("/privacy/", headers={"x-request-id": "abc-12345"})["X-Request-ID"] == "abc-12345"
    assert len(client.get("/privacy/", headers={"x-request-id": "bad id\n"})["X-Request-ID"]) == 32


@pytest.mark.django_db
def test_a_user_prints_masked(mei, wang):
    assert str(mei) == "139****5678"
    assert str(wang) == "王大力"


@pytest.mark.django_db
def test_the_demo_loads_twice_and_is_there_once(settings):
    settings.DEMO = True
    assert demo.load(AT) == demo.load(AT)
    assert User.objects.customers().count() == len(demo.CUSTOMERS)
    assert set(RoleGrant.objects.values_list("role", flat=True)) == set(Role.values)


@pytest.mark.django_db
def test_the_demo_refuses_to_load_outside_the_demo():
    with pytest.raises(demo.NotADemo):
        demo.load(AT)
