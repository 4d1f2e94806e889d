"""The writers of an undertaking: signed and filed, its receipt, and the restored ground."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid, WrongStage
from approvals.actions import close_round, locked_round
from approvals.models import Filing, Round
from approvals.signals import round_closed
from deadlines import machine


@transaction.atomic
def file_undertaking(
    round_id: int, *, by: Any, at: datetime, text_version: str, signed_at: datetime | None = None
) -> Filing:  # fmt: skip
    """The customer's signed undertaking is filed, and nothing stands against starting the works."""
    found = Filing.objects.filter(round=round_id).first()
    if found is None:
        raise WrongStage(_("This case asks for permits; there is no undertaking to file."))
    filing = _locked_filing(found.pk)
    filing.signed_by, filing.signed_at, filing.text_version = by, min(signed_at or at, at), text_version
    filing.filed_at = at
    machine.move(filing, "file_undertaking", by=by, at=at, data={"text_version": text_version})
    close_round(filing.round, at=at)
    round_closed.send(Round, timeline_id=filing.timeline_id, round=filing.round, by=by, at=at)
    return filing


@transaction.atomic
def record_receipt(filing_id: int, *, receipt_no: str, by: Any, at: datetime) -> Filing:
    """The platform's receipt of the filing."""
    filing = _locked_filing(filing_id)
    if not receipt_no.strip():
        raise Invalid({"receipt_no": [_("Enter the number on the receipt.")]})
    filing.receipt_no, filing.receipt_at = receipt_no.strip(), at
    return machine.move(filing, "record_receipt", by=by, at=at, data={"receipt_no": filing.receipt_no})


@transaction.atomic
def close_filing(filing_id: int, *, photo: File[Any] | None, by: Any, at: datetime) -> Filing:
    """The ground is as it was before, as the photo shows."""
    filing = _locked_filing(filing_id)
    if photo is not None:
        filing.restoration_photo = photo
    filing.restored_at = at
    return machine.move(filing, "close_filing", by=by, at=at)


def _locked_filing(filing_id: int) -> Filing:
    filing = Filing.objects.only("round_id").get(pk=filing_id)
    round_ = locked_round(filing.round_id)
    locked = Filing.objects.locked(filing_id)
    locked.round, locked.timeline = round_, round_.timeline
    return locked
