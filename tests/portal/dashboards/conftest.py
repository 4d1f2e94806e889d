"""A county with a few cases of every sort, and their figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from applications.demo import county as stories
from portal.dashboards import actions
from tests.applications.county import demo_county, told
from tests.undone import undone

SOME = (60, 12, 26, 49, 44)


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[datetime]:
    with undone(django_db_blocker), demo_county() as now:
        stories.play([told(number) for number in SOME], at=now)
        actions.refresh(at=now)
        yield now


@pytest.fixture
def at(county: datetime, django_db_blocker: Any) -> Iterator[datetime]:
    """The moment the figures are of; what a test changes is undone behind it."""
    with undone(django_db_blocker):
        yield county
