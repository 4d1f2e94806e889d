"""The cast of the accounts room: Mei is a customer, Wang an account manager; codes are read as the gateway would."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts import actions
from accounts.models import User
from accounts.roles import Role
from accounts.signals import code_issued
from accounts.signin.actions import bind_authenticator, welcome_customer

AT = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE = "13912345678"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "a-long-enough-Pass-2026"


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def minutes() -> object:
    return lambda count: timedelta(minutes=count)


@pytest.fixture
def sent() -> Iterator[list[dict[str, str]]]:
    """Every code that went out, as (phone, code, purpose)."""
    codes: list[dict[str, str]] = []

    def receive(sender: object, **told: str) -> None:
        codes.append(told)

    code_issued.connect(receive, weak=False, dispatch_uid="tests")
    yield codes
    code_issued.disconnect(dispatch_uid="tests")


@pytest.fixture
def mei(db: None) -> User:
    return welcome_customer(PHONE, at=AT)


@pytest.fixture
def wang(db: None) -> User:
    user = actions.hire("wang", name="王大力", at=AT, password=PASSWORD)
    actions.grant_role(user, Role.MANAGER, at=AT, by=None)
    bind_authenticator(user, SECRET, at=AT)
    return user


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})
