"""Hand signed undertakings to the approval platform, and take in its receipts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.refusals import Refusal
from approvals.filing.actions import record_receipt
from approvals.models import Filing
from approvals.platform.actions import begin_anew, note_try
from approvals.platform.models import FilingHandover
from connectors.construction import client
from connectors.construction.client import Heard
from connectors.construction.wire import News, Word

FACTS = ("case_number", "area_name", "route_length_m", "works", "route", "route_crs")
LAWFUL = "the customer's signed undertaking"


def push(filing_id: int, *, at: datetime) -> bool:
    """Hand the letter over; False: the platform is away. The call itself holds no lock."""
    filing = Filing.objects.select_related("timeline").get(pk=filing_id)
    with filing.letter.open("rb") as file:
        letter = file.read()
    facts = {name: filing.package[name] for name in FACTS if name in filing.package}
    heard = client.file_letter(
        f"filing-{filing.pk}", case=filing.timeline.reference, letter=letter, share_basis=LAWFUL, at=at,
        facts={**facts, "basis_document": filing.basis_document, "signed_at": filing.signed_at.isoformat()},
        seal={"seal": filing.seal, "sealed_with": filing.sealed_with, "sealed_by": filing.sealed_by},
    )  # fmt: skip
    if heard.is_switched_off:
        return False
    _note(filing, heard, at=at)
    return heard.is_answer


@transaction.atomic
def _note(filing: Filing, heard: Heard, *, at: datetime) -> None:
    row, _is_new = FilingHandover.objects.get_or_create(filing=filing, defaults={"next_at": at})
    row = FilingHandover.objects.locked(row.pk)
    note_try(row, heard, at=at)
    row.save()


@transaction.atomic
def try_again(handover_id: int, *, at: datetime) -> FilingHandover:
    """A person has seen to it: start anew."""
    row = FilingHandover.objects.locked(handover_id)
    begin_anew(row, at=at)
    return row


def poll(handover_id: int, *, at: datetime) -> bool:
    """Ask for the receipt; a call that got lost is made good here."""
    row = FilingHandover.objects.get(pk=handover_id)
    heard = client.news_since(row.reference, seq=0, at=at)
    for news in heard.news:
        hear(news, at=at)
    if heard.is_ok:
        FilingHandover.objects.filter(pk=row.pk).update(verified_at=at)
    return heard.is_answer


@transaction.atomic
def hear(news: News, *, at: datetime) -> bool:
    """Keep the receipt. The first one stands; False: of no filing of ours."""
    name, _dash, number = news.reference.partition("-")
    is_named = name == "filing" and number.isdecimal() and len(number) < 16
    row = FilingHandover.objects.filter(filing_id=int(number) if is_named else 0).select_related("filing").first()
    if row is None or news.word != Word.RECEIPT:
        return False
    if not Filing.objects.without_receipt().filter(pk=row.filing_id).exists():
        return True
    try:
        with transaction.atomic():
            record_receipt(row.filing_id, receipt_no=news.document_no, by=None, at=at)
    except Refusal:
        return True  # the ground was restored meanwhile, or a colleague has entered it
    FilingHandover.objects.filter(pk=row.pk).update(verified_at=at)
    return True
