"""Fixtures of the tests of a case."""

from functools import partial

import pytest
from django.test import Client

import approvals.demo
from tests.applications.journey import Cast
from tests.applications.visits import Visit, booked
from tests.simulators import simulator_server, simulators  # noqa: F401 - fixtures


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


@pytest.fixture
def visit(cast: Cast, client: Client) -> Visit:
    """Books a visit for the answers given, and signs its manager in."""
    return partial(booked, cast, client)


@pytest.fixture
def papers(db: None) -> None:
    """The government papers that let an undertaking stand in place of permits."""
    approvals.demo.load_papers()
