"""The one-way valve: what may leave towards an outstation, decided frame by frame before it leaves."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Iterator

START, HEADER = 0x68, 2
INTERROGATION = 100  # C_IC_NA_1: tell me everything you have. It asks; it changes nothing.
ACTIVATION, DEACTIVATION = 6, 8
HERE = ("127.0.0.1", 0)
REACH_S, AGAIN_S = 10, 1
CALLER_S = 60  # c104 calls every few seconds; whoever is called for longer than this in vain is not kept waiting
log = logging.getLogger("gateway104")


class Forbidden(Exception):
    """A frame that could change something out there, or that is none."""


def frames(buffer: bytearray) -> Iterator[bytes]:
    """Whole frames from the front of a buffer, which keeps what is not whole yet."""
    while len(buffer) >= HEADER:
        if buffer[0] != START or buffer[1] < 4:
            raise Forbidden("not a frame")
        length = HEADER + buffer[1]
        if len(buffer) < length:
            return
        frame = bytes(buffer[:length])
        del buffer[:length]
        yield frame


def may_leave(frame: bytes) -> bool:
    """Supervisory and unnumbered frames, and the general interrogation. Nothing else, whatever it is called."""
    if len(frame) < 6 or frame[0] != START or frame[1] != len(frame) - HEADER:
        return False
    if frame[2] & 1:  # supervisory or unnumbered: they carry no data and are exactly this long
        return len(frame) == 6
    if len(frame) != 16:  # an interrogation holds one object of four octets, and no other length does
        return False
    kind, count, cause = frame[6], frame[7], frame[8] & 0x3F
    return kind == INTERROGATION and count == 1 and cause in (ACTIVATION, DEACTIVATION)


def passed(frame: bytes) -> bytes:
    """The frame itself, if it may leave."""
    if not may_leave(frame):
        raise Forbidden(frame.hex())
    return frame


class Valve:
    """A local door to one outstation: c104 speaks to the door, and the door lets out only what may leave.

    It opens when the outstation has been reached and no sooner: c104 asks again at a shut door, but a line that opens
    and breaks at once confuses it for good, or ends it.
    """

    def __init__(self, host: str, port: int) -> None:
        self.there = (host, port)
        with socket.create_server(HERE) as door:
            self.port: int = door.getsockname()[1]
        self.refused = 0
        self.is_over = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        self.is_over.set()

    def _serve(self) -> None:
        """One line after the other, for ever."""
        while not self.is_over.is_set():
            try:
                there = socket.create_connection(self.there, timeout=REACH_S)
            except OSError:
                self.is_over.wait(AGAIN_S)
                continue
            try:
                self._join(there)
            except OSError as reason:
                log.info("no line to %s: %s", self.there, reason)
                _close(there)
                self.is_over.wait(AGAIN_S)

    def _join(self, there: socket.socket) -> None:
        """Open the door for one caller, and stay until one of the two hangs up."""
        with socket.create_server((HERE[0], self.port), backlog=1) as door:
            door.settimeout(CALLER_S)
            here, _address = door.accept()
        there.settimeout(None)
        back = threading.Thread(target=_in, args=(there, here), daemon=True)
        back.start()
        self._out(here, there)
        back.join()

    def _out(self, here: socket.socket, there: socket.socket) -> None:
        """Frame by frame; the first that may not leave ends the connection and is not sent."""
        buffer = bytearray()
        try:
            while data := here.recv(4096):
                buffer += data
                for frame in frames(buffer):
                    there.sendall(passed(frame))
        except Forbidden as reason:
            self.refused += 1
            log.warning("a frame was held back and the connection cut: %s", reason)
        except OSError as reason:
            log.info("the line broke: %s", reason)
        finally:
            _close(here, there)


def _in(there: socket.socket, here: socket.socket) -> None:
    """What comes is handed on as it is."""
    try:
        while data := there.recv(65536):
            here.sendall(data)
    except OSError as reason:
        log.info("the line broke: %s", reason)
    finally:
        _close(here, there)


def _close(*lines: socket.socket) -> None:
    for line in lines:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
        line.close()
