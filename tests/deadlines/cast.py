"""A case with its clocks, moments in the county's time, and the people who are told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from deadlines import actions
from deadlines.choices import Party
from deadlines.models import Clock, Timeline
from deadlines.rules import CHINA

AT = datetime(2026, 9, 18, 15, tzinfo=CHINA)  # a Friday before a working Sunday and two holidays
A_LITTLE = timedelta(seconds=1)


def moment(text: str) -> datetime:
    """`2026-09-18 15:00` on the clocks of the county."""
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def day(text: str) -> date:
    return date.fromisoformat(text)


def case(reference: str = "XC-TEST-1", at: datetime = AT) -> Timeline:
    return Timeline.objects.create(reference=reference, url=f"/room/{reference}/", opened_at=at)


def clock(
    timeline: Timeline | None = None, *, workdays: int | None = 5, kind: str = "C1", at: datetime = AT, **more: Any
) -> Clock:
    if isinstance(to := more.pop("responsible", None), User):
        more["responsible_id"] = to.pk
    facts = {"limit_workdays": workdays, "owner": Party.COMPANY, "rule": "R-12", "at": at, **more}
    timeline = timeline or case(at=at)
    actions.start(timeline, kind, **facts)
    return Clock.objects.running().of(timeline).get(kind=kind)


def officer(name: str = "manager", *roles: Role) -> User:
    user = User.objects.create(username=name, is_staff=True)
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, granted_at=timezone.now())
    return user


def supervisor(name: str = "supervisor") -> User:
    return officer(name, Role.SUPERVISOR)
