"""People of the simulated register as applicants, and the tries of the worker at chosen moments."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import applications.intake.actions as intake
from applications.intake.models import Document
from applications.models import Application
from applications.tasks import fetch_document
from connectors.elicence.simulator import REGISTER
from tests.applications.journey import MONDAY, Cast

PERSON, BUSINESS = REGISTER.demo_persons[0], REGISTER.demo_businesses[0]
AT_HOME = {
    "purpose": "HOME", "customer_kind": "NATURAL_PERSON", "name": PERSON.name, "citizen_id": PERSON.citizen_id,
    "township_code": "411523100", "address": REGISTER.properties_of(PERSON.citizen_id)[0].address,
    "voltage_class": "LV", "applied_capacity": Decimal(8), "capacity_unit": "KW", "tariff_class": "RESIDENTIAL",
}  # fmt: skip
AT_WORK = {
    "purpose": "BUSINESS", "customer_kind": "ENTERPRISE", "name": BUSINESS.name, "uscc": BUSINESS.uscc,
    "township_code": "411523100", "address": REGISTER.properties_of(BUSINESS.uscc)[0].address,
    "voltage_class": "LV", "applied_capacity": Decimal(60), "capacity_unit": "KW",
    "tariff_class": "COMMERCIAL_INDUSTRIAL",
}  # fmt: skip


def applied(cast: Cast, answers: dict[str, Any], *, at: datetime = MONDAY) -> Application:
    draft = intake.open_draft(by=cast.customer, at=at)
    return intake.submit(draft.pk, by=cast.customer, at=at, answers=answers)


def fetch_all(case: Application, *, at: datetime = MONDAY) -> Application:
    """What the worker does with every document that is due."""
    for pk in Document.objects.due(at=at).filter(application=case).values_list("pk", flat=True):
        fetch_document(pk, at=at.isoformat())
    return Application.objects.get(pk=case.pk)


def paper(case: Application, kind: str = "REAL_ESTATE") -> Document:
    return Document.objects.get(application=case, kind=kind)


def states(case: Application) -> dict[str, str]:
    return dict(case.documents.values_list("kind", "state"))
