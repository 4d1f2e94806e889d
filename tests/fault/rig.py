"""Real servers and real drivers, killed without warning and started again."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import redis

from portal import servers
from portal.servers import Server, ServerFailed
from tests import prepared
from tests.ports import free_port

PATIENCE_S = 30
SECRET = "only-for-this-rig"
DIED = {"died": True}
ROOTS = ("MEDIA", "PUBLISHED", "HEADS")
COMMIT, ANSWER = "commit", "answer"
"""Points of a work beside the numbers of its statements: just before it is committed, and just after."""


class Rig:
    """A context manager: PostgreSQL that keeps its word, Valkey, an SMS gateway, and a nursery of drivers."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.folder = prepared.folder()
        self.chance = random.Random(20261126)
        self.environment = environment
        self.drivers: dict[int, tuple[str, dict[str, Any]]] = {}
        self.kills: dict[str, int] = {}
        self.host: str | None = None
        """Where the database is that children work on, when it is not ours."""

    def __enter__(self) -> Rig:
        prepared.take(self.folder / "postgres" / "data")
        self.database = keeps_its_word(servers.postgres(self.folder / "postgres", log=self.folder / "postgres.log"))
        self.cache = servers.valkey(self.folder / "valkey", log=self.folder / "valkey.log", is_durable=False)
        port, self.port = free_port(), free_port()
        self.gateway_url = f"http://127.0.0.1:{port}/sms"
        url = f"{self.database.url.rsplit('/', 1)[0]}/{prepared.TEMPLATE}"
        told = {
            **os.environ, **self.environment, "DATABASE_URL": url, "REDIS_URL": self.cache.url,
            "DJANGO_SETTINGS_MODULE": "portal.settings", "SMS_URL": self.gateway_url, "SMS_HOSTS": "127.0.0.1",
            "SMS_SECRET": SECRET, **{f"{name}_ROOT": str(self.folder / name) for name in ROOTS},
        }  # fmt: skip
        common = {"cwd": prepared.ROOT, "env": told, "text": True, "stderr": (self.folder / "log").open("w")}
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.nursery"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, **common
        )
        self.gateway = subprocess.Popen([sys.executable, "-m", "connectors.simulators", "--port", str(port)], **common)
        for server in (self.database, self.cache):  # while both of them load
            self._begun(server)
        self._tell({})
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

    def _tell(self, wish: dict[str, Any]) -> None:
        assert self.nursery.stdin is not None
        self.nursery.stdin.write(json.dumps(wish) + "\n")
        self.nursery.stdin.flush()

    def ask(self, act: str, *, stays: bool = False, **told: Any) -> Any:
        self._tell({"act": act, "told": told, "stays": stays, "host": self.host})
        answer = json.loads(self._line())
        assert not (isinstance(answer, dict) and "failed" in answer), answer["failed"]
        return answer

    def dies(self, work: str, point: int | str, **told: Any) -> bool:
        """Whether this work was killed at this point; False where it was done before it came there."""
        has_died = self.ask("dying", work=work, point=point, **told) == DIED
        self.kills[work] = self.kills.get(work, 0) + has_died
        return has_died

    def begin(self, act: str, many: int = 1, **told: Any) -> None:
        for _n in range(many):
            self.drivers[self.ask(act, stays=True, **told)] = (act, told)

    def kill_driver(self, act: str = "") -> None:
        """One of them (of this kind) with what it has started, without a word; another takes its place."""
        known = [pid for pid, (name, _told) in self.drivers.items() if act in ("", name)]
        pid = self.chance.choice(known)
        name, told = self.drivers.pop(pid)
        self._end(pid)
        self.count(name)
        self.begin(name, **told)

    def revive(self) -> None:
        """A driver that has ended by itself is started again, as whoever watches over it does."""
        for pid, (name, told) in list(self.drivers.items()):
            if not is_alive(pid):
                del self.drivers[pid]
                self._end(pid)
                self.count(f"{name} ended by itself")
                self.begin(name, **told)

    def kill_child(self, act: str) -> None:
        """A process that a driver has started itself: the driver starts another."""
        parents = [pid for pid, (name, _told) in self.drivers.items() if name == act]
        children = [child for pid in parents for child in children_of(pid)]
        if children:
            self._end(self.chance.choice(children), alone=True)
            self.count(f"child of {act}")

    def count(self, name: str) -> None:
        self.kills[name] = self.kills.get(name, 0) + 1

    @staticmethod
    def _end(pid: int, *, alone: bool = False) -> None:
        with contextlib.suppress(ProcessLookupError):
            (os.kill if alone else os.killpg)(pid, signal.SIGKILL)

    def kill_cache(self) -> None:
        """It comes back empty: nothing of it is on a disk."""
        assert self.cache.process is not None
        self.cache.process.kill()
        self.cache.process.wait()
        self.count("valkey")
        self._begun(self.cache)

    def flush_cache(self) -> None:
        self.count("valkey emptied")
        self.ask_cache("FLUSHALL")

    @contextlib.contextmanager
    def silent_cache(self) -> Iterator[None]:
        """It takes connections and answers nobody."""
        assert self.cache.process is not None
        self.count("valkey silent")
        self.cache.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.cache.process.send_signal(signal.SIGCONT)

    @contextlib.contextmanager
    def full_cache(self) -> Iterator[None]:
        """It refuses every write, as it is told to where there is no room."""
        self.count("valkey full")
        self.ask_cache("CONFIG SET maxmemory 1")
        try:
            yield
        finally:
            self.ask_cache("CONFIG SET maxmemory 0")

    def ask_cache(self, order: str) -> None:
        with redis.Redis.from_url(self.cache.url) as client:
            client.execute_command(order)

    def kill_database(self) -> None:
        """The postmaster, without a word; what it leaves behind ends by itself, then it starts again."""
        assert self.database.process is not None
        self.database.process.kill()
        self.database.process.wait()
        self.count("postgres")
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
        self.turn_the_gateway(delay_s=delay_s)

    def turn_the_gateway(self, **knobs: Any) -> None:
        """Its mood from now on, see `SmsSimulator.knobs`."""
        url = f"{self.gateway_url.rsplit('/', 1)[0]}/_control/sms"
        told = json.dumps(knobs).encode()
        urllib.request.urlopen(urllib.request.Request(url, told, method="POST"), timeout=10).close()

    def page(self, path: str, cookie: str) -> tuple[int, float]:
        """What the web answers to a browser that is signed in, and after how many seconds."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers={"Cookie": cookie})
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
                    return answer.status, time.monotonic() - began
            except urllib.error.HTTPError as refused:
                return refused.code, time.monotonic() - began
            except urllib.error.URLError:  # it does not listen yet
                time.sleep(0.05)
        raise AssertionError("the web does not answer")

    def sent(self) -> list[str]:
        """The number of each message that the gateway took, in order."""
        with urllib.request.urlopen(f"{self.gateway_url}/messages", timeout=10) as answer:
            return [one["phone"] for one in json.load(answer)["messages"]]

    def pause(self, longest_s: float) -> None:
        time.sleep(self.chance.uniform(0.2, 1) * longest_s)


def keeps_its_word(server: Server) -> Server:
    """What it wrote outlives it, though it waits for no disk, and it is stopped without tidying up."""
    server.command += ["-c", "fsync=off"]
    server.stop_signal = signal.SIGQUIT
    return server


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
