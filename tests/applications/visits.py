"""A booked visit and what its page sends, as the tests of the survey use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

import applications.survey.actions as survey
from applications.models import Application
from tests.applications.journey import FACTORY, Cast, accepted

ZONE = {**FACTORY, "dev_zone_level": "PROVINCIAL"}
MEASURED = {"surveyors": "周晓岚\n许静安", "method": "TAPE", "route_length_m": "80", "permits_needed": ["GREENING"]}
Visit = Callable[..., Application]


def booked(cast: Cast, client: Client, answers: dict[str, Any] = ZONE) -> Application:
    """A case whose visit is booked, with its manager signed in."""
    now = timezone.now()
    case = accepted(cast, answers, at=now)
    begins = now + timedelta(hours=1)
    survey.book_survey(case.pk, by=cast.manager, at=now, booked_from=begins, booked_until=begins + timedelta(hours=2))
    client.force_login(cast.manager)
    return case


def send(client: Client, case: Application, **more: Any) -> Any:
    carrier = {"area": "A1"} if case.is_low_voltage else {"feeder": "F1"}
    return client.post(f"/survey/{case.number}/", {**MEASURED, **carrier, **more})


def again(case: Application) -> Application:
    return Application.objects.get(pk=case.pk)


def shown(client: Client, case: Application) -> str:
    return client.get(f"/survey/{case.number}/").content.decode()
