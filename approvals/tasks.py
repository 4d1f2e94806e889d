"""Celery finds what is to be handed to the approval platform, asked of it, or taken in; each is one action."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from approvals.choices import PermitStage
from approvals.models import Permit
from approvals.platform import actions
from approvals.platform.models import PlatformNews, Submission

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
    for row in Submission.objects.to_ask(before=now - ASK_EVERY).order_by("verified_at")[:MOST]:
        if not actions.poll(row.pk, at=now):
            break
    for pk in PlatformNews.objects.waiting().values_list("submission_id", flat=True)[:MOST]:
        actions.settle(pk, at=now)
