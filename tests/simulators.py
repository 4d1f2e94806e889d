"""The simulated outside systems for tests: a real server on a loopback port, moods set by `turn`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.simulators import Simulators

SECRETS = {system: f"test-key-of-{system}" for system in ("construction", "elicence", "investment", "marketing", "sms")}


@pytest.fixture(scope="session")
def simulator_server() -> Iterator[Simulators]:
    with Simulators() as running:
        yield running


@pytest.fixture
def simulators(simulator_server: Simulators, settings: Any) -> Iterator[Simulators]:
    """All systems well and empty; the portal points at them and waits one second at most."""
    settings.CONNECTORS = {
        system: {
            "base_url": f"{simulator_server.url}/{system}",
            "hosts": ["127.0.0.1"],
            "secret": secret,
            "read_s": 1.0,
        }
        for system, secret in SECRETS.items()
    }
    simulator_server.reset()
    yield simulator_server
    simulator_server.reset()
