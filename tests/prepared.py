"""The tables, made once for each state of the migrations: a test run begins with a copy and migrates nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

from portal.servers import OWNER, Server, ServerFailed

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "prepared"
KEPT = Path(tempfile.gettempdir()) / f"portal-prepared-{os.geteuid()}"
MOST_KEPT = 20


def state() -> str:
    """What the tables depend on: every migration, and the locked packages with theirs."""
    parts = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements/run.txt", ROOT / "portal/servers.py"]
    told = hashlib.sha256(sys.version.encode())
    for part in parts:
        told.update(str(part.relative_to(ROOT)).encode() + part.read_bytes())
    return told.hexdigest()[:16]


def take(data: Path) -> bool:
    """Put a copy of the prepared data folder at `data`; False when this state was not prepared yet."""
    kept = KEPT / state()
    if not kept.is_dir() or KEPT.stat().st_uid != os.geteuid():
        return False
    data.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["cp", "-a", str(kept), str(data)], check=False, capture_output=True)
    if done.returncode:
        shutil.rmtree(data, ignore_errors=True)
    return not done.returncode


def prepare(server: Server, data: Path, environment: Callable[[str], dict[str, str]]) -> None:
    """Make every table in a database of its own, and keep the folder for the runs to come. The server is restarted."""
    url = f"{server.url.rsplit('/', 1)[0]}/{TEMPLATE}"
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
    shutil.rmtree(scratch, ignore_errors=True)
    for old in sorted(KEPT.iterdir(), key=lambda one: one.stat().st_mtime)[:-MOST_KEPT]:
        shutil.rmtree(old, ignore_errors=True)
