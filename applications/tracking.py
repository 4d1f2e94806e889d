"""What a customer is shown of a case: steps as they count them, promises, whose turn it is, days by party."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from applications.models import Application
from applications.rules import ClockKind


def story(application: Application, *, at: datetime) -> dict[str, Any]:
    """Everything the tracker page shows."""
    clocks = list(application.timeline.clocks.select_related("timeline").order_by("started_at", "pk"))
    for clock in clocks:
        clock.name = ClockKind(clock.kind).label  # type: ignore[attr-defined]
    return {
        "application": application,
        "clocks": clocks,
        "events": application.timeline.events.order_by("seq"),
        "documents": application.documents.order_by("pk"),
        "at": at,
    }


def look_up(given: Mapping[str, str], *, at: datetime) -> dict[str, Any]:
    """By case number and the last four digits of the phone; says nothing personal, and the same for both mistakes."""
    number, digits = given.get("number", "").strip().upper(), given.get("digits", "").strip()
    found = None
    if number and digits:
        row = Application.objects.filter(number=number).exclude(applicant=None).select_related("applicant", "timeline").first()
        if row is not None and row.applicant.phone and row.applicant.phone.plain[-4:] == digits[-4:] and len(digits) >= 4:
            found = row
    return {"number": number, "digits": digits, "application": found, "is_unknown": bool(number or digits) and found is None}
