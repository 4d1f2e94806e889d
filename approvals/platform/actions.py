"""Hand packages to the approval platform and take in its words, in their order whatever order they arrive in.

Undertakings go the same way: `platform.filings`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.refusals import Refusal
from approvals import actions
from approvals.models import Permit
from approvals.platform.models import Fate, Handover, PlatformNews, Submission
from approvals.platform.rules import fate_of
from connectors.construction import client
from connectors.construction.client import Heard
from connectors.construction.wire import News, Word
from deadlines.models import Timeline

PATIENCE = 8
FIRST_REST = timedelta(minutes=1)


def push(permit_id: int, *, at: datetime) -> bool:
    """Hand over the package as it is now; False: the platform is away. The call itself holds no lock."""
    permit = Permit.objects.select_related("definition", "timeline").get(pk=permit_id)
    heard = client.push(
        f"permit-{permit.pk}", kind=permit.kind, case=permit.timeline.reference,
        package=permit.definition.listed(permit.package), version=permit.corrections, at=at,
    )  # fmt: skip
    if heard.is_switched_off:
        return False
    _note_push(permit, heard, at=at)
    return heard.is_answer


@transaction.atomic
def _note_push(permit: Permit, heard: Heard, *, at: datetime) -> None:
    row, _is_new = Submission.objects.get_or_create(permit=permit, defaults={"next_at": at})
    row = Submission.objects.locked(row.pk)
    note_try(row, heard, at=at)
    if heard.is_ok:
        row.version = permit.corrections
    row.save()


def note_try(row: Handover, heard: Heard, *, at: datetime) -> None:
    """How handing over went; a platform that does not take it is asked at growing distances, then given up."""
    row.reason = heard.reason
    if heard.is_ok:
        row.platform_no, row.attempts, row.verified_at, row.given_up_at = heard.platform_no, 0, at, None
    else:
        row.attempts += 1
        row.next_at = at + FIRST_REST * 2 ** min(row.attempts, 8)
        row.given_up_at = at if row.attempts >= PATIENCE else None


@transaction.atomic
def try_again(submission_id: int, *, at: datetime) -> Submission:
    """A person has seen to it: start anew."""
    row = Submission.objects.locked(submission_id)
    begin_anew(row, at=at)
    return row


def begin_anew(row: Handover, *, at: datetime) -> None:
    row.attempts, row.given_up_at, row.next_at = 0, None, at
    row.save(update_fields=["attempts", "given_up_at", "next_at"])


def poll(submission_id: int, *, at: datetime) -> bool:
    """Ask what was said since; a call that got lost is made good here."""
    row = Submission.objects.get(pk=submission_id)
    heard = client.news_since(row.reference, seq=row.heard, at=at)
    for news in heard.news:
        hear(news, at=at)
    if heard.is_ok:
        Submission.objects.filter(pk=row.pk).update(verified_at=at)
    return heard.is_answer


@transaction.atomic
def hear(news: News, *, at: datetime) -> bool:
    """Keep one word and take in all that is now in order. False: of no permit of ours."""
    if news.word == Word.RECEIPT:
        return False
    found = Submission.objects.filter(permit_id=_permit_of(news.reference)).select_related("permit").first()
    if found is None:
        return False
    PlatformNews.objects.bulk_create(
        [
            PlatformNews(
                submission=found, seq=news.seq, word=news.word.value, document_no=news.document_no, text=news.text,
                received_at=at,
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    settle(found.pk, at=at)
    return True


def _permit_of(reference: str) -> int:
    name, _dash, number = reference.partition("-")
    return int(number) if name == "permit" and number.isdecimal() and len(number) < 16 else 0


@transaction.atomic
def settle(submission_id: int, *, at: datetime) -> int:
    """Take in the words that are next, one after the other; returns how many."""
    case = Submission.objects.values_list("permit__timeline_id", flat=True).get(pk=submission_id)
    Timeline.objects.locked(case)
    row, done = Submission.objects.locked(submission_id), 0
    while (news := PlatformNews.objects.next_for(row)) and _take_in(row, news, at=at):
        done += 1
    return done


def _take_in(row: Submission, news: PlatformNews, *, at: datetime) -> bool:
    """One word through the same door as the desk. What the desk has said before stands; the word is kept beside it."""
    stage, corrections = Permit.objects.values_list("stage", "corrections").get(pk=row.permit_id)
    news.fate = fate_of(news.word, stage=stage, corrections=corrections)
    if news.fate == Fate.WAITING:
        return False  # our answer to the question before it is still being written
    if news.fate == Fate.TAKEN:
        _try_to_say(row.permit_id, news, at=at)
    news.save(update_fields=["fate", "reason"])
    row.heard, row.verified_at = news.seq, at
    row.save(update_fields=["heard", "verified_at"])
    return True


def _try_to_say(permit_id: int, news: PlatformNews, *, at: datetime) -> None:
    """The machine has the last word: what it refuses is passed over, with the reason."""
    try:
        with transaction.atomic():
            _say(permit_id, news, at=at)
    except Refusal as refusal:
        news.fate, news.reason = Fate.PASSED_OVER, refusal.code[:40]


def _say(permit_id: int, news: PlatformNews, *, at: datetime) -> None:
    if news.word == Word.GRANT:
        actions.grant(permit_id, document_no=news.document_no, by=None, at=at)
    elif news.word == Word.REFUSAL:
        actions.refuse(permit_id, document_no=news.document_no, ground=news.text, by=None, at=at)
    else:
        actions.request_correction(permit_id, missing=news.text, by=None, at=at)
