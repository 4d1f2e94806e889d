"""PostgreSQL is there and short of something: of connections, of time, of room on its disk. On a server of its own."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import psycopg2

from portal import servers
from portal.servers import OWNER
from tests import prepared
from tests.fault.ledger import AWAY, TAKEN, Caller, entries_of, hold, programs
from tests.fault.rig import PATIENCE_S, Rig, is_alive, keeps_its_word
from tests.fault.scenarios import TOLD

MOST_CONNECTIONS = 24
ROOM_LEFT = 48_000_000
RED_WITHIN_S = 30
IN_A_ROOM = (
    "unshare", "--user", "--mount", "--map-current-user", "--keep-caps", "sh", "-c",
    'mount -t tmpfs -o "size=$1,mode=700" tmpfs "$2" && cp -a "$3/." "$2" && shift 3 && exec "$@"', "sh",
)  # fmt: skip
"""A folder with so many bytes of room that only this process sees, filled with a copy; no rights are needed for it."""


@dataclass
class Small:
    """A database with few connections, on a disk of its own where the system lets us have one (`room`)."""

    rig: Rig
    sockets: str
    room: Path | None

    def do(self, statement: str) -> None:
        with contextlib.closing(self.connect()) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)

    def connect(self) -> psycopg2.extensions.connection:
        return psycopg2.connect(host=self.sockets, user=OWNER, dbname=prepared.TEMPLATE)


@contextlib.contextmanager
def small_database(rig: Rig) -> Iterator[Small]:
    """Whoever the rig begins meanwhile works there."""
    rig.end_drivers()
    home = rig.folder / "small"
    prepared.take(home / "data")
    server = keeps_its_word(servers.postgres(home, log=rig.folder / "small.log"))
    server.command += ["-c", f"max_connections={MOST_CONNECTIONS}", "-c", "max_wal_size=64MB"]
    who = {"user": server.user, "group": server.group, "extra_groups": None if server.user is None else []}
    room = home / "room" if may_have_a_room(home, who) else None
    if room:
        size = sum(one.stat().st_size for one in (home / "data").rglob("*")) + ROOM_LEFT
        server.command = [*IN_A_ROOM, str(size), str(room), str(home / "data"), *server.command]
        server.command[server.command.index("-D") + 1] = str(room)
    server.start().wait()  # type: ignore[attr-defined]
    rig.host = unquote(server.url.partition("@/")[2].rpartition("/")[0])
    try:
        yield Small(rig, rig.host, room)
    finally:
        rig.end_drivers()
        rig.host = None
        server.stop()
        shutil.rmtree(home)


def may_have_a_room(home: Path, who: dict[str, Any]) -> bool:
    for name in ("room", "nothing"):
        (home / name).mkdir()
    tried = [*IN_A_ROOM, "1m", str(home / "room"), str(home / "nothing"), "true"]
    return subprocess.run(tried, check=False, capture_output=True, cwd="/", **who).returncode == 0


@contextlib.contextmanager
def without_connections(small: Small) -> Iterator[None]:
    """Somebody holds every connection there is, and takes each one that becomes free."""
    over, held = threading.Event(), []

    def take() -> None:
        while not over.is_set():
            try:
                held.append(small.connect())
            except psycopg2.OperationalError:
                time.sleep(0.001)

    taker = threading.Thread(target=take)
    taker.start()
    try:
        yield
    finally:
        over.set()
        taker.join()
        for connection in held:
            connection.close()


def sleep(connection: psycopg2.extensions.connection) -> None:
    with contextlib.suppress(psycopg2.extensions.QueryCanceledError):
        connection.cursor().execute("SELECT pg_sleep(3600)")


@contextlib.contextmanager
def without_time(small: Small) -> Iterator[None]:
    """A statement that takes very long has locked what everybody asks for."""
    with contextlib.closing(small.connect()) as connection:
        connection.cursor().execute("LOCK TABLE applications_application")
        sleeper = threading.Thread(target=sleep, args=[connection])
        sleeper.start()
        try:
            yield
        finally:
            connection.cancel()
            sleeper.join()


@contextlib.contextmanager
def without_room(small: Small) -> Iterator[None]:
    """The disk is full to its last page."""
    filler = f"{small.room}/filler"
    with contextlib.suppress(psycopg2.Error):  # that there is no room left is what we want
        small.do(f"COPY (SELECT repeat('x', 65536) FROM generate_series(1, 100000)) TO '{filler}'")
    try:
        yield
    finally:
        small.do(f"COPY (SELECT 1) TO '{filler}'")


Shortage = Callable[[Small], contextlib.AbstractContextManager[None]]
RED = {without_connections: "database", without_time: "locks_waited_for", without_room: "database_without_room"}
"""By what word the deep probe says so."""

UGLY = re.compile("Traceback|psycopg|SELECT")
PAGES = ("/applications/", "/my-data/")
CALLERS = 3


def through(rig: Rig, small: Small, shortage: Shortage, for_s: float) -> str:
    """Programs and people ask before, during and after it, and nobody starts anything again; a line of what it was."""
    rig.end_drivers()
    rig.begin("serve", port=rig.port)
    cookie = rig.ask("sign_in", name="reader")
    mark = f"{shortage.__name__}-{time.monotonic():.0f}-"
    with programs(rig, CALLERS) as callers:
        until(lambda: all(taken(one) for one in callers), "nobody is taken")
        with shortage(small):
            rig.begin("sweep")
            alive = list(rig.drivers)
            red_after_s, seen = watched(rig, cookie, RED[shortage], for_s)
            until(lambda: any(refused(one) for one in callers), "nobody is refused")
        many = [taken(one) for one in callers]
        until(lambda: all(taken(one) > before for one, before in zip(callers, many, strict=True)), "it stays away")
        until(lambda: RED[shortage] not in late(rig), "it stays red")
    rig.ask("make_some_clocks", prefix=mark)
    until(lambda: rig.ask("told_of", prefix=mark)["messages"] == 2 * TOLD, "nobody sweeps")
    assert [pid for pid in rig.drivers if is_alive(pid)] == alive, "something had to be started again"
    assert set(seen) <= {200, AWAY}, dict(seen)
    assert not (broken := rig.ask("what_is_broken")), broken
    return f"{hold(rig, entries_of(callers), AWAY)}, red after {red_after_s:.1f} s, pages {dict(seen)}"


def taken(caller: Caller) -> int:
    return sum(TAKEN in entry.answers for entry in list(caller.entries))


def refused(caller: Caller) -> bool:
    return any(AWAY in entry.answers for entry in list(caller.entries))


def until(holds: Callable[[], object], otherwise: str) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, otherwise
        time.sleep(0.1)


def watched(rig: Rig, cookie: str, word: str, for_s: float) -> tuple[float, Counter[int]]:
    """After how many seconds health was red, and how often pages were answered with what: plainly, whatever it was."""
    began, red_at, seen = time.monotonic(), list[float](), Counter[int]()
    probe = threading.Thread(target=probed, args=[rig, word, red_at])
    probe.start()
    while probe.is_alive() or time.monotonic() - began < for_s:
        for path in PAGES:
            status, body = look(rig, path, cookie)
            assert not UGLY.search(body), body
            assert status == 200 or "95598" in body, f"{path} {status}: {body[:400]}"
            seen[status] += 1
    assert red_at, f"not red: {late(rig)}, {dict(seen)}"
    return red_at[0] - began, seen


def probed(rig: Rig, word: str, red_at: list[float]) -> None:
    """Ask again and again, as whoever watches over it does."""
    end = time.monotonic() + RED_WITHIN_S
    while time.monotonic() < end and not red_at:
        if word in late(rig):
            red_at.append(time.monotonic())
        time.sleep(0.1)


def late(rig: Rig) -> dict[str, int]:
    return dict(json.loads(look(rig, "/healthz/deep")[1])["late"])


def look(rig: Rig, path: str, cookie: str = "") -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", rig.port, timeout=PATIENCE_S)
    with contextlib.closing(line):
        line.request("GET", path, headers={"Cookie": cookie})
        answer = line.getresponse()
        return answer.status, answer.read().decode()
