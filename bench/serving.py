"""The portal, or a view beside it, as a program of its own over the database of one measurement."""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.ground import ROOT
from tests.ports import free_port


@contextmanager
def served(application: str, database: str, **told: str) -> Iterator[tuple[Any, int]]:
    """One granian of four threads; it takes a while until it answers: `answering`."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--http", "1", "--no-ws",
        "--blocking-threads", "4", "--log-level", "error", "--working-dir", str(ROOT), application,
    ]  # fmt: skip
    with running(application, command, database, **told) as program:
        yield program, port


@contextmanager
def running(name: str, command: list[str], database: str, **told: str) -> Iterator[Any]:
    """A program over that database; it ends with the measurement."""
    from portal import servers

    log = Path(tempfile.mkstemp(prefix="portal-bench-", suffix=".log")[1])
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/bench_{database}"
    surroundings = {**os.environ, "DATABASE_URL": url, "ALLOWED_HOSTS": "*", **told}
    program = servers.Program(name, command, log, environment=surroundings)
    program.start()
    try:
        yield program
    finally:
        program.stop(patience_s=5)
        log.unlink()


def answering(piece: str, program: Any, port: int) -> int:
    end = time.monotonic() + 60
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return port
        if not program.is_alive() or time.monotonic() > end:
            raise SystemExit(f"{piece} measured nothing: {program.name} did not start. {program.last_words()}")
        time.sleep(0.1)
