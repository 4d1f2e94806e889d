"""Many readers at once from one process: keep-alive connections over epoll, each asking again once it is answered."""

from __future__ import annotations

import selectors
import socket
import time
from dataclasses import dataclass, field

HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


@dataclass
class Reader:
    """One connection: what it has received of the present answer."""

    link: socket.socket
    asked_at: float = 0.0
    got: bytes = b""
    needed: int | None = None


@dataclass
class Heard:
    """What came back: seconds of each answer, how many were not 200, how many connections broke."""

    seconds: list[float] = field(default_factory=list)
    refused: int = 0
    broken: int = 0
    took_s: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.seconds) / self.took_s if self.took_s else 0.0

    def at(self, share: float) -> float:
        """The answer time, in milliseconds, that so many of them kept."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0

    @property
    def errors(self) -> int:
        return self.refused + self.broken


def ask(port: int, path: str, *, readers: int, seconds: float, pause_s: float = 0.0) -> Heard:
    """`readers` connections to 127.0.0.1 for so long. `pause_s` lets each think between two pages."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nAccept-Language: zh-CN\r\n\r\n".encode()
    )
    heard, waiting = Heard(), selectors.DefaultSelector()
    resting: list[tuple[float, Reader]] = []
    for number in range(readers):
        reader = Reader(_link(port))
        waiting.register(reader.link, selectors.EVENT_READ, reader)
        if pause_s:  # people do not come in step
            resting.append((time.perf_counter() + pause_s * number / readers, reader))
        else:
            _send(reader, request)
    began = time.perf_counter()
    while (now := time.perf_counter()) < began + seconds:
        while resting and resting[0][0] <= now:
            _send(resting.pop(0)[1], request)
        for key, _events in waiting.select(0.01):
            reader = key.data
            if _receive(reader, heard):
                resting.append((time.perf_counter() + pause_s, reader)) if pause_s else _send(reader, request)
            elif reader.link.fileno() < 0:
                waiting.unregister(key.fileobj)
    heard.took_s = time.perf_counter() - began
    for key in list(waiting.get_map().values()):
        key.data.link.close()
    return heard


def _link(port: int) -> socket.socket:
    link = socket.create_connection(("127.0.0.1", port), timeout=10)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return link


def _send(reader: Reader, request: bytes) -> None:
    reader.asked_at, reader.got, reader.needed = time.perf_counter(), b"", None
    reader.link.sendall(request)


def _receive(reader: Reader, heard: Heard) -> bool:
    """Take what is there; True when the answer is whole."""
    try:
        more = reader.link.recv(262_144)
    except OSError:
        more = b""
    if not more:
        heard.broken += 1
        reader.link.detach()
        return False
    reader.got += more
    if reader.needed is None:
        end = reader.got.find(HEAD_END)
        if end < 0:
            return False
        head = reader.got[:end].lower()
        start = head.index(LENGTH) + len(LENGTH)
        reader.needed = end + len(HEAD_END) + int(head[start:].split(b"\r\n", 1)[0])
    if len(reader.got) < reader.needed:
        return False
    heard.seconds.append(time.perf_counter() - reader.asked_at)
    heard.refused += b" 200 " not in reader.got[:20]
    return True
