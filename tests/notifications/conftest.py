"""Fixtures of the outbox tests."""

from tests.simulators import simulator_server, simulators  # noqa: F401 - fixtures
