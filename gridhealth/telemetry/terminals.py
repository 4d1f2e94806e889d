"""Made-up terminals for the demo: each with a line of its own to the broker, a last will, and a point every quarter."""

from __future__ import annotations

import json
import time
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from gridhealth.telemetry.rules import QUARTER, quarter_begun

EVERY_S = QUARTER.total_seconds()
SETTLE_S = 15  # until the portal listens: a broker keeps nothing for whom it has never met


class MadeUpTerminal:
    """A device in the field, as the broker sees one."""

    def __init__(self, url: str, code: str, rated_kva: float) -> None:
        self.code, self.rated_kva, self.chance = code, rated_kva, Random(code)
        parts = urlsplit(url)
        self.client = Client(CallbackAPIVersion.VERSION2, client_id=f"terminal-{code}")
        self.client.will_set(self._topic("state"), b"offline", qos=1, retain=True)
        self.client.username_pw_set(code)
        self.client.on_connect = self._say_online
        self.client.connect_async(parts.hostname or "127.0.0.1", parts.port or 1883, keepalive=30)
        self.client.loop_start()

    def _topic(self, kind: str) -> str:
        return f"v1/{self.code}/{kind}"

    def _say_online(self, client: Client, *_: Any) -> None:
        client.publish(self._topic("state"), b"online", qos=1, retain=True)

    def report(self, at: datetime) -> Any:
        """One point of the curve."""
        customers = 40
        point = {
            "at": quarter_begun(at).isoformat(), "kva": f"{self.rated_kva * self.chance.uniform(0.2, 0.6):.1f}",
            "unbalance": f"{self.chance.uniform(2, 12):.1f}", "customers": customers, "in_band": customers,
            "lowest_v": f"{self.chance.uniform(212, 226):.1f}",
        }  # fmt: skip
        return self._send("data", {"points": [point]})

    def lose_power(self, at: datetime) -> Any:
        return self._send("event", {"kind": "OFF", "at": at.isoformat()})

    def get_power_back(self, at: datetime) -> Any:
        return self._send("event", {"kind": "ON", "at": at.isoformat()})

    def _send(self, kind: str, told: dict[str, Any]) -> Any:
        return self.client.publish(self._topic(kind), json.dumps(told).encode(), qos=1)

    def vanish(self) -> None:
        """As when the line is cut: the broker says the last will."""
        self.client.loop_stop()
        if (line := self.client.socket()) is not None:
            line.close()


def run(url: str, terminals: list[tuple[str, float]]) -> None:
    """A point from each soon and then every quarter of an hour, for ever."""
    made = [MadeUpTerminal(url, code, rated_kva) for code, rated_kva in terminals]
    time.sleep(SETTLE_S)
    while True:
        for terminal in made:
            terminal.report(timezone.now())
        time.sleep(EVERY_S - time.time() % EVERY_S)
