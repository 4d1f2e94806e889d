"""Closed lists of visits."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from customers.choices import ImportanceLevel


class Part(TextChoices):
    """The three without whom a joint visit is not complete."""

    LEADER = "LEADER", _("Company leader")
    DEPARTMENT = "DEPARTMENT", _("Responsible department")
    CELL_MANAGER = "CELL_MANAGER", _("Cell manager")


WHO_MAY = {
    Part.LEADER: frozenset({Role.LEADER}),
    Part.DEPARTMENT: frozenset(Role) - {Role.LEADER, Role.AUDITOR, Role.GOV},
    Part.CELL_MANAGER: frozenset({Role.MANAGER}),
}
IMPORTANT = frozenset(ImportanceLevel) - {ImportanceLevel.NONE}


class PlanStage(TextChoices):
    PLANNED = "PLANNED", _("Planned")
    INCOMPLETE = "INCOMPLETE", _("Visited, but not by all three")
    DONE = "DONE", _("Done")
    CANCELLED = "CANCELLED", _("Called off")


OPEN = frozenset({PlanStage.PLANNED, PlanStage.INCOMPLETE})
PERIOD_MONTHS = 3
"""An important customer is to be visited once in each quarter."""
REMIND_DAYS = 3
SEE = frozenset({Role.CHIEF, Role.MANAGER, Role.INTAKE, Role.SUPERVISOR, Role.LEADER, Role.AUDITOR})
PLAN = frozenset({Role.CHIEF, Role.MANAGER})
