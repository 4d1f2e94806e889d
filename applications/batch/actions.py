"""A file is taken, checked and submitted row by row. Each step is safe to be killed: what is left is found again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Purpose
from accounts.refusals import Invalid, Refusal, Unmet, WrongStage
from applications.batch.checking import check
from applications.batch.choices import WORKED_ON, RowState
from applications.batch.columns import WrongColumns, answers_of, arranged
from applications.batch.models import Batch, BatchRow
from applications.batch.reading import NotRead, read
from applications.intake.actions import open_draft, submit
from applications.intake.questions import ApplicationForm
from applications.models import Application
from notifications import actions as notifications

log = structlog.get_logger()
CHECK_AT_ONCE, WRITE_AT_ONCE = 500, 1000
OUR_FAULT = gettext_lazy("We could not take this row because of a fault of ours. Hand it in again later.")
RUNNING = gettext_lazy("The rows are still being checked. Look again in a moment.")
NOTHING_TO_SUBMIT = gettext_lazy("No row is in order yet. Mend the rows and hand them in again.")
AGREED = (Purpose.LICENCES, Purpose.SENSITIVE, Purpose.AUTHORITIES)


@transaction.atomic
def take_file(content: bytes, *, name: str, by: Any, at: datetime) -> tuple[Batch, bool]:
    """A new batch with a row a line, or the one that this very file has become before; says whether it is new."""
    digest = hashlib.sha256(content).hexdigest()
    known = Batch.objects.visible_to(by).filter(sha256=digest).first()
    if known is not None:
        return known, False
    cells = _cells(content)
    try:
        with transaction.atomic():
            batch = Batch.objects.create(by=by, name=name[:100], sha256=digest, handed_in_at=at)
    except IntegrityError:  # the same press, twice at once
        return Batch.objects.visible_to(by).get(sha256=digest), False
    _add(batch, cells, after=1)
    return batch, True


def _cells(content: bytes) -> list[dict[str, str]]:
    try:
        rows = read(content)
        keys = arranged(rows[0])
    except (NotRead, WrongColumns) as refused:
        raise Invalid({"file": [str(refused.args[0])]}) from None
    return [{key: cell for key, cell in zip(keys, row, strict=False) if key} for row in rows[1:]]


def _add(batch: Batch, cells: Sequence[dict[str, str]], *, after: int) -> None:
    """The heading is line 1, as the spreadsheet counts."""
    rows = (
        BatchRow(batch=batch, line=line, cells_json=json.dumps(one, ensure_ascii=False))
        for line, one in enumerate(cells, after + 1)
    )
    BatchRow.objects.bulk_create(rows, batch_size=WRITE_AT_ONCE)


@transaction.atomic
def mend(batch_id: int, content: bytes, *, at: datetime) -> Batch:
    """The mended rows take the place of the ones that were not in order; what was in order stays."""
    batch = Batch.objects.locked(batch_id)
    cells = _cells(content)
    last = batch.rows.order_by("-line").values_list("line", flat=True).first() or 1
    batch.rows.filter(state=RowState.FAULTY).update(state=RowState.DROPPED)
    _add(batch, cells, after=last)
    Batch.objects.filter(pk=batch.pk).update(told_at=None)
    return batch


@transaction.atomic
def check_rows(batch_id: int, *, at: datetime) -> int:
    """The next rows that nobody has looked at; how many they were."""
    rows = list(
        BatchRow.objects.filter(batch=batch_id, state=RowState.NEW)
        .order_by("line").select_for_update(skip_locked=True)[:CHECK_AT_ONCE]
    )  # fmt: skip
    if not rows:
        return 0
    by = Batch.objects.locked(batch_id).by  # one chunk of a batch at a time, so that doubles are seen
    with translation.override(by.language):
        check(rows, by=by, on=timezone.localdate(at))
    # An insert that finds its row updates it: a tenth of the time of a long CASE.
    changed = ["state", "faults", "key_index"]
    BatchRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=changed)
    return len(rows)


@transaction.atomic
def submit_batch(batch_id: int, *, by: Any, at: datetime) -> Batch:
    """Every row that is in order is submitted from now on, one after the other; the others wait to be mended."""
    batch = Batch.objects.locked(batch_id)
    if batch.rows.filter(state=RowState.NEW).exists():
        raise Unmet(RUNNING)
    if not batch.rows.filter(state=RowState.GOOD).update(state=RowState.QUEUED):
        raise Unmet(NOTHING_TO_SUBMIT)
    batch.submitted_at, batch.told_at = batch.submitted_at or at, None
    batch.save(update_fields=["submitted_at", "told_at"])
    return batch


@transaction.atomic
def discard(batch_id: int, *, at: datetime) -> Batch:
    """Nothing of it has been submitted: what was typed is deleted."""
    batch = Batch.objects.locked(batch_id)
    if batch.submitted_at is not None:
        raise WrongStage
    batch.rows.all().delete()
    batch.discarded_at = at
    batch.save(update_fields=["discarded_at"])
    return batch


@transaction.atomic
def submit_row(row_id: int, *, at: datetime) -> bool:
    """One row becomes one application, both or neither; False if somebody else has it in hand."""
    row = BatchRow.objects.filter(pk=row_id, state=RowState.QUEUED).select_for_update(skip_locked=True).first()
    if row is None:
        return False
    try:
        with transaction.atomic(), translation.override(row.batch.by.language):
            row.application = _application(row, at=at)
        row.state = RowState.DONE
    except Refusal as refusal:
        row.state, row.faults = RowState.FAULTY, [["name", _sentence(refusal)]]
    except Exception:  # noqa: BLE001 - one row never stops the others
        log.exception("a row of a batch failed", row=row.pk)
        row.state, row.faults = RowState.FAULTY, [["name", str(OUR_FAULT)]]
    row.save(update_fields=["state", "faults", "application"])
    return True


def _application(row: BatchRow, *, at: datetime) -> Application:
    by, answers = row.batch.by, answers_of(row.cells)
    form = ApplicationForm(answers, on=timezone.localdate(at))
    if not form.is_valid():  # the rules of another day
        raise Invalid(form.errors)
    draft = open_draft(by=by, at=at, answers=answers, batch=row.batch)
    return submit(draft.pk, by=by, at=at, answers=form.cleaned_data, agreed=AGREED)


def _sentence(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid):
        return str(next(iter(refusal.fields.values()))[0])  # type: ignore[index]
    return str(refusal.sentence)


def run(*, at: datetime, seconds: float = 45.0) -> int:
    """Check and submit what waits, for so many seconds; the next turn goes on where this one ends."""
    end, done = monotonic() + seconds, 0
    waiting = BatchRow.objects.filter(state__in=WORKED_ON).order_by("batch").values_list("batch", flat=True).distinct()
    for batch_id in list(waiting):
        while monotonic() < end and (found := check_rows(batch_id, at=at)):
            done += found
        for pk in _queued(batch_id):
            if monotonic() >= end:
                return done
            done += submit_row(pk, at=at)
        _tell(batch_id, at=at)
    return done


def _queued(batch_id: int) -> list[int]:
    rows = BatchRow.objects.filter(batch=batch_id, state=RowState.QUEUED).order_by("line")
    return list(rows.values_list("pk", flat=True)[:5000])


@transaction.atomic
def _tell(batch_id: int, *, at: datetime) -> None:
    """One message when a batch is through, instead of one a row."""
    batch = Batch.objects.locked(batch_id)
    if batch.told_at is not None or batch.rows.filter(state__in=WORKED_ON).exists():
        return
    counts = batch.counts()
    template = "batch-submitted" if batch.submitted_at else "batch-checked"
    notifications.queue(
        template, to=batch.by, about=batch.number, url=batch.get_absolute_url(), at=at,
        context={"number": batch.number, "good": counts["GOOD"], "done": counts["DONE"], "faulty": counts["FAULTY"]},
        dedup=f"{template}:{batch.number}:{sum(counts.values())}:{counts['DONE']}",
    )  # fmt: skip
    batch.told_at = at
    batch.save(update_fields=["told_at"])


def words_of_progress(counts: dict[str, int]) -> Any:
    """What is going on, for a screen reader and for whoever waits."""
    if counts["NEW"]:
        return _("The rows are being checked")
    if counts["QUEUED"]:
        return _("The rows are being submitted")
    return _("Nothing is being worked on")
