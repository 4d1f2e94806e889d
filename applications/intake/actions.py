"""From a draft to an accepted case: answers saved, application submitted, checked, accepted or asked for more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import give_consent
from accounts.choices import Purpose
from accounts.refusals import Invalid, Unmet, WrongStage
from applications.actions import advance, settle, start_clock, tell
from applications.choices import Refusal
from applications.deciding import decide_and_store
from applications.intake.answers import documents_needed, inputs_from
from applications.intake.models import CorrectionRequest, Document, Draft
from applications.models import Application, new_number
from applications.stages import Stage
from customers import actions as customers
from deadlines import actions as deadlines
from deadlines import machine
from deadlines.models import Timeline

CORRECTION_DAYS = 30
REOPEN_WITHIN = timedelta(days=90)
MISSING_ITEMS = _("List what is missing, one thing a line. The customer is asked only once.")


@transaction.atomic
def open_draft(*, by: Any, at: datetime, answers: Mapping[str, Any] | None = None) -> Application:
    """A new draft for the customer `by`; it has a number from the first moment, so that it can be found again."""
    number = new_number()
    timeline = Timeline.objects.create(reference=number, url=f"/applications/{number}/", opened_at=at)
    application = Application.objects.create(number=number, timeline=timeline, applicant=by, created_at=at)
    machine.record(application, "open_draft", "", by=by, at=at)
    Draft.objects.create(application=application, answers_json=_dump(answers or {}), saved_at=at)
    return settle(application, at=at)


@transaction.atomic
def save_answers(application_id: int, *, by: Any, at: datetime, answers: Mapping[str, Any]) -> Draft:
    """Keep what was typed, valid or not. Keys that are not named stay as they are."""
    application = Application.objects.locked(application_id)
    if application.stage != Stage.DRAFT or application.applicant_id != by.pk:
        raise WrongStage
    draft = Draft.objects.get(application=application)
    draft.answers_json = _dump({**draft.answers, **answers})
    draft.saved_at = at
    draft.save(update_fields=["answers_json", "saved_at"])
    return draft


def _dump(answers: Mapping[str, Any]) -> str:
    return json.dumps(dict(answers), ensure_ascii=False, default=str)


@transaction.atomic
def submit(application_id: int, *, by: Any, at: datetime, answers: Mapping[str, Any], text_version: str) -> Application:
    """Take the cleaned answers (see `intake.forms.ApplicationForm`) with the consents, and check them at once.

    The licences are fetched afterwards, outside this transaction: `intake.fetching.fetch`.
    """
    draft = Application.objects.locked(application_id)
    consent = give_consent(by, Purpose.LICENCES, text_version=text_version, at=at)
    give_consent(by, Purpose.AUTHORITIES, text_version=text_version, at=at)
    draft.consent = consent
    draft.customer, draft.site = _register(by, answers, at=at)
    draft.minimum_kw, draft.wanted_on = answers.get("minimum_kw"), answers.get("wanted_on")
    draft.submitted_at = draft.complete_at = at
    draft.undertaking_signed_at = at if answers.get("agrees_to_undertaking") else None
    draft.inputs = inputs_from(answers, on=timezone.localdate(at)).to_json()
    application = machine.move(draft, "submit", by=by, at=at, data={"inputs": draft.inputs})
    decide_and_store(application, at=at)
    for kind in documents_needed(answers["customer_kind"]):
        Document.objects.create(application=application, kind=kind, consent=consent, next_try_at=at)
    Draft.objects.filter(application=application).delete()
    start_clock(application, "C0", at=at)
    start_clock(application, "C-ELAPSED", at=at)
    machine.move(application, "precheck", by=None, at=at)
    tell(application, "application-submitted", at=at)
    return settle(application, at=at)


def _register(by: Any, answers: Mapping[str, Any], *, at: datetime) -> tuple[Any, Any]:
    customer = customers.register_customer(
        user=by, kind=answers["customer_kind"], name=answers["name"], citizen_id=answers.get("citizen_id", ""),
        uscc=answers.get("uscc", ""), phone=by.phone, at=at,
    )  # fmt: skip
    site = customers.register_site(
        customer, address=answers["address"], township_code=answers.get("township_code", ""),
        latitude=answers.get("latitude"), longitude=answers.get("longitude"), crs=answers.get("crs") or "EPSG:4490",
        real_estate_unit=answers.get("real_estate_unit", ""),
    )  # fmt: skip
    return customer, site


@transaction.atomic
def accept(application_id: int, *, by: Any, at: datetime) -> Application:
    """Accept the case: clocks start, a chief officer and an account manager are named. `by` None: all checks passed."""
    application = advance(application_id, "accept", by=by, at=at)
    application.accepted_at = at
    application.chief = customers.chief_on_duty(at=at)
    application.manager = customers.assign_manager(application.site, timeline=application.timeline, at=at)
    application.save()
    deadlines.stop(application.timeline, "C0", at=at)
    start_clock(application, "C1", at=at)
    start_clock(application, "C-TOTAL", at=at)
    # The law counts from the complete application, not from our acceptance.
    start_clock(application, "C5", at=application.complete_at or at)
    tell(application, "application-accepted", at=at)
    return settle(application, at=at)


@transaction.atomic
def request_correction(application_id: int, *, by: Any, at: datetime, items: list[str]) -> Application:
    """Ask once for everything that is missing: `items` are sentences for the customer."""
    wanted = [item.strip() for item in items if item.strip()]
    if not wanted:
        raise Invalid({"items": [str(MISSING_ITEMS)]})
    application = advance(application_id, "request_correction", by=by, at=at, data={"items": wanted})
    due_on = timezone.localdate(at) + timedelta(days=CORRECTION_DAYS)
    CorrectionRequest.objects.create(application=application, items=wanted, asked_by=by, asked_at=at, due_on=due_on)
    deadlines.stop(application.timeline, "C0", at=at)
    tell(application, "correction-requested", at=at, until_on=due_on.isoformat())
    return settle(application, at=at)


@transaction.atomic
def correct(application_id: int, *, by: Any, at: datetime, answer: str) -> Application:
    application = advance(application_id, "correct", by=by, at=at)
    application.corrections.filter(answered_at=None).update(answer=answer, answered_at=at)
    application.complete_at = at
    application.save(update_fields=["complete_at"])
    start_clock(application, "C0", at=at)
    return settle(application, at=at)


@transaction.atomic
def refuse(application_id: int, *, by: Any, at: datetime, ground: str, reason: str) -> Application:
    """Not accepted, on one of the closed grounds, with the cure in words. Capacity is no ground."""
    application = advance(application_id, "refuse", by=by, at=at, reason=reason, data={"ground": Refusal(ground).value})
    tell(application, "application-refused", at=at)
    return settle(application, at=at)


@transaction.atomic
def close_unanswered(application_id: int, *, at: datetime) -> Application:
    application = advance(application_id, "close_unanswered", by=None, at=at)
    tell(application, "application-closed-unanswered", at=at)
    return settle(application, at=at)


@transaction.atomic
def reopen(application_id: int, *, by: Any, at: datetime) -> Application:
    application = Application.objects.locked(application_id)
    closed = application.timeline.events.filter(verb="close_unanswered").order_by("-seq").first()
    if closed is not None and at > closed.at + REOPEN_WITHIN:
        raise Unmet(_("It was closed more than ninety days ago. Please apply again; nothing has to be fetched twice."))
    return settle(advance(application_id, "reopen", by=by, at=at), at=at)


@transaction.atomic
def expire_draft(application_id: int, *, at: datetime) -> Application:
    return settle(advance(application_id, "expire_draft", by=None, at=at), at=at)
