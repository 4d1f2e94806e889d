"""Fixtures of the tests of a case."""

import pytest

from tests.applications.journey import Cast


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()
