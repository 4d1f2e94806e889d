"""The gateway to distribution automation: what may leave, what is handed on, and that nothing else can happen."""

from __future__ import annotations

import ast
import json
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway104.quarters import Quarters
from gateway104.valve import Forbidden, Valve, frames, may_leave
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_DT = bytes.fromhex("680407000000")
SUPERVISORY = bytes.fromhex("680401000200")
PATIENCE_S = 20


def numbered(kind: int, *, cause: int = 6, count: int = 1, body: bytes = b"\x00\x00\x00\x14") -> bytes:
    """An I-frame with one object."""
    inside = bytes([0, 0, 0, 0, kind, count, cause, 0, 47, 0]) + body
    return bytes([0x68, len(inside)]) + inside


def test_asking_for_everything_may_leave_and_so_may_what_keeps_the_line():
    for frame in (START_DT, SUPERVISORY, numbered(100), numbered(100, cause=8)):
        assert may_leave(frame)


@pytest.mark.parametrize("kind", [kind for kind in range(256) if kind != 100])
def test_no_other_type_of_frame_may_leave(kind):
    assert not any(may_leave(numbered(kind, cause=cause)) for cause in range(64))


@given(st.binary(max_size=300))
def test_whatever_leaves_holds_at_most_an_interrogation(data):
    if may_leave(data):
        assert data[2] & 1 or data[6] == 100


def test_several_objects_or_a_tail_make_it_forbidden():
    assert not may_leave(numbered(100, count=2))
    assert not may_leave(numbered(100, body=b"\x00\x00\x00\x14" + numbered(45)))
    assert not may_leave(START_DT + b"\x00")


def test_frames_are_cut_where_they_end_however_they_arrive():
    buffer = bytearray(START_DT + numbered(100)[:5])
    assert list(frames(buffer)) == [START_DT]
    buffer += numbered(100)[5:]
    assert list(frames(buffer)) == [numbered(100)]
    with pytest.raises(Forbidden):
        list(frames(bytearray(b"GET / HTTP/1.1")))


class Outstation:
    """A bare socket that keeps every byte it gets."""

    def __init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port, self.got = self.door.getsockname()[1], bytearray()
        threading.Thread(target=self._keep, daemon=True).start()

    def _keep(self) -> None:
        while True:
            try:
                line, _ = self.door.accept()
                while data := line.recv(4096):
                    self.got += data
            except OSError:
                return


def until(holds, *, patience_s=PATIENCE_S):
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def called(port: int) -> socket.socket:
    """A line through a door that opens soon."""
    lines: list[socket.socket] = []

    def is_open() -> bool:
        try:
            lines.append(socket.create_connection(("127.0.0.1", port)))
        except ConnectionRefusedError:
            return False
        return True

    until(is_open)
    return lines[0]


def test_the_door_is_shut_while_nobody_is_there_and_opens_again_after_a_line_broke():
    valve = Valve("127.0.0.1", free_port())
    valve.start()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", valve.port))
    with socket.create_server(valve.there) as out_there:
        for _time in range(2):
            line = called(valve.port)
            there, _address = out_there.accept()
            there.sendall(START_DT)
            assert line.recv(10) == START_DT
            there.close()
            assert line.recv(10) == b""
    valve.stop()


def test_a_command_does_not_leave_and_ends_the_connection():
    there = Outstation()
    valve = Valve("127.0.0.1", there.port)
    valve.start()
    line = called(valve.port)
    line.sendall(START_DT + numbered(100) + numbered(45) + numbered(100))
    until(lambda: valve.refused)
    until(lambda: line.recv(10) == b"")
    assert bytes(there.got) == START_DT + numbered(100)
    valve.stop()


AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def test_a_quarter_is_the_mean_of_what_came_and_is_handed_out_once():
    quarters = Quarters()
    for minute, value in ((0, 100.0), (7, 200.0), (14, 300.0), (16, 999.0)):
        quarters.add("FTU-1", "kva", value, AT + timedelta(minutes=minute))
    assert quarters.due(AT + timedelta(minutes=15)) == []
    [(terminal, told)] = quarters.due(AT + timedelta(minutes=16))
    assert (terminal, told) == ("FTU-1", {"points": [{"at": AT.isoformat(), "kva": "200.00"}]})
    assert quarters.due(AT + timedelta(minutes=16)) == []


def test_a_quarter_without_values_is_a_gap():
    quarters = Quarters()
    quarters.add("FTU-1", "kva", 1.0, AT)
    quarters.add("FTU-1", "kva", 3.0, AT + timedelta(minutes=45))
    told = [points["points"][0]["at"] for _terminal, points in quarters.due(AT + timedelta(hours=2))]
    assert told == [AT.isoformat(), (AT + timedelta(minutes=45)).isoformat()]


def test_a_breaker_is_told_when_it_changes():
    quarters = Quarters()
    assert quarters.switched("FTU-1", has_power=True, at=AT) is None
    assert quarters.switched("FTU-1", has_power=False, at=AT) == {"kind": "OFF", "at": AT.isoformat()}
    assert quarters.switched("FTU-1", has_power=False, at=AT) is None
    assert quarters.switched("FTU-1", has_power=True, at=AT)["kind"] == "ON"


def test_nothing_of_the_portal_knows_the_library_or_the_gateway():
    rooms = [path.parent for path in ROOT.glob("*/apps.py")] + [ROOT / "portal"]
    for path in (path for room in rooms for path in room.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"c104", "gateway104"}, path


RTU = """
import c104, sys, time
server = c104.Server(ip="127.0.0.1", port=int(sys.argv[1]))
station = server.add_station(common_address=47)
load = station.add_point(io_address=11, type=c104.Type.M_ME_NC_1)
breaker = station.add_point(io_address=21, type=c104.Type.M_DP_NA_1)
load.value, breaker.value = 181.5, c104.Double.ON
server.start()
time.sleep(float(sys.argv[2]))
breaker.value = c104.Double.OFF
while True:
    load.transmit(cause=c104.Cot.SPONTANEOUS)
    breaker.transmit(cause=c104.Cot.SPONTANEOUS)
    time.sleep(0.5)
"""


@pytest.fixture
def running():
    """Processes of their own, as they run outside; ended with the test."""
    pytest.importorskip("c104")
    started = []

    def run(*command: str) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, *command], cwd=ROOT, stderr=subprocess.DEVNULL))
        return started[-1]

    yield run
    for one in started:
        one.terminate()
        one.wait(10)


@pytest.mark.parametrize("is_there_first", [True, False], ids=["outstation first", "gateway first"])
def test_a_breaker_that_opens_out_there_is_said_to_the_broker(running, broker, tmp_path, is_there_first):
    """A real outstation, the real gateway, a real broker; the portal's receiver is tried with the same messages."""
    from paho.mqtt.client import Client
    from paho.mqtt.enums import CallbackAPIVersion

    port, heard = free_port(), {}
    ear = Client(CallbackAPIVersion.VERSION2)
    ear.on_message = lambda _client, _data, message: heard.update({message.topic: message.payload})
    parts = urlsplit(broker)
    ear.username_pw_set("ear")
    ear.connect(parts.hostname, parts.port)
    ear.subscribe("v1/+/event", qos=1)
    ear.loop_start()
    if is_there_first:
        running("-c", RTU, str(port), "3")
    points = [
        {"io": 11, "type": "M_ME_NC_1", "terminal": "FTU-1", "is": "kva"},
        {"io": 21, "type": "M_DP_NA_1", "terminal": "FTU-1", "is": "power"},
    ]
    told = {"stations": [{"host": "127.0.0.1", "port": port, "address": 47, "points": points}]}
    (tmp_path / "map.json").write_text(json.dumps(told))
    running("-m", "gateway104", str(tmp_path / "map.json"), "--mqtt", broker, "--flush-s", "1")
    if not is_there_first:
        time.sleep(2)
        running("-c", RTU, str(port), "3")
    until(lambda: "v1/FTU-1/event" in heard, patience_s=180)
    assert json.loads(heard["v1/FTU-1/event"])["kind"] == "OFF"
    ear.loop_stop()
