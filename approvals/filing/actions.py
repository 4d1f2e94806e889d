"""The writers of an undertaking: signed and filed, its receipt, the restored ground, and what is missing of it."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Invalid, WrongStage
from accounts.roles import Role
from approvals.actions import close_round, round_locked_in
from approvals.filing.models import FilingAlarm, Gap, SignedHow
from approvals.filing.sealing import sealed
from approvals.models import Filing, Round
from approvals.signals import filing_missing, round_closed
from deadlines import machine
from notifications import actions as notifications


@transaction.atomic
def file_undertaking(
    round_id: int, *, by: Any, at: datetime, text_version: str, signed_at: datetime | None = None,
    letter: bytes = b"", how: str = SignedHow.ACCOUNT,
) -> Filing:  # fmt: skip
    """The customer's signed undertaking is filed, and the case hears that nothing stands against starting the works."""
    found = Filing.objects.filter(round=round_id).first()
    if found is None:
        raise WrongStage(_("This case asks for permits; there is no undertaking to file."))
    filing = file_read(
        _locked(found), by=by, at=at, text_version=text_version, signed_at=signed_at, letter=letter, how=how
    )
    round_closed.send(Round, timeline_id=filing.timeline_id, round=filing.round, by=by, at=at)
    return filing


def file_read(
    filing: Filing, *, by: Any, at: datetime, text_version: str, signed_at: datetime | None = None,
    letter: bytes = b"", how: str = SignedHow.ACCOUNT,
) -> Filing:  # fmt: skip
    """As `file_undertaking`, for the case itself, which has read the filing under its lock: no news is sent to it.

    `letter` is the undertaking as PDF, kept with its SHA-256 and handed to the approval platform afterwards.
    """
    filing.signed_by, filing.signed_at, filing.text_version = by, min(signed_at or at, at), text_version
    filing.signed_how, filing.filed_at = SignedHow(how).value, at
    if letter:
        filing.letter.save(f"{secrets.token_urlsafe(24)}.pdf", ContentFile(letter), save=False)
        filing.letter_sha256 = hashlib.sha256(letter).hexdigest()
        filing.seal, filing.sealed_with, filing.sealed_by = sealed(letter)
    data = {"text_version": text_version, "how": filing.signed_how, "letter": filing.letter_sha256}
    machine.move(filing, "file_undertaking", by=by, at=at, data=data)
    clear_alarms(filing, [Gap.UNSIGNED, Gap.PAPER_ENDED], at=at)
    close_round(filing.round, at=at)
    return filing


@transaction.atomic
def record_receipt(filing_id: int, *, receipt_no: str, by: Any, at: datetime) -> Filing:
    """The platform's receipt of the filing, or the number on the paper one."""
    filing = locked_filing(filing_id)
    if not receipt_no.strip():
        raise Invalid({"receipt_no": [_("Enter the number on the receipt.")]})
    filing.receipt_no, filing.receipt_at = receipt_no.strip(), at
    machine.move(filing, "record_receipt", by=by, at=at, data={"receipt_no": filing.receipt_no})
    clear_alarms(filing, [Gap.NO_RECEIPT], at=at)
    return filing


@transaction.atomic
def close_filing(
    filing_id: int, *, photo: File[Any] | None, by: Any, at: datetime, sha256: str = "",
    taken_at: datetime | None = None,
) -> Filing:  # fmt: skip
    """The ground is as it was before, as the photo shows."""
    filing = locked_filing(filing_id)
    if photo is not None:
        filing.restoration_photo = photo
    filing.restored_at, filing.restoration_sha256, filing.restoration_taken_at = at, sha256, taken_at
    machine.move(filing, "close_filing", by=by, at=at, data={"sha256": sha256} if sha256 else {})
    clear_alarms(filing, list(Gap), at=at)
    return filing


@transaction.atomic
def raise_alarm(filing_id: int, gap: str, *, have_works_begun: bool, at: datetime) -> bool:
    """Something of the filing is missing: the supervisors and whoever carries the case are told, once for each gap."""
    filing = locked_filing(filing_id)
    alarm, is_new = FilingAlarm.objects.get_or_create(
        filing=filing, gap=Gap(gap).value, defaults={"raised_at": at, "have_works_begun": have_works_begun}
    )
    if is_new:
        for person in User.objects.holding(Role.SUPERVISOR):
            tell_of(alarm, person, at=at)
        filing_missing.send(Filing, timeline_id=filing.timeline_id, alarm=alarm, at=at)
    return is_new


def tell_of(alarm: FilingAlarm, person: User, *, at: datetime) -> None:
    """Queue the alarm for one person; a second time is the same message."""
    case = alarm.filing.timeline
    notifications.queue(
        "filing-missing", to=person, about=case.reference, url=f"/room/{case.reference}/filing/", at=at,
        context={"number": case.reference}, dedup=f"filing-missing:{alarm.pk}:{person.pk}",
    )  # fmt: skip


def clear_alarms(filing: Filing, gaps: Collection[Gap], *, at: datetime) -> None:
    filing.alarms.open().filter(gap__in=gaps).update(cleared_at=at)


def locked_filing(filing_id: int) -> Filing:
    """Lock the case first, then the row: the order everybody keeps."""
    return _locked(Filing.objects.only("timeline_id", "round_id").get(pk=filing_id))


def _locked(filing: Filing) -> Filing:
    round_ = round_locked_in(filing.timeline_id, filing.round_id)
    locked = Filing.objects.locked(filing.pk)
    locked.round, locked.timeline = round_, round_.timeline
    return locked
