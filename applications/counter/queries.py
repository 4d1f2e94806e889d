"""What an officer at the counter has in hand."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from accounts.roles import Role
from applications.agency.models import Mandate
from applications.models import Application
from applications.stages import Stage

SERVE = {Role.INTAKE, Role.MANAGER}
"""At the counter, or at somebody's door in a village."""


def may_serve(officer: Any) -> bool:
    return bool(officer.is_authenticated and officer.is_staff and officer.roles & SERVE)


def drafts(officer: Any) -> QuerySet[Application]:
    """What this officer is filling in today for customers who gave their word at the counter."""
    if not officer.is_staff:
        return Application.objects.none()
    owners = Mandate.objects.standing().held_by(officer).filter(case=None).values("owner")
    return Application.objects.filter(stage=Stage.DRAFT, applicant__in=owners).order_by("-created_at")
