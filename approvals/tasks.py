"""Celery finds what is to be handed to the approval platform, asked of it, or taken in; each is one action."""

from __future__ import annotations

from datetime import datetime, timedelta

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from approvals.choices import PermitStage
from approvals.models import Filing, Permit
from approvals.platform import actions, filings
from approvals.platform.models import FilingHandover, PlatformNews, Submission

MOST = 20
ASK_EVERY = timedelta(minutes=5)
SCHEDULE = {"platform": {"task": "approvals.tasks.platform", "schedule": 30.0, "options": {"expires": 30}}}


@shared_task(name="approvals.tasks.platform")
def platform() -> None:
    """Safe to run twice: a package has one version, and a word one number."""
    now = timezone.now()
    is_due = Q(submission__next_at__lte=now, submission__given_up_at=None)
    is_behind = Q(submission__version__lt=F("corrections"))
    at_desk = Permit.objects.filter(stage=PermitStage.SUBMITTED_TO_GOV)
    for permit in at_desk.filter(Q(submission=None) | (is_due & is_behind)).order_by("pk")[:MOST]:
        if not actions.push(permit.pk, at=now):
            break
    _file(now)
    for row in Submission.objects.to_ask(before=now - ASK_EVERY).order_by("verified_at")[:MOST]:
        if not actions.poll(row.pk, at=now):
            break
    for pk in PlatformNews.objects.waiting().values_list("submission_id", flat=True)[:MOST]:
        actions.settle(pk, at=now)


def _file(now: datetime) -> None:
    """Undertakings that the platform has not got, then receipts that it has not sent."""
    signed = Filing.objects.without_receipt().exclude(letter="")
    is_due = Q(handover__next_at__lte=now, handover__given_up_at=None, handover__platform_no="")
    for filing in signed.filter(Q(handover=None) | is_due).order_by("pk")[:MOST]:
        if not filings.push(filing.pk, at=now):
            break
    for row in FilingHandover.objects.to_ask(before=now - ASK_EVERY).order_by("verified_at")[:MOST]:
        if not filings.poll(row.pk, at=now):
            break
