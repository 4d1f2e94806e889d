"""What an officer at the counter has in hand."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from applications.agency.models import Mandate
from applications.models import Application
from applications.stages import Stage


def drafts(officer: Any) -> QuerySet[Application]:
    """What this officer is filling in today for customers who gave their word at the counter."""
    if not officer.is_staff:
        return Application.objects.none()
    owners = Mandate.objects.standing().held_by(officer).filter(case=None).values("owner")
    return Application.objects.filter(stage=Stage.DRAFT, applicant__in=owners).order_by("-created_at")
