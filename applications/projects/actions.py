"""Prepare an application from a lead; the customer adopts it, or leaves it be. No clock runs until then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.signin.actions import welcome_customer
from applications.actions import advance, settle, tell
from applications.assess.forms import Purpose
from applications.intake.models import Draft
from applications.intake.questions import FORM_VERSION
from applications.models import Application
from applications.numbering import new_number
from applications.rules import BusinessType
from applications.stages import Stage
from customers.actions import chief_on_duty
from customers.choices import CustomerKind
from customers.projects import actions as reserve
from customers.projects.models import Lead
from deadlines import machine
from deadlines.models import Timeline


@transaction.atomic
def offer(lead_id: int, *, by: Any, at: datetime) -> Application:
    """What the platforms know is filled in already. The customer finds it under the phone number they gave."""
    lead = reserve.mark_offered(lead_id, by=by, at=at)
    known = {"lead": lead, "wanted_on": lead.wanted_on}
    application = prepare(lead.phone.plain, answers_from(lead), by=by, at=at, **known)
    tell(application, "application-prepared", at=at)
    return application


@transaction.atomic
def prepare(phone: str, answers: Mapping[str, Any], *, by: Any, at: datetime, **known: Any) -> Application:
    """An application that waits under this number, with these answers filled in, until its customer wants it."""
    number = new_number()
    timeline = Timeline.objects.create(reference=number, url=f"/applications/{number}/", opened_at=at)
    application = Application.objects.create(
        number=number, timeline=timeline, applicant=welcome_customer(phone, at=at), created_at=at, stage=Stage.LEAD,
        chief=chief_on_duty(at=at), **known,
    )  # fmt: skip
    machine.record(application, "offer", "", by=by, at=at)
    Draft.objects.create(
        application=application, answers_json=json.dumps(dict(answers), ensure_ascii=False),
        form_version=FORM_VERSION, saved_at=at,
    )  # fmt: skip
    return settle(application, at=at)


def answers_from(lead: Lead) -> dict[str, Any]:
    """The lead's facts under the names of the application's questions; what is not known is asked."""
    known = {
        "purpose": Purpose.BUSINESS.value, "business_type": BusinessType.NEW.value, "project_code": lead.code,
        "applied_capacity": f"{lead.needed_kva.normalize():f}" if lead.needed_kva else "",
        "capacity_unit": "KVA" if lead.needed_kva else "", "customer_kind": CustomerKind.ENTERPRISE.value,
        "name": lead.owner_name, "uscc": lead.uscc, "township_code": lead.township_code, "address": lead.address,
        "wanted_on": lead.wanted_on.isoformat() if lead.wanted_on else "",
    }  # fmt: skip
    return {name: value for name, value in known.items() if value}


@transaction.atomic
def adopt(application_id: int, *, by: Any, at: datetime) -> Application:
    """The customer wants it: from here on it is a draft like any other, most of it filled in."""
    application = advance(application_id, "adopt", by=by, at=at)
    Draft.objects.filter(application=application).update(saved_at=at)
    return settle(application, at=at)
