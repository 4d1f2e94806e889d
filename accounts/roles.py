"""The roles of the people who work on cases, and the checks by role that the machines ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    INTAKE = "intake", _("Intake officer")
    CHIEF = "chief", _("Chief service officer")
    MANAGER = "manager", _("Account manager")
    PLANNER = "planner", _("Supply planner")
    REVIEWER = "reviewer", _("Plan reviewer")
    WORKS = "works", _("Works manager")
    INSPECTOR = "inspector", _("Inspector")
    METER = "meter", _("Meter fitter")
    DISPATCH = "dispatch", _("Dispatcher")
    CONTRACT = "contract", _("Contract officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    LEADER = "leader", _("Company leader")
    AUDITOR = "auditor", _("Auditor")
    GOV = "gov", _("Government approver")


READERS = frozenset({Role.LEADER, Role.AUDITOR})
"""They see and never act; an auditor holds no other role at all."""

Check = Callable[[Any, Any], bool]
"""What django-fsm asks of `permission=`: (row, user or None for the portal itself) -> may he?"""


def by_role(*roles: Role) -> Check:
    """True for a person who holds one of `roles` now."""
    wanted = frozenset(roles)
    if wanted & READERS:
        raise ValueError("A reading role never acts.")

    def holds_role(row: Any, user: Any) -> bool:
        return user is not None and bool(wanted & user.roles)

    return holds_role


def by_system(row: Any, user: Any) -> bool:
    """True for the portal itself: timers, fetched answers, closed rounds."""
    return user is None


def either(*checks: Check) -> Check:
    """True when one of `checks` is."""

    def one_holds(row: Any, user: Any) -> bool:
        return any(check(row, user) for check in checks)

    return one_holds
