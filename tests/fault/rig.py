"""Real servers and real drivers, killed without warning and started again."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from portal import servers
from portal.servers import Server, ServerFailed
from tests import prepared

PATIENCE_S = 30
SECRET = "only-for-this-rig"


class Rig:
    """A context manager: PostgreSQL that keeps its word, Valkey, an SMS gateway, and a nursery of drivers."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-fault-"))
        self.folder.chmod(0o755)
        self.chance = random.Random(20261126)
        self.environment = environment
        self.drivers: dict[int, str] = {}
        self.kills: dict[str, int] = {}

    def __enter__(self) -> Rig:
        prepared.take(self.folder / "postgres" / "data")
        self.database = self._begun(servers.postgres(self.folder / "postgres", log=self.folder / "postgres.log"))
        self.cache = self._begun(
            servers.valkey(self.folder / "valkey", log=self.folder / "valkey.log", is_durable=False)
        )
        port = free_port()
        self.gateway_url = f"http://127.0.0.1:{port}/sms"
        url = f"{self.database.url.rsplit('/', 1)[0]}/{prepared.TEMPLATE}"
        told = {
            **os.environ, **self.environment, "DATABASE_URL": url, "REDIS_URL": self.cache.url,
            "DJANGO_SETTINGS_MODULE": "portal.settings", "SMS_URL": self.gateway_url, "SMS_HOSTS": "127.0.0.1",
            "SMS_SECRET": SECRET,
        }  # fmt: skip
        common = {"cwd": prepared.ROOT, "env": told, "text": True, "stderr": (self.folder / "log").open("w")}
        self.gateway = subprocess.Popen([sys.executable, "-m", "connectors.simulators", "--port", str(port)], **common)
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, **common
        )
        assert self._line() == "ready", (self.folder / "log").read_text()[-2000:]
        return self

    def __exit__(self, *_: object) -> None:
        self.end_drivers()
        for process in (self.nursery, self.gateway):
            process.kill()
            process.wait()
        self.cache.stop()
        self.database.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def _begun(server: Server) -> Server:
        server.start()
        return server.wait()

    def _line(self) -> str:
        assert self.nursery.stdout is not None
        return self.nursery.stdout.readline().strip()

    def ask(self, act: str, *, stays: bool = False, **told: Any) -> Any:
        assert self.nursery.stdin is not None
        self.nursery.stdin.write(json.dumps({"act": act, "told": told, "stays": stays}) + "\n")
        self.nursery.stdin.flush()
        answer = json.loads(self._line())
        assert not (isinstance(answer, dict) and "failed" in answer), answer["failed"]
        return answer

    def begin(self, act: str, many: int = 1) -> None:
        for _n in range(many):
            self.drivers[self.ask(act, stays=True)] = act

    def kill_driver(self) -> None:
        """One of them, without a word; another takes its place."""
        pid = self.chance.choice(list(self.drivers))
        act = self.drivers.pop(pid)
        self._end(pid)
        self.kills[act] = self.kills.get(act, 0) + 1
        self.begin(act)

    @staticmethod
    def _end(pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def kill_database(self) -> None:
        """The postmaster, without a word; what it leaves behind ends by itself, then it starts again."""
        assert self.database.process is not None
        self.database.process.kill()
        self.database.process.wait()
        self.kills["postgres"] = self.kills.get("postgres", 0) + 1
        end = time.monotonic() + PATIENCE_S
        while not self._has_begun(self.database):
            assert time.monotonic() < end, self.database.last_words()
            time.sleep(0.1)

    def _has_begun(self, server: Server) -> bool:
        try:
            self._begun(server)
        except ServerFailed:
            return False
        return True

    def end_drivers(self) -> None:
        for pid in self.drivers:
            self._end(pid)
        self.drivers.clear()

    def slow_the_gateway(self, delay_s: float) -> None:
        """So that whoever dies, dies while handing over."""
        url = f"{self.gateway_url.rsplit('/', 1)[0]}/_control/sms"
        told = json.dumps({"delay_s": delay_s}).encode()
        urllib.request.urlopen(urllib.request.Request(url, told, method="POST"), timeout=10).close()

    def sent(self) -> list[str]:
        """The number of each message that the gateway took, in order."""
        with urllib.request.urlopen(f"{self.gateway_url}/messages", timeout=10) as answer:
            return [one["phone"] for one in json.load(answer)["messages"]]

    def pause(self, longest_s: float) -> None:
        time.sleep(self.chance.uniform(0.2, 1) * longest_s)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
