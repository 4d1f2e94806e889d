"""Fetch a customer's licences instead of asking for papers. The call runs outside every transaction."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from applications.actions import settle
from applications.intake.actions import accept
from applications.intake.choices import UNSETTLED, DocumentKind, DocumentState
from applications.intake.models import Document
from applications.models import Application
from applications.stages import Stage
from connectors.choices import Outcome
from connectors.elicence.client import LicenceReply, Subject, fetch_licence
from deadlines import machine

PURPOSE = "power-connection"
# Unknown is a normal answer: we ask again, at growing distances, for as long as the case is open.
RETRY = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]
LAST_RETRY = timedelta(days=1)


def fetch(document_id: int, *, at: datetime) -> Document:
    """Ask the platform for one document and take its answer, whatever it is."""
    document = Document.objects.select_related("application__customer", "application__site", "consent").get(
        pk=document_id
    )
    reply = fetch_licence(
        document.kind, _subject(document), purpose=PURPOSE, authorisation=f"consent-{document.consent_id}", at=at,
        about=document.application.number,
    )  # fmt: skip
    return take_answer(document_id, reply, at=at)


def _subject(document: Document) -> Subject:
    customer, site = document.application.customer, document.application.site
    if document.kind == DocumentKind.REAL_ESTATE:
        return Subject(name=customer.name.plain, address=site.address.plain)
    if document.kind == DocumentKind.CITIZEN_ID:
        return Subject(citizen_id=customer.citizen_id.plain, name=customer.name.plain)
    return Subject(uscc=customer.uscc.plain)


@transaction.atomic
def take_answer(document_id: int, reply: LicenceReply, *, at: datetime) -> Document:
    """Store the fields, their source and time; then accept the case if nothing needs a person's eye."""
    document = Document.objects.get(pk=document_id)
    application = Application.objects.locked(document.application_id)
    document = Document.objects.locked(document_id)
    if document.state == DocumentState.TO_BE_FETCHED:
        _fill(document, reply, at=at)
        document.save()
        machine.record(
            application, "fetch_document", application.stage, by=None, at=at,
            data={"kind": document.kind, "state": document.state, "attempt": document.attempts},
        )  # fmt: skip
    accept_if_settled(application, at=at)
    return document


def _fill(document: Document, reply: LicenceReply, *, at: datetime) -> None:
    document.attempts += 1
    if reply.outcome is Outcome.UNKNOWN or (reply.outcome is Outcome.OK and not reply.matches):
        wait = RETRY[document.attempts - 1] if document.attempts <= len(RETRY) else LAST_RETRY
        document.next_try_at = at + wait
        return
    document.next_try_at = None
    if reply.outcome is not Outcome.OK:
        document.state, document.remark = DocumentState.NOT_FOUND, reply.reason
        return
    document.state = DocumentState.FETCHED if reply.is_usable else DocumentState.UNUSABLE
    document.remark = "" if reply.is_usable else reply.problem.value
    fields = dict(reply.fields)
    document.fields_json = json.dumps(fields, ensure_ascii=False)
    document.sha256 = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
    document.licence_id, document.source = reply.licence_id, reply.issued_by
    document.valid_until, document.fetched_at = reply.valid_until, reply.fetched_at


def accept_if_settled(application: Application, *, at: datetime) -> Application:
    """Every document was asked for once and none needs a person: the portal accepts by itself."""
    documents = list(application.documents.all())
    asked = all(d.attempts or d.state != DocumentState.TO_BE_FETCHED for d in documents)
    if application.stage == Stage.PRECHECK and asked and not any(d.state in UNSETTLED for d in documents):
        return accept(application.pk, by=None, at=at)
    return settle(application, at=at)


@transaction.atomic
def dispute_document(application_id: int, *, by: Any, at: datetime, kind: str, reason: str) -> Application:
    """The customer says that a fetched field is wrong: a person looks at it, and the case goes on meanwhile."""
    application = Application.objects.locked(application_id)
    application.documents.filter(kind=kind).update(state=DocumentState.DISPUTED, remark=reason)
    machine.record(application, "dispute_document", application.stage, by=by, at=at, data={"kind": kind})
    return settle(application, at=at)


@transaction.atomic
def settle_document(application_id: int, *, by: Any, at: datetime, kind: str, remark: str) -> Application:
    """An officer has looked at a document that did not speak for itself, and lets the case go on."""
    application = Application.objects.locked(application_id)
    application.documents.filter(kind=kind).update(state=DocumentState.ACCEPTED_LATER, remark=remark, next_try_at=None)
    machine.record(application, "settle_document", application.stage, by=by, at=at, reason=remark, data={"kind": kind})
    return accept_if_settled(application, at=at)
