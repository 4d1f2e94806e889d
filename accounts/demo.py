"""The people of the demo county: officers named after their roles, and customers known by their numbers."""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings

from accounts import actions
from accounts.models import User
from accounts.roles import Role
from accounts.signin.actions import bind_authenticator, welcome_customer

R = Role
STAFF: list[tuple[str, str, list[tuple[Role, str]]]] = [
    ("chief", "陈立群", [(R.CHIEF, ""), (R.INTAKE, "")]),
    ("chief2", "方晓云", [(R.CHIEF, "")]),
    ("manager", "周晓岚", [(R.MANAGER, "")]),
    ("manager2", "吴国栋", [(R.MANAGER, "")]),
    ("planner", "林书远", [(R.PLANNER, "")]),
    ("reviewer", "郑怀民", [(R.REVIEWER, "")]),
    ("works", "马长河", [(R.WORKS, "")]),
    ("inspector", "许静安", [(R.INSPECTOR, "")]),
    ("meter", "何志勇", [(R.METER, "")]),
    ("dispatch", "宋启明", [(R.DISPATCH, "")]),
    ("contract", "沈若兰", [(R.CONTRACT, "")]),
    ("supervisor", "高建平", [(R.SUPERVISOR, "")]),
    ("supervisor2", "唐雨桐", [(R.SUPERVISOR, "")]),
    ("leader", "徐正阳", [(R.LEADER, "")]),
    ("auditor", "罗文清", [(R.AUDITOR, "")]),
    ("gov-planning", "韩明哲", [(R.GOV, "planning")]),
    ("gov-greening", "曹春燕", [(R.GOV, "greening")]),
    ("gov-road", "彭大川", [(R.GOV, "road")]),
    ("gov-excavation", "蒋一帆", [(R.GOV, "excavation")]),
    ("gov-office", "汪若谷", [(R.GOV, "office")]),
]
CUSTOMERS = ["13800000001", "13800000002", "13800000003"]


class NotADemo(Exception):
    """These sign-ins are public knowledge: they must never open a portal that serves real people."""


def password_of(username: str) -> str:
    return f"demo-{username}-2026"


def totp_secret_of(username: str) -> str:
    """Fixed, so that an authenticator app bound once stays bound when the demo is loaded anew."""
    return base64.b32encode(hashlib.sha256(f"demo-totp-{username}".encode()).digest()[:20]).decode()


def load(at: datetime) -> list[dict[str, Any]]:
    """Load everybody once, and tell how each signs in."""
    if not settings.DEMO:
        raise NotADemo("Set DEMO=1 to load demo accounts.")
    return [_load_officer(*officer, at=at) for officer in STAFF] + [_load_customer(phone, at=at) for phone in CUSTOMERS]


def _load_officer(username: str, name: str, grants: list[tuple[Role, str]], *, at: datetime) -> dict[str, Any]:
    found = User.objects.filter(username=username).first()
    user = found or actions.hire(username, name=name, at=at, password=password_of(username))
    for role, department in grants:
        actions.grant_role(user, role, at=at, by=None, department=department)
    bind_authenticator(user, totp_secret_of(username), at=at)
    return {
        "username": username,
        "password": password_of(username),
        "name": name,
        "roles": [role.value for role, _department in grants],
        "sign_in": "/sign-in/staff/",
    }


def _load_customer(phone: str, *, at: datetime) -> dict[str, Any]:
    user = welcome_customer(phone, at=at)
    if phone == CUSTOMERS[0] and not user.tokens.exists():  # nobody keeps the token, so that it opens nothing
        actions.issue_token(user, at=at, name="厂区能耗看板", scopes=["read"], calls_a_minute=60)
    return {"username": phone, "password": "", "roles": [], "sign_in": "/sign-in/"}
