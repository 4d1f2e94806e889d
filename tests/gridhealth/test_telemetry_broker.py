"""Terminals, a real broker and the receiver: kept while nobody listens, acknowledged only when stored, one way only."""

from __future__ import annotations

import ast
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone

from gridhealth.telemetry import receiver
from gridhealth.telemetry.models import DroppedReport, PowerEvent, Reading, Terminal
from gridhealth.telemetry.receiver import Receiver
from gridhealth.telemetry.terminals import MadeUpTerminal
from portal import servers

PATIENCE_S = 60


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    home = tmp_path_factory.mktemp("broker")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = servers.broker(home, port, log=home / "broker.log").start()
    yield server.wait().url
    server.stop()


@pytest.fixture
def terminal(area, broker):
    Terminal.objects.create(code="TTU-1", area=area)
    made = MadeUpTerminal(broker, "TTU-1", 400)
    yield made
    made.client.loop_stop()


@pytest.fixture
def listening(broker, request):
    """A receiver with a memory of its own at the broker; started again, it is the same one."""
    started = []

    def begin() -> Receiver:
        started.append(Receiver(broker, client_id=request.node.name[:40]))
        started[-1].start()
        until(started[-1].is_listening.is_set)
        return started[-1]

    yield begin
    for one in started:
        one.stop()


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def stored(one: Receiver, holds: Callable[[], object]) -> None:
    until(lambda: one.step() >= 0 and holds())


def state() -> Terminal:
    return Terminal.objects.get()


def test_what_a_terminal_reports_is_stored_and_a_cut_line_is_noticed(listening, terminal):
    here, now = listening(), timezone.now()
    terminal.report(now)
    terminal.lose_power(now)
    terminal.client.publish("v1/TTU-1/data", b"nonsense", qos=1)
    stored(here, lambda: Reading.objects.count() == PowerEvent.objects.count() == DroppedReport.objects.count() == 1)
    assert state().is_online
    terminal.vanish()
    stored(here, lambda: not state().is_online)


def test_what_is_said_while_nobody_listens_is_kept(listening, terminal):
    first = listening()
    stored(first, lambda: state().is_online)
    first.stop()
    terminal.report(timezone.now()).wait_for_publish(PATIENCE_S)
    assert not Reading.objects.exists()
    stored(listening(), Reading.objects.exists)


def test_nothing_is_acknowledged_before_it_is_stored(listening, terminal, monkeypatch):
    here, acknowledged = listening(), []
    monkeypatch.setattr(here.client, "ack", lambda mid, _qos: acknowledged.append(mid))
    monkeypatch.setattr(receiver, "store", refuse)
    monkeypatch.setattr(receiver.time, "sleep", give_up)
    terminal.report(timezone.now())
    with pytest.raises(GivenUp):
        stored(here, lambda: False)
    assert acknowledged == []


def test_a_broker_that_sends_no_more_before_our_word_is_not_kept_waiting(listening, terminal, monkeypatch):
    here, began = listening(), time.monotonic()
    monkeypatch.setattr(receiver, "LONGEST_WAIT_S", 10 * PATIENCE_S)
    terminal.report(timezone.now())
    stored(here, Reading.objects.exists)
    assert time.monotonic() - began < PATIENCE_S


@pytest.mark.skipif(not servers.mosquitto(), reason="needs Mosquitto: the other broker sends nothing again")
def test_what_was_not_acknowledged_comes_again_and_counts_once(listening, terminal):
    """The first receiver dies between taking the message and storing it, the second between storing and saying so."""
    first, now = listening(), timezone.now()
    terminal.report(now).wait_for_publish(PATIENCE_S)
    until(lambda: has_point(first))
    first.stop()
    second = listening()
    until(lambda: has_point(second))
    receiver.store(second._batch(), at=now)
    second.stop()
    third = listening()
    stored(third, lambda: state().heard_at is not None)
    assert Reading.objects.count() == 1


def has_point(one: Receiver) -> bool:
    return any(message.topic.endswith("/data") for message in list(one.waiting.queue))


class GivenUp(Exception):
    """The receiver would wait for the database now."""


def refuse(*_args: object, **_more: object) -> None:
    raise OperationalError


def give_up(_seconds: float) -> None:
    raise GivenUp


def test_the_portal_publishes_nothing_to_the_network():
    """Only the made-up terminals of the demo say anything to a broker."""
    room = Path(settings.BASE_DIR) / "gridhealth"
    speakers = {
        path.name
        for path in room.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in ("publish", "will_set")
    }
    assert speakers == {"terminals.py"}
