"""`python -m gateway104 MAP.json --mqtt URL`: listen to outstations for ever, and hand over what they report."""

# No `from __future__ import annotations` here: c104 looks at the annotations of its callbacks.
import argparse
import json
import logging
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import c104
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from gateway104.quarters import Quarters
from gateway104.valve import Valve

FIGURES = ("kva", "unbalance", "lowest_v")
# Measured values and states, with and without a time stamp: what is heard, never what is ordered.
TYPES = {
    "M_ME_NA_1", "M_ME_TD_1", "M_ME_NB_1", "M_ME_TE_1", "M_ME_NC_1", "M_ME_TF_1", "M_SP_NA_1", "M_SP_TB_1",
    "M_DP_NA_1", "M_DP_TB_1",
}  # fmt: skip
log = logging.getLogger("gateway104")


def is_closed(value: Any) -> bool | None:
    """Of a single or double point; None on its way, or when nobody knows.

    "Off" equals 1 there, so its truth is not asked.
    """
    if isinstance(value, bool):
        return value
    return {c104.Double.ON: True, c104.Double.OFF: False}.get(value)


class Gateway:
    """Outstations on one side, the broker on the other; between them a valve and the quarters."""

    def __init__(self, told: dict[str, Any], mqtt: str, *, flush_s: float) -> None:
        self.quarters, self.lock, self.flush_s = Quarters(), threading.Lock(), flush_s
        parts = urlsplit(mqtt)
        self.broker = Client(CallbackAPIVersion.VERSION2, client_id="gateway104", clean_session=False)
        if parts.username:
            self.broker.username_pw_set(parts.username, parts.password)
        self.broker.connect_async(parts.hostname or "127.0.0.1", parts.port or 1883, keepalive=30)
        self.master = c104.Client(tick_rate_ms=100, command_timeout_ms=5000)
        self.valves = [self._connect(station) for station in told["stations"]]

    def _connect(self, told: dict[str, Any]) -> Valve:
        """c104 knows only the door of the valve; it asks for everything once and then listens."""
        valve = Valve(told["host"], int(told.get("port", 2404)))
        valve.start()
        line = self.master.add_connection(ip="127.0.0.1", port=valve.port, init=c104.Init.INTERROGATION)
        station = line.add_station(common_address=int(told["address"]))
        for point in told["points"]:
            self._listen(station, point)
        return valve

    def _listen(self, station: Any, told: dict[str, Any]) -> None:
        if told["type"] not in TYPES or told["is"] not in (*FIGURES, "power"):
            raise SystemExit(f"io {told['io']}: {told['type']} and {told['is']} are nothing one can listen to")
        point = station.add_point(io_address=int(told["io"]), type=getattr(c104.Type, told["type"]))
        terminal, figure = told["terminal"], told["is"]

        def heard(
            point: c104.Point, previous_info: c104.Information, message: c104.IncomingMessage
        ) -> c104.ResponseState:
            self.hear(terminal, figure, point)
            return c104.ResponseState.SUCCESS

        point.on_receive(callable=heard)

    def hear(self, terminal: str, figure: str, point: Any) -> None:
        """One value; a bad one is left out."""
        if not point.quality.is_good() if hasattr(point.quality, "is_good") else False:
            return
        at = point.recorded_at or datetime.now(UTC)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        with self.lock:
            if figure != "power":
                self.quarters.add(terminal, figure, float(point.value), at)
                return
            has_power = is_closed(point.value)
            event = None if has_power is None else self.quarters.switched(terminal, has_power=has_power, at=at)
        if event is not None:
            self._send(terminal, "event", event)

    def _send(self, terminal: str, kind: str, told: dict[str, Any]) -> None:
        self.broker.publish(f"v1/{terminal}/{kind}", json.dumps(told).encode(), qos=1)

    def run(self) -> None:
        self.broker.loop_start()
        self.master.start()
        log.warning("listening to %s outstations", len(self.valves))
        while True:
            time.sleep(self.flush_s)
            self._open_ears()
            with self.lock:
                points = self.quarters.due(datetime.now(UTC))
            for terminal, told in points:
                self._send(terminal, "data", told)

    def _open_ears(self) -> None:
        """c104 now and then forgets to ask for news on a line that came up at its second try; asked twice is once."""
        for line in self.master.connections:
            if line.is_connected and line.is_muted:
                line.unmute()


def main() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(prog="gateway104", description=__doc__)
    parser.add_argument("map", type=Path)
    parser.add_argument("--mqtt", required=True)
    parser.add_argument("--flush-s", type=float, default=5.0)
    given = parser.parse_args()
    Gateway(json.loads(given.map.read_text(encoding="utf-8")), given.mqtt, flush_s=given.flush_s).run()


if __name__ == "__main__":
    main()
