"""What a prepared application shows its customer, and how a lead stands beside the day it is wanted on."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from applications.headlines import headline
from applications.intake.actions import answers_of
from applications.intake.overview import overview
from applications.intake.pages import Way
from applications.models import Application
from applications.stages import CLOSED, SUPPLIED
from customers.projects.models import Lead
from deadlines.choices import Light

SOON = timedelta(days=60)


def prepared(application: Application, *, at: datetime) -> dict[str, Any]:
    """The answers that are there already, each with the words of its question."""
    way = Way(answers_of(application), on=timezone.localdate(at))
    rows = [{"label": row["label"], "value": row["value"]} for row in overview(way, application)]
    return {"application": application, "said": headline(application), "rows": rows, "lead": application.lead}


def light(lead: Lead, case: Application | None, *, on: date) -> Light | None:
    """The day the customer wants power on, against how far the case is."""
    if lead.wanted_on is None or (case is not None and case.stage in CLOSED and case.stage not in SUPPLIED):
        return None
    if case is not None and case.stage in SUPPLIED:
        return Light.GREEN
    if lead.wanted_on < on:
        return Light.RED
    if lead.wanted_on - on <= SOON:
        return Light.AMBER
    return Light.GREEN if case is not None else None


def told(leads: list[Lead], *, on: date) -> list[dict[str, Any]]:
    """The rows of the reserve with their newest application, read for all of them at once."""
    cases: dict[int | None, Application] = {}
    for case in Application.objects.filter(lead__in=leads).order_by("created_at"):
        cases[case.lead_id] = case
    return [
        {"lead": lead, "case": cases.get(lead.pk), "light": light(lead, cases.get(lead.pk), on=on)} for lead in leads
    ]
