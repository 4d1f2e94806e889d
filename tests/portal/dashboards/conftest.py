"""A county with a few cases of every sort, and their figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import transaction

from applications.demo import county as stories
from portal.dashboards import actions
from tests.applications.county import demo_county, told

SOME = (60, 12, 26, 49, 44)


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: pytest.fixture) -> Iterator[datetime]:
    """Made once for a module, in a transaction that is undone behind its last test."""
    with django_db_blocker.unblock(), transaction.atomic(), demo_county() as now:
        stories.play([told(number) for number in SOME], at=now)
        actions.refresh(at=now)
        yield now
        transaction.set_rollback(True)


@pytest.fixture
def at(county: datetime, django_db_blocker: pytest.fixture) -> Iterator[datetime]:
    """The moment the figures are of; what a test changes is undone behind it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield county
        transaction.set_rollback(True)
