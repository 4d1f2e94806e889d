"""How `make run` starts the gateway to distribution automation: where it is wanted and its library is there."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib.util import find_spec


def command(environment: Mapping[str, str]) -> dict[str, list[str]]:
    """Its command line by its name; nothing without a map of points (IEC104_MAP). Its licence is one of its own."""
    points = environment.get("IEC104_MAP")
    if not points or find_spec("c104") is None:
        return {}
    return {"gateway104": [sys.executable, "-m", "gateway104", points, "--mqtt", environment["MQTT_URL"]]}
