"""Take an intake of the app: an application that waits for its customer, once however often it is pushed."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from accounts.refusals import Invalid
from accounts.signin.rules import plain_mobile
from applications.actions import tell
from applications.projects.actions import prepare
from connectors.hotline.wire import AppIntake
from customers.hotline.models import Intake


@transaction.atomic
def take_intake(told: AppIntake, *, at: datetime) -> tuple[str, bool]:
    """Our number, and whether it is new. No clock runs before the customer has confirmed. Raises Invalid."""
    phone = plain_mobile(told.phone)
    if not phone:
        raise Invalid({"phone": []})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [told.intake_no])
    known = Intake.objects.filter(intake_no=told.intake_no).first()
    if known is not None:
        return known.case_no, False
    application = prepare(phone, told.answers, by=None, at=at)
    Intake.objects.create(intake_no=told.intake_no, case_no=application.number, received_at=at)
    tell(application, "application-from-app", at=at)
    return application.number, True
