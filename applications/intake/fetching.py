"""Fetch a customer's licences instead of asking for papers. The call runs outside every transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid
from applications.actions import settle
from applications.intake.actions import accept
from applications.intake.choices import (
    MAY_BE_UPLOADED,
    NO_CONSENT,
    UNSETTLED,
    WAITING,
    DocumentKind,
    DocumentState,
    Finding,
)
from applications.intake.models import Document
from applications.intake.showing import kept
from applications.intake.uploads import NotTaken, examined, sealed
from applications.models import Application
from applications.stages import Stage
from connectors.choices import Outcome
from connectors.elicence.client import LicenceReply, Subject, fetch_licence
from deadlines import machine

PURPOSE = "power-connection"
# Unknown is a normal answer: we ask again, at growing distances, for as long as the case is open.
RETRY = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]
LAST_RETRY = timedelta(days=1)
# A certificate that is not on record may be a new one: we look once a day for a week.
LOOKS_FOR_NEW = 7
LEASE = timedelta(minutes=2)
NOT_THIS_ONE = _("This paper needs nothing just now. Choose another one, or reload the page.")


def fetch(document_id: int, *, at: datetime) -> Document:
    """Ask the platform for one document and take its answer, whatever it is; nothing if somebody else is asking."""
    document = claim(document_id, at=at)
    if document is None:
        return Document.objects.get(pk=document_id)
    reply = fetch_licence(
        document.kind, subject_of(document), purpose=PURPOSE, authorisation=f"consent-{document.consent_id}", at=at,
        about=document.application.number,
    )  # fmt: skip
    return take_answer(document_id, reply, at=at)


@transaction.atomic
def claim(document_id: int, *, at: datetime) -> Document | None:
    """Take the document for as long as a call may last; None if it is not due, or not to be fetched any more."""
    document = (
        Document.objects.due(at=at).filter(pk=document_id).select_for_update(of=("self",), skip_locked=True).first()
    )
    if document is None:
        return None
    if document.consent.withdrawn_at is not None:
        application = Application.objects.locked(document.application_id)
        document.state, document.remark, document.next_try_at = DocumentState.NOT_FOUND, NO_CONSENT, None
        document.save(update_fields=["state", "remark", "next_try_at"])
        accept_if_settled(application, at=at)
        return None
    document.next_try_at = at + LEASE
    document.save(update_fields=["next_try_at"])
    return document


def subject_of(document: Document) -> Subject:
    """Whose licence is asked for. A property is looked up by its owner, who is the customer, and its address."""
    customer, site = document.application.customer, document.application.site
    assert customer is not None and site is not None  # noqa: PT018 - submitting has registered both
    if document.kind == DocumentKind.REAL_ESTATE:
        return Subject(citizen_id=customer.citizen_id.plain, uscc=customer.uscc.plain, address=site.address.plain)
    if document.kind == DocumentKind.CITIZEN_ID:
        return Subject(citizen_id=customer.citizen_id.plain, name=customer.name.plain)
    return Subject(uscc=customer.uscc.plain)


@transaction.atomic
def take_answer(document_id: int, reply: LicenceReply, *, at: datetime) -> Document:
    """Store the fields, their source and time; then accept the case if nothing needs a person's eye."""
    application = Application.objects.locked(Document.objects.values_list("application_id").get(pk=document_id)[0])
    document = Document.objects.locked(document_id)
    if document.state in WAITING:
        _fill(document, reply, at=at)
        document.save()
        machine.record(
            application, "fetch_document", application.stage, by=None, at=at,
            data={"kind": document.kind, "state": document.state, "attempt": document.attempts},
        )  # fmt: skip
    accept_if_settled(application, at=at)
    return document


def _fill(document: Document, reply: LicenceReply, *, at: datetime) -> None:
    document.attempts = min(document.attempts + 1, 30_000)
    if reply.outcome is Outcome.OK and reply.matches:
        _fill_from(document, reply)
    elif reply.outcome is Outcome.UNKNOWN:
        wait = RETRY[document.attempts - 1] if document.attempts <= len(RETRY) else LAST_RETRY
        document.next_try_at = at + wait
    else:
        is_over = document.attempts >= LOOKS_FOR_NEW
        document.state, document.remark = DocumentState.NOT_FOUND, reply.reason
        document.next_try_at = None if is_over else at + LAST_RETRY


def _fill_from(document: Document, reply: LicenceReply) -> None:
    found = [kept(document.kind, licence.fields) for licence in reply.matches]
    document.next_try_at = None
    document.state = DocumentState.FETCHED if reply.is_usable else DocumentState.UNUSABLE
    document.remark = "" if reply.is_usable else reply.problem.value
    document.fields_json = json.dumps(found, ensure_ascii=False)
    document.sha256 = reply.licence.digest if reply.licence else ""
    document.licence_id, document.source = reply.licence_id, reply.issued_by or reply.matches[0].issued_by
    document.valid_until, document.fetched_at = reply.valid_until, reply.fetched_at


def accept_if_settled(application: Application, *, at: datetime) -> Application:
    """Every document was asked for once and none needs a person: the portal accepts by itself."""
    documents = list(application.documents.all())
    asked = all(d.attempts or d.state != DocumentState.TO_BE_FETCHED for d in documents)
    # What an officer asked for, an officer reads: after a correction a person accepts.
    by_itself = application.stage == Stage.PRECHECK and not application.corrections.exists()
    if by_itself and asked and not any(d.state in UNSETTLED for d in documents):
        return accept(application.pk, by=None, at=at)
    return settle(application, at=at)


@transaction.atomic
def dispute_document(application_id: int, *, by: Any, at: datetime, kind: str, reason: str) -> Application:
    """The customer says that a fetched field is wrong: a person looks at it, and the case goes on meanwhile."""
    application = Application.objects.locked(application_id)
    _change(application, kind, {DocumentState.FETCHED}, state=DocumentState.DISPUTED, note=reason)
    machine.record(application, "dispute_document", application.stage, by=by, at=at, data={"kind": kind})
    return settle(application, at=at)


@transaction.atomic
def upload_document(application_id: int, *, by: Any, at: datetime, kind: str, paper: Any) -> Application:
    """The last way: the customer hands in the paper. An officer looks at it; nothing waits for that."""
    try:
        found = examined(paper)  # before the lock: a scanner may take its time
    except NotTaken as refused:
        raise Invalid({"paper": [str(refused.args[0])]}) from None
    application = Application.objects.locked(application_id)
    document = _change(application, kind, MAY_BE_UPLOADED)
    old = document.file.name
    document.file.save("", ContentFile(sealed(found)), save=False)
    document.state, document.file_type, document.next_try_at = DocumentState.UPLOADED, found.type, None
    document.fetched_at, document.remark = at, ""
    document.save()
    if old:
        transaction.on_commit(lambda: document.file.storage.delete(old), robust=True)
    data = {"kind": kind, "sha256": hashlib.sha256(found.content).hexdigest()}
    machine.record(application, "upload_document", application.stage, by=by, at=at, data=data)
    return settle(application, at=at)


@transaction.atomic
def settle_document(
    application_id: int, *, by: Any, at: datetime, kind: str, remark: str, finding: str = Finding.ACCEPTED_LATER
) -> Application:
    """An officer has looked at a document that did not speak for itself, and lets the case go on."""
    application = Application.objects.locked(application_id)
    _change(application, kind, UNSETTLED, state=Finding(finding).value, remark=remark, next_try_at=None)
    machine.record(
        application, "settle_document", application.stage, by=by, at=at, reason=remark,
        data={"kind": kind, "finding": Finding(finding).value},
    )  # fmt: skip
    return accept_if_settled(application, at=at)


def _change(application: Application, kind: str, states: Collection[str], **changes: Any) -> Document:
    """The document of this kind, changed, if it is in one of these states; else a sentence."""
    document = application.documents.filter(kind=kind, state__in=states).first()
    if document is None:
        raise Invalid({"kind": [NOT_THIS_ONE]})
    for name, value in changes.items():
        setattr(document, name, value)
    document.save(update_fields=list(changes))
    return document
