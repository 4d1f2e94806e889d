"""Lay a case before the city or the province, and take their answer; the customer keeps the same people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from applications.actions import advance, settle, tell
from applications.authority.choices import COUNTY, Level
from applications.authority.models import Escalation
from applications.deciding import rules_on
from applications.models import Application
from deadlines import actions as deadlines
from deadlines.choices import Party

CLOCK = "C-UP"


@transaction.atomic
def escalate(application_id: int, *, by: Any, at: datetime, reason: str, level: str = "") -> Application:
    """To the level that the rules name for this voltage and capacity, unless another is given. Its own clock runs."""
    application = Application.objects.locked(application_id)
    named = Level(level or level_above(application))
    application = advance(application_id, "escalate", by=by, at=at, reason=reason, data={"level": named.value})
    Escalation.objects.create(application=application, level=named, reason=reason, handed_by=by, handed_at=at)
    deadlines.start(
        application.timeline, CLOCK, limit_workdays=rules_on(at).workdays("authority"), owner=Party.COMPANY,
        rule="R-07", responsible_id=application.chief_id, at=at,
    )  # fmt: skip
    tell(application, "case-with-level-above", at=at)
    return settle(application, at=at)


def level_above(application: Application) -> str:
    """The level that decides by the rules; the next one up where the county itself would."""
    verdict = application.verdict
    named = verdict.authority_level if verdict else COUNTY
    return Level.CITY.value if named == COUNTY else named


@transaction.atomic
def hand_back(application_id: int, *, by: Any, at: datetime, answer: str, document_no: str = "") -> Application:
    """The level above has answered: the county desk goes on with the plan."""
    application = advance(application_id, "hand_back", by=by, at=at, reason=answer, data={"document_no": document_no})
    close_escalation(application, by=by, at=at, answer=answer, document_no=document_no)
    return settle(application, at=at)


def close_escalation(
    application: Application, *, by: Any, at: datetime, answer: str = "", document_no: str = ""
) -> None:
    """The plan is there, or the answer: what was laid before the level above is done. The caller holds the case."""
    application.escalations.filter(answered_at=None).update(
        answer=answer,
        document_no=document_no,
        answered_at=deadlines.not_before("handed_at", at),
        answered_by=by,
    )
    deadlines.stop(application.timeline, CLOCK, at=at)
