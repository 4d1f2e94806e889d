"""What a prepared application shows its customer, and how a lead stands beside the day it is wanted on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from applications.green.rules import light_of
from applications.headlines import headline
from applications.intake.actions import answers_of
from applications.intake.overview import overview
from applications.intake.pages import Way
from applications.models import Application
from customers.projects.models import Lead
from deadlines.choices import Light


def prepared(application: Application, *, at: datetime) -> dict[str, Any]:
    """The answers that are there already, each with the words of its question."""
    way = Way(answers_of(application), on=timezone.localdate(at))
    rows = [{"label": row["label"], "value": row["value"]} for row in overview(way, application)]
    return {"application": application, "said": headline(application), "rows": rows, "lead": application.lead}


def light(lead: Lead, case: Application | None, *, on: date) -> Light | None:
    """The day the customer wants power on, against how far the case is."""
    found = light_of(lead.wanted_on, case.stage if case is not None else "", on=on)
    return None if case is None and found == Light.GREEN else found


def told(leads: list[Lead], *, on: date) -> list[dict[str, Any]]:
    """The rows of the reserve with their newest application, read for all of them at once."""
    cases: dict[int | None, Application] = {}
    for case in Application.objects.filter(lead__in=leads).order_by("created_at"):
        cases[case.lead_id] = case
    return [
        {"lead": lead, "case": cases.get(lead.pk), "light": light(lead, cases.get(lead.pk), on=on)} for lead in leads
    ]
