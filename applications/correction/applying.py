"""What an answer changes of the application itself: who it is for, where, how much, and which paper is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings

from applications.correction.choices import Missing
from applications.correction.models import CorrectionItem
from applications.deciding import decide_and_store
from applications.intake.answers import full_address
from applications.intake.choices import DocumentKind, DocumentState
from applications.models import Application
from customers import actions as customers
from customers.choices import CustomerKind
from deadlines import machine

# Asked for anew once we know better who or where it is.
NOT_GOT = (DocumentState.NOT_FOUND, DocumentState.UNUSABLE, DocumentState.TO_BE_FETCHED)


def apply_answers(application: Application, items: Iterable[CorrectionItem], *, by: Any, at: datetime) -> None:
    """Answers of the closed list go where they belong; words without a place of their own stay with the list."""
    said = {item.kind: item.answer for item in items if item.answer and not item.is_paper}
    if said.keys() & {Missing.NAME, Missing.NUMBER}:
        _who(application, said, at=at)
    if Missing.ADDRESS in said:
        _where(application, said[Missing.ADDRESS])
    if said.keys() & {Missing.NAME, Missing.NUMBER, Missing.ADDRESS}:
        application.documents.filter(state__in=NOT_GOT).update(state=DocumentState.TO_BE_FETCHED, next_try_at=at)
    if kva_or_kw := amount(said.get(Missing.CAPACITY, "")):
        unit = "kw" if application.facts.is_low_voltage else "kva"
        decide_and_store(application, at=at, by=by, **{f"applied_capacity_{unit}": kva_or_kw})
    for item in items:
        if item.file and item.kind in DocumentKind.values:
            _hand_in(application, item, by=by, at=at)


def amount(text: str) -> Decimal | None:
    """A capacity as it was typed, if it is one."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None


def _who(application: Application, said: dict[str, str], *, at: datetime) -> None:
    """Another number is another customer of the same sign-in: what is on record of the first stays as it is."""
    known = application.customer
    assert known is not None  # noqa: S101 - a submitted case has one
    is_person = known.kind == CustomerKind.NATURAL_PERSON
    number = said.get(Missing.NUMBER) or (known.citizen_id if is_person else known.uscc).plain
    application.customer = customers.register_customer(
        user=application.applicant, kind=known.kind, name=said.get(Missing.NAME) or known.name.plain,
        citizen_id=number if is_person else known.citizen_id.plain, uscc="" if is_person else number,
        phone=known.phone.plain, at=at,
    )  # fmt: skip
    application.save(update_fields=["customer"])


def _where(application: Application, address: str) -> None:
    known = application.site
    assert known is not None  # noqa: S101 - a submitted case has one
    assert application.customer is not None  # noqa: S101
    whole = full_address({"address": address, "township_code": known.township_code}, settings.COUNTY["name_zh"])
    application.site = customers.register_site(
        application.customer, address=whole, area_name=known.area_name, township_code=known.township_code,
        latitude=known.latitude, longitude=known.longitude, real_estate_unit=known.real_estate_unit.plain,
    )  # fmt: skip
    application.save(update_fields=["site"])


def _hand_in(application: Application, item: CorrectionItem, *, by: Any, at: datetime) -> None:
    """A paper that is fetched as a rule takes its place among the papers, where an officer looks at it."""
    document = application.documents.filter(kind=item.kind).first()
    if document is None:
        return
    document.file, document.file_type, item.file, item.file_type = item.file.name, item.file_type, "", ""
    document.state, document.next_try_at, document.fetched_at = DocumentState.UPLOADED, None, at
    document.remark = ""
    document.save()
    item.save(update_fields=["file", "file_type"])
    machine.record(application, "upload_document", application.stage, by=by, at=at, data={"kind": item.kind})
