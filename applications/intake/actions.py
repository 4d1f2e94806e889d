"""From a draft to an accepted case: answers saved, application submitted, checked, accepted or asked for more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import give_consents
from accounts.choices import Purpose
from accounts.models import Consent
from accounts.notices import NOTICES
from accounts.refusals import NotAllowed, Unmet, WrongStage
from applications.actions import advance, settle, start_clocks, tell
from applications.agency.choices import Act
from applications.agency.permissions import for_customer
from applications.choices import Refusal
from applications.deciding import decide_and_store, rules_on
from applications.green.actions import open_channel
from applications.green.rules import key_level
from applications.increase import actions as increase
from applications.intake.answers import documents_needed, full_address, inputs_from, town_name
from applications.intake.choices import DocumentKind, DocumentState
from applications.intake.models import Document, Draft, Statement
from applications.intake.questions import FORM_VERSION, ApplicationForm
from applications.lease import actions as lease
from applications.models import Application
from applications.numbering import new_number
from applications.stages import Stage
from connectors.hints import hint
from customers import actions as customers
from customers.models import AccountManager
from customers.serving.forms import LATER
from deadlines import actions as deadlines
from deadlines import machine
from deadlines.models import Timeline

FETCH = "applications.tasks.fetch_document"

OWNER_CONSENT = _("The customer's own consent to fetch the papers is missing. They give it under “My data”.")


@transaction.atomic
def open_draft(
    *, by: Any, at: datetime, answers: Mapping[str, Any] | None = None, owner: Any = None, batch: Any = None
) -> Application:
    """A new draft for the customer `by`, or by their agent for `owner`; it has a number from the first moment."""
    number = new_number()
    timeline = Timeline.objects.create(reference=number, url=f"/applications/{number}/", opened_at=at)
    application = Application.objects.create(
        number=number,
        timeline=timeline,
        applicant=owner or by,
        created_at=at,
        batch=batch,
        chief=customers.chief_on_duty(at=at),
    )
    machine.record(application, "open_draft", "", by=by, at=at)
    Draft.objects.create(
        application=application, answers_json=_dump(answers or {}), form_version=FORM_VERSION, saved_at=at
    )
    return settle(application, at=at)


@transaction.atomic
def save_answers(application_id: int, *, by: Any, at: datetime, answers: Mapping[str, Any]) -> Draft:
    """Keep what was typed, valid or not. Keys that are not named stay as they are, if the form still has them."""
    application = _own_draft(application_id, by=by)
    draft = Draft.objects.get(application=application)
    known = {name: value for name, value in draft.answers.items() if name in ApplicationForm.base_fields}
    draft.answers_json, draft.form_version, draft.saved_at = _dump({**known, **answers}), FORM_VERSION, at
    draft.save(update_fields=["answers_json", "form_version", "saved_at"])
    return draft


def answers_of(application: Application) -> dict[str, Any]:
    """What has been typed so far, read anew."""
    return Draft.objects.get(application=application).answers


def _own_draft(application_id: int, *, by: Any) -> Application:
    application = Application.objects.locked(application_id)
    if application.stage != Stage.DRAFT or not for_customer(Act.APPLY)(application, by):
        raise WrongStage
    return application


@transaction.atomic
def discard_draft(application_id: int, *, by: Any, at: datetime) -> Application:
    """Throw a draft away: its answers are gone, and only its number stays."""
    draft = Application.objects.locked(application_id)
    if draft.stage != Stage.DRAFT:
        raise WrongStage
    application = machine.move(draft, "withdraw", by=by, at=at)
    Draft.objects.filter(application=application).delete()
    return settle(application, at=at)


def _dump(answers: Mapping[str, Any]) -> str:
    return json.dumps(dict(answers), ensure_ascii=False, default=str)


@transaction.atomic
def submit(
    application_id: int, *, by: Any, at: datetime, answers: Mapping[str, Any], text_version: str = "",
    agreed: Iterable[str] = (Purpose.LICENCES, Purpose.AUTHORITIES),
) -> Application:  # fmt: skip
    """Take the cleaned answers (see `intake.questions.ApplicationForm`) with what was agreed to; check them at once.

    The licences are fetched afterwards, outside this transaction: `intake.fetching.fetch`.
    """
    draft = Application.objects.locked(application_id)
    if draft.stage != Stage.DRAFT:
        raise WrongStage
    if not for_customer(Act.APPLY)(draft, by):
        raise NotAllowed
    if by.pk == draft.applicant_id:
        draft.applicant = by
    consents = _consents(draft, agreed, text_version, by=by, at=at)
    draft.consent = consents.get(Purpose.LICENCES)
    draft.customer, draft.site = _register(draft.applicant, answers, at=at)
    draft.until_on = answers.get("until_on")
    draft.minimum_kw, draft.wanted_on = answers.get("minimum_kw"), answers.get("wanted_on")
    draft.submitted_at = draft.complete_at = at
    draft.undertaking_signed_at = at if answers.get("agrees_to_undertaking") else None
    rules = rules_on(at)
    draft.inputs = {**inputs_from(answers, rules).to_json(), **key_level(draft.lead)}
    why_again = str(answers.get("again_reason") or "")
    application = machine.move(draft, "submit", by=by, at=at, reason=why_again, data={"inputs": draft.inputs})
    decide_and_store(application, at=at, rules=rules)
    _take_manager(application, answers, by=by, at=at)
    _keep_statement(application, answers, at=at)
    _want_documents(application, answers, at=at)
    increase.take_word(application, str(answers.get("account_no") or ""), at=at)
    start_clocks(application, {"C0": at, "C-ELAPSED": at})
    machine.move(application, "precheck", by=None, at=at)
    tell(application, "application-submitted", at=at)
    return settle(application, at=at)


def _take_manager(application: Application, answers: Mapping[str, Any], *, by: Any, at: datetime) -> None:
    """The place of a chosen account manager is taken now: the last one may be gone by tomorrow."""
    chosen = str(answers.get("manager") or "")
    if chosen.isdecimal():
        picked = AccountManager.objects.select_related("user").get(pk=chosen).user
        application.manager = customers.choose_manager(picked, timeline=application.timeline, at=at, by=by)
        application.save(update_fields=["manager"])


def _consents(
    draft: Application, agreed: Iterable[str], text_version: str, *, by: Any, at: datetime
) -> dict[Purpose, Any]:
    """The customer's own words. An agent submits on what the customer has agreed to before, and on nothing else."""
    if by.pk == draft.applicant_id:
        versions = {one: text_version or NOTICES[one].version for one in map(Purpose, agreed)}
        return {Purpose(one): row for one, row in give_consents(by, versions, at=at).items()}
    assert draft.applicant  # a draft has one
    given = Consent.objects.standing(draft.applicant)
    if not given.filter(purpose=Purpose.LICENCES).exists():
        raise Unmet(OWNER_CONSENT)
    return {Purpose(row.purpose): row for row in given}


def _register(by: Any, answers: Mapping[str, Any], *, at: datetime) -> tuple[Any, Any]:
    customer = customers.register_customer(
        user=by,
        kind=answers["customer_kind"],
        name=answers["name"],
        citizen_id=answers.get("citizen_id", ""),
        uscc=answers.get("uscc", ""),
        phone=by.phone or "",
        at=at,
    )
    site = customers.register_site(
        customer, address=full_address(answers, settings.COUNTY["name_zh"]), area_name=town_name(answers),
        township_code=answers.get("township_code", ""), latitude=answers.get("latitude"),
        longitude=answers.get("longitude"), crs=answers.get("crs") or "EPSG:4490",
        real_estate_unit=answers.get("real_estate_unit", ""),
    )  # fmt: skip
    return customer, site


def _keep_statement(application: Application, answers: Mapping[str, Any], *, at: datetime) -> None:
    """The draft becomes the record of what was said."""
    said = {name: value for name, value in answers.items() if value not in (None, "", False)}
    Statement.objects.create(
        application=application, answers_json=_dump(said), form_version=FORM_VERSION, said_at=at
    )  # fmt: skip
    Draft.objects.filter(application=application).delete()


def _want_documents(application: Application, answers: Mapping[str, Any], *, at: datetime) -> None:
    """What is fetched. The certificate of a place that belongs to somebody else is not ours to ask for."""
    wanted = Document.objects.bulk_create(
        _wanted(application, kind, answers, at=at) for kind in documents_needed(answers["customer_kind"])
    )
    if application.batch_id is None:  # the rows of a batch are found by the next rounds, a hundred at a time
        _wake_on_commit([document.pk for document in wanted if document.is_waiting])


def _wanted(application: Application, kind: str, answers: Mapping[str, Any], *, at: datetime) -> Document:
    is_others = kind == DocumentKind.REAL_ESTATE and answers.get("is_owner") == "NO"
    assert application.consent  # the machine has asked for it
    return Document(
        application=application, kind=kind, consent=application.consent,
        state=DocumentState.ACCEPTED_LATER if is_others else DocumentState.TO_BE_FETCHED,
        note=answers.get("owner_note", "") if is_others else "", next_try_at=None if is_others else at,
    )  # fmt: skip


def _wake_on_commit(documents: list[int]) -> None:
    """Ask workers to fetch these now. A hint only: without a broker the next round of the sweep finds the rows."""
    transaction.on_commit(lambda: all(hint(FETCH, pk) for pk in documents), robust=True)


@transaction.atomic
def accept(application_id: int, *, by: Any, at: datetime) -> Application:
    """Accept the case: clocks start, a chief officer and an account manager are named. `by` None: all checks passed."""
    application = advance(application_id, "accept", by=by, at=at)
    application.accepted_at = at
    if application.chief_id is None:
        application.chief = customers.chief_on_duty(at=at)
    assert application.site  # a submitted case has one
    if not _is_still_choosing(application):
        application.manager = customers.assign_manager(application.site, timeline=application.timeline, at=at)
    application.save(update_fields=["accepted_at", "chief", "manager"])
    open_channel(application, at=at)
    deadlines.stop(application.timeline, "C0", at=at)
    # The law counts from the complete application, not from our acceptance.
    start_clocks(application, {"C1": at, "C-TOTAL": at, "C5": application.complete_at or at})
    if application.verdict and application.verdict.lease_offered:
        lease.offer_lease(application, at=at)
    tell(application, "application-accepted", at=at)
    return settle(application, at=at)


def _is_still_choosing(application: Application) -> bool:
    """The customer wants to choose himself, and has some hours for it: see `applications.timers`."""
    said = Statement.objects.filter(application=application).first()
    return application.manager is None and said is not None and said.answers.get("manager") == LATER


@transaction.atomic
def refuse(application_id: int, *, by: Any, at: datetime, ground: str, reason: str) -> Application:
    """Not accepted, on one of the closed grounds, with the cure in words. Capacity is no ground."""
    application = advance(application_id, "refuse", by=by, at=at, reason=reason, data={"ground": Refusal(ground).value})
    customers.release_manager(application.timeline, at=at)
    tell(application, "application-refused", at=at)
    return settle(application, at=at)


@transaction.atomic
def expire_draft(application_id: int, *, at: datetime) -> Application:
    """Nobody has gone on with it for long: the answers are deleted."""
    application = advance(application_id, "expire_draft", by=None, at=at)
    Draft.objects.filter(application=application).delete()
    return settle(application, at=at)
