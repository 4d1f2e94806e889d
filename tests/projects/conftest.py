"""Fixtures of the tests of the reserve."""

import pytest

from tests.applications.journey import Cast
from tests.simulators import simulator_server, simulators  # noqa: F401 - fixtures


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()
