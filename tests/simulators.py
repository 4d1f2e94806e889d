"""The simulated outside systems for tests: a real server on a loopback port, moods set by `turn`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.identity.client import forget as forget_places
from connectors.simulators import Simulators
from connectors.wechat.client import forget_tokens

SYSTEMS = ("app", "construction", "elicence", "hotline", "identity", "investment", "marketing", "sms", "wechat")
SECRETS = {system: f"test-key-of-{system}" for system in SYSTEMS}
OWN_PROTOCOL = {
    "wechat": {
        "is_signed": False, "app_id": "wx-test", "token": "test-token", "aes_key": "x" * 43,
        "templates": {"notice": "tpl-notice", "once": "tpl-once", "lasting": "tpl-lasting"},
    },
    "identity": {"is_signed": False, "client_id": "test-portal"},
}  # fmt: skip


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
            "authorize_url": f"{simulator_server.url}/{system}/connect/oauth2/authorize",
            **OWN_PROTOCOL.get(system, {}),
        }
        for system, secret in SECRETS.items()
    }
    simulator_server.reset()
    forget_tokens()
    forget_places()
    yield simulator_server
    simulator_server.reset()
