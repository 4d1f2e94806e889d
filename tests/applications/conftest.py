"""Fixtures of the tests of a case."""

import pytest

import approvals.demo
from tests.applications.journey import MONDAY, Cast
from tests.simulators import simulator_server, simulators  # noqa: F401 - fixtures


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture
def papers(db: None) -> None:
    """The government papers that let an undertaking stand in place of permits."""
    approvals.demo.load(MONDAY)
