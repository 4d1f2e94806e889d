"""The tables, made once for each state of the migrations: a test run begins with a copy and migrates nothing."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TextIO
from urllib.parse import unquote

from portal.servers import OWNER, Server, ServerFailed

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "prepared"
MEMORY, ROOM_WANTED = Path("/dev/shm"), 4_000_000_000
KEPT = Path(tempfile.gettempdir()) / f"portal-prepared-{os.geteuid()}"
MOST_KEPT = 20
PREFIX = "portal-tests-"
_alive: list[TextIO] = []


def folder() -> Path:
    """A new one for servers that are thrown away: in memory where there is room, so that nobody waits for a disk."""
    sweep_leftovers()
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM_WANTED
    made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=MEMORY if has_room else None))
    made.chmod(0o755)
    lock = (made / "alive").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    _alive.append(lock)
    return made


def sweep_leftovers() -> None:
    """Remove the folders of runs that were killed: whoever still lives holds the lock of its own."""
    for left in (*MEMORY.glob(PREFIX + "*"), *Path(tempfile.gettempdir()).glob(PREFIX + "*")):
        try:
            with (left / "alive").open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
        except OSError:
            continue


def parts() -> set[str]:
    """What the tables depend on, each as its name and its mark: every migration, the locked packages with theirs."""
    found = [*ROOT.glob("*/migrations/*.py"), ROOT / "requirements/run.txt", ROOT / "portal/servers.py"]
    marks = {str(one.relative_to(ROOT)): hashlib.sha256(one.read_bytes()).hexdigest()[:16] for one in found}
    return {f"{name} {mark}" for name, mark in {**marks, "python": sys.version}.items()}


def state() -> str:
    return hashlib.sha256("\n".join(sorted(parts())).encode()).hexdigest()[:16]


class Copy(StrEnum):
    NONE = "none"
    EARLIER = "earlier"
    WHOLE = "whole"


def take(data: Path) -> Copy:
    """Put a copy of the tables at `data`: as they are now, or an earlier state that only lacks migrations."""
    if not KEPT.is_dir() or KEPT.stat().st_uid != os.geteuid():
        return Copy.NONE
    now = parts()
    known = [(one, set(one.read_text().splitlines())) for one in KEPT.glob("*.txt")]
    fitting = sorted((len(had), one.with_suffix("")) for one, had in known if had <= now)
    if not fitting:
        return Copy.NONE
    size, kept = fitting[-1]
    data.parent.mkdir(parents=True, exist_ok=True)
    if subprocess.run(["cp", "-a", str(kept), str(data)], check=False, capture_output=True).returncode:
        shutil.rmtree(data, ignore_errors=True)
        return Copy.NONE
    return Copy.WHOLE if size == len(now) else Copy.EARLIER


def prepare(server: Server, data: Path, environment: Callable[[str], dict[str, str]], *, begun: Copy) -> None:
    """Make every missing table in a database of its own, and keep the folder for runs to come. Restarts `server`."""
    url = f"{server.url.rsplit('/', 1)[0]}/{TEMPLATE}"
    if begun is Copy.NONE:
        _create_database(server.url)
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"], check=False, capture_output=True, text=True,
        cwd=ROOT, env=environment(url),
    )  # fmt: skip
    if done.returncode:
        raise ServerFailed(f"The tables could not be made:\n{done.stderr[-2000:]}")
    server.process.send_signal(signal.SIGINT)  # type: ignore[union-attr]
    server.process.wait(60)  # type: ignore[union-attr]
    _keep(data)
    server.start().wait()  # type: ignore[attr-defined]


def _create_database(url: str) -> None:
    import psycopg2

    sockets = unquote(url.partition("@/")[2].rpartition("/")[0])
    connection = psycopg2.connect(host=sockets, user=OWNER, dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {TEMPLATE}")
    connection.close()


def _keep(data: Path) -> None:
    """Under its final name only when it is whole; the oldest make room."""
    KEPT.mkdir(mode=0o700, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=KEPT))
    whole = subprocess.run(["cp", "-a", str(data), str(scratch / "data")], check=False).returncode == 0
    if whole and not (KEPT / state()).exists():
        (scratch / "data").rename(KEPT / state())
        (scratch / "parts").write_text("\n".join(sorted(parts())))
        (scratch / "parts").rename(KEPT / f"{state()}.txt")
    shutil.rmtree(scratch, ignore_errors=True)
    for old in sorted(KEPT.glob("*.txt"), key=lambda one: one.stat().st_mtime)[:-MOST_KEPT]:
        old.unlink(missing_ok=True)
        shutil.rmtree(old.with_suffix(""), ignore_errors=True)
