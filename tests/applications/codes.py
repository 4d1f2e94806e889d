"""Signing in tests as people do: a code is asked for, arrives, and is typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db.models import F

from accounts.crypto import blind_index
from accounts.models import OneTimeCode, User
from accounts.signals import code_issued


@contextmanager
def arriving() -> Iterator[list[str]]:
    """The codes that go out meanwhile, oldest first."""
    codes: list[str] = []

    def keep(sender: Any, code: str, **_more: Any) -> None:
        codes.append(code)

    code_issued.connect(keep)
    try:
        yield codes
    finally:
        code_issued.disconnect(keep)


def with_phone(user: User, phone: str = "13800000077") -> User:
    """The person, with a number that codes can go to."""
    if not user.phone:
        User.objects.filter(pk=user.pk).update(phone=phone, phone_index=blind_index(phone))
        user.refresh_from_db()
    return user


def forget_limits() -> None:
    """As if the codes so far had been asked for the day before: another one may be asked for now."""
    OneTimeCode.objects.update(issued_at=F("issued_at") - timedelta(days=1))


def other_than(code: str) -> str:
    return "000000" if code != "000000" else "111111"
