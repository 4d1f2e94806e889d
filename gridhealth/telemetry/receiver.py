"""Listens to the broker of the terminals and stores what they report. It subscribes and never publishes.

A message is acknowledged only after its rows are committed. A receiver that dies in between gets it again, and the
same again changes nothing; the broker keeps what comes while nobody listens.
"""

from __future__ import annotations

import queue
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from gridhealth.telemetry.actions import drop, take
from gridhealth.telemetry.choices import DropReason
from gridhealth.telemetry.wire import TOPICS, Report, Unreadable, read

CLIENT_ID = "power-connection-portal"
QOS = 1
MOST_AT_ONCE, LONGEST_WAIT_S = 5_000, 0.5
# Nothing for so long, and the broker waits for our word: it sends only so many that nobody has acknowledged.
QUIET_S = 0.05
REST_S = 2.0
log = structlog.get_logger(__name__)


class Receiver:
    """One connection to the broker and the batch that waits to be stored."""

    def __init__(self, url: str, *, client_id: str = CLIENT_ID) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 1883
        self.waiting: queue.Queue[MQTTMessage] = queue.Queue(maxsize=20_000)
        # The broker remembers a client that does not begin anew: what comes while we are away is kept for us.
        self.client = Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False, manual_ack=True,
            reconnect_on_failure=True,
        )  # fmt: skip
        if parts.username:
            self.client.username_pw_set(parts.username, parts.password)
        if parts.scheme == "mqtts":
            self.client.tls_set()
        self.client.reconnect_delay_set(1, 30)
        self.is_listening = threading.Event()
        self.client.on_connect = self._subscribe
        self.client.on_subscribe = lambda *_: self.is_listening.set()
        self.client.on_disconnect = lambda *_: self.is_listening.clear()
        self.client.on_message = self._keep

    def start(self) -> None:
        self.client.connect_async(self.host, self.port, keepalive=30)
        self.client.loop_start()

    def stop(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def _subscribe(self, client: Client, *_: Any) -> None:
        client.subscribe(TOPICS, qos=QOS)

    def _keep(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        self.waiting.put(message)

    def _batch(self) -> list[MQTTMessage]:
        """The first message is waited for, the others only as long as they come one upon the other."""
        found: list[MQTTMessage] = []
        end = time.monotonic() + LONGEST_WAIT_S
        while len(found) < MOST_AT_ONCE and (left := end - time.monotonic()) > 0:
            try:
                found.append(self.waiting.get(timeout=min(left, QUIET_S) if found else left))
            except queue.Empty:
                break
        return found

    def run(self) -> None:
        """For ever. Without a database nothing is acknowledged: the batch waits here and is tried again."""
        self.start()
        while True:
            close_old_connections()
            self.step()

    def step(self) -> int:
        """Store what is waiting, then say so to the broker; returns how many messages that were."""
        batch = self._batch()
        while batch and not _is_stored(batch):
            time.sleep(REST_S)
            close_old_connections()
        for message in batch:
            self.client.ack(message.mid, message.qos)
        return len(batch)


def _is_stored(batch: Sequence[MQTTMessage]) -> bool:
    try:
        store(batch, at=timezone.now())
    except (OperationalError, InterfaceError):
        log.exception("telemetry_waits_for_the_database", messages=len(batch))
        return False
    return True


def store(batch: Sequence[MQTTMessage], *, at: datetime) -> int:
    """What a batch of messages says. One that cannot be read is counted and keeps nobody waiting."""
    reports: list[Report] = []
    unreadable = 0
    for message in batch:
        try:
            reports += read(message.topic, message.payload)
        except Unreadable as error:
            unreadable += 1
            log.warning("telemetry_unreadable", topic=message.topic[:60], why=str(error)[:120])
    drop(Counter({DropReason.UNREADABLE: unreadable}), at=at)
    return take(reports, at=at)
