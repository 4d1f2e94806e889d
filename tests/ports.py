"""A port for a server that is started in a moment, by somebody else."""

from __future__ import annotations

import random
import socket


def free_port() -> int:
    """Below those the system hands out by itself, so that nobody is given it before its server has opened it."""
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise OSError("Of a hundred ports none is free.")
