"""Plays the stories of the demo county, each once and in one transaction, so that nobody ever sees half a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.refusals import Refusal
from applications.demo.people import Grid
from applications.demo.walk import Story, Walk
from applications.models import Application
from customers.models import AccountManager

log = structlog.get_logger(__name__)


def play(stories: Iterable[Story], *, at: datetime) -> int:
    """How many cases are new. Without the demo's officers and network there is nothing to play with."""
    officers = {user.username: user for user in User.objects.filter(is_staff=True)}
    grid = Grid()
    if not (settings.DEMO and grid.areas and AccountManager.objects.exists()):
        return 0
    return sum(_played(Walk(story, at=at, officers=officers, grid=grid)) for story in stories)


def _played(walk: Walk) -> int:
    if _is_there(walk):
        return 0
    try:
        with transaction.atomic():
            walk.go()
    except Refusal as refusal:
        # The rules have changed and this story no longer fits them; the county goes on without it.
        log.warning("demo story refused", story=walk.story.n, why=str(refusal))
        return 0
    return 1


def _is_there(walk: Walk) -> bool:
    """A case of this sign-in and this identity, or the sign-in's draft."""
    mine = Application.objects.filter(applicant__in=User.objects.customers().with_phone(walk.phone))
    number = walk.identity.get("citizen_id") or walk.identity["uscc"]
    if walk.story.goal == "submit":
        return mine.filter(customer=None).exists()
    return any(who_of(case) == number for case in mine.select_related("customer") if case.customer)


def who_of(case: Application) -> str:
    assert case.customer
    return case.customer.citizen_id.plain or case.customer.uscc.plain
