"""The demo's county for a test: its officers, its network, its papers, and of its stories those that are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.utils import timezone

import accounts.demo
import approvals.demo
import customers.demo
from applications.demo import history, stories
from applications.demo.walk import Story
from gridhealth.demo import load_network
from tests.applications.journey import MONDAY

ALL = [*stories.OPEN, *stories.MORE, *history.finished(MONDAY)]


@contextmanager
def demo_county() -> Iterator[datetime]:
    """The moment of its loading; no case stands in it yet."""
    was, settings.DEMO = settings.DEMO, True
    now = timezone.now()
    for load in (accounts.demo.load, load_network, customers.demo.load, approvals.demo.load):
        load(now)
    yield now
    settings.DEMO = was


def told(number: int) -> Story:
    return next(story for story in ALL if story.n == number)
