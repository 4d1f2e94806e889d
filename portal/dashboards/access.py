"""Who may look at the dashboards: those who answer for the whole, and who checks them. Nobody acts here."""

from __future__ import annotations

from typing import Any

from accounts.refusals import Hidden
from accounts.roles import Role

LOOK = frozenset({Role.SUPERVISOR, Role.LEADER, Role.AUDITOR, Role.CHIEF})
EXPORT = frozenset({Role.SUPERVISOR, Role.LEADER, Role.AUDITOR})


def supervisors_only(user: Any) -> None:
    if not (user.is_authenticated and user.is_staff and user.roles & LOOK):
        raise Hidden


def may_export(user: Any) -> bool:
    return bool(user.roles & EXPORT)
