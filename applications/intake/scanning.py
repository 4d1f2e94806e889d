"""The hook for a virus scanner: clamd on a unix socket, where `CLAMD_SOCKET` names one. Else nothing is scanned."""

from __future__ import annotations

import socket
import struct

from django.conf import settings

CHUNK = 64 * 1024
PATIENCE_S = 10.0


class ScannerAway(Exception):
    """A scanner is configured, but it does not answer."""


def is_infected(content: bytes) -> bool:
    """Ask clamd (INSTREAM). With no scanner configured the answer is no: type and content are checked all the same."""
    path = getattr(settings, "CLAMD_SOCKET", "")
    if not path:
        return False
    try:
        answer = _ask(path, content)
    except OSError as error:
        raise ScannerAway from error
    if answer.endswith("FOUND"):
        return True
    if not answer.endswith("OK"):
        raise ScannerAway(answer)
    return False


def _ask(path: str, content: bytes) -> str:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as clamd:
        clamd.settimeout(PATIENCE_S)
        clamd.connect(path)
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            part = content[start : start + CHUNK]
            clamd.sendall(struct.pack("!L", len(part)) + part)
        clamd.sendall(struct.pack("!L", 0))
        return clamd.recv(4096).rstrip(b"\0\n").decode(errors="replace")
