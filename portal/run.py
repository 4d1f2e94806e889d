"""`make run`: the whole portal on one machine, every part a child of this process, until Ctrl-C."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn, TextIO

from portal import environment, gateway, servers
from portal.filling import Filling
from portal.fingerprints import fingerprint
from portal.servers import OWNER, WEB, Program, Server, ServerFailed

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
LOGS = VAR / "log"
PREPARED = VAR / "prepared.json"
LARGEST_LOG = 5_000_000
PATIENCE_S = 120
MOST_RESTARTS, WITHIN_S = 3, 60
PREFORKED = "2"


class CannotRun(Exception):
    """Why the portal cannot start or go on, in a sentence for the person at the terminal."""


class Stopped(BaseException):
    """Ctrl-C, or a polite kill."""


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    os.chdir(ROOT)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    run = lock = None
    try:
        port = chosen_port()
        VAR.mkdir(exist_ok=True)
        LOGS.mkdir(mode=0o700, exist_ok=True)
        lock = hold_the_only_run(port)
        run = Run(port)
        run.start()
        run.watch()
    except (CannotRun, ServerFailed) as reason:
        say(f"{reason}")
        return 1
    except Stopped:
        say("\nStopping ...")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if run:
            run.stop()
        if lock:
            lock.close()
    say("Stopped. Everything is kept in var/; `make run` opens it again.")
    return 0


def _stop(*_: Any) -> NoReturn:
    raise Stopped


def chosen_port() -> int:
    """PORT of the environment, with its neighbours for the simulators and the terminals' broker."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65_533:
        raise CannotRun(f"PORT must be a number from 1 to 65533, not {text!r}.")
    return int(text)


def hold_the_only_run(port: int) -> TextIO:
    """The lock that one run holds for its life; the kernel lets go of it however that life ends."""
    lock = (VAR / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        where = lock.read().strip() or "somewhere"
        raise CannotRun(f"The portal is already running at {where}. Stop it there with Ctrl-C first.") from None
    for wanted in (port, port + 1, port + 2):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", wanted))
            except OSError:
                advice = f"Choose another, for example: PORT={port + 100} make run"
                raise CannotRun(f"Port {wanted} is taken by another program. {advice}") from None
    lock.truncate(0)
    lock.write(f"http://127.0.0.1:{port}/ (process {os.getpid()})\n")
    lock.flush()
    return lock


class Run:
    """The parts of one run, in the order they start; they stop in the opposite order."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}/"
        self.simulators_url = f"http://127.0.0.1:{port + 1}"
        self.programs: list[Program] = []
        self.deaths: dict[str, list[float]] = defaultdict(list)
        self.environment: dict[str, str] = {}
        self.filling: Filling | None = None

    def start(self) -> None:
        say("Starting the servers ...")
        self._start_servers()
        sign_ins = self._prepare()
        say("Starting the web server, the worker, the clock and the simulators ...")
        for program in self._python_programs():
            self._begin(program)
        self._await_ready()
        self._welcome(sign_ins)
        self.filling = Filling.of(self.environment, prepared=PREPARED, log=LOGS / "history.log")

    def watch(self) -> None:
        """Start again what dies, and give up on what keeps dying."""
        while True:
            time.sleep(0.3)
            if self.filling and (news := self.filling.news()):
                say(news)
            for program in self.programs:
                if not program.is_alive():
                    self._revive(program)

    def stop(self) -> None:
        """Everyone who uses the servers first, all at once; then the servers."""
        past = [self.filling.program] if self.filling else []
        users = [*past, *(program for program in self.programs if not isinstance(program, Server))]
        for program in users:
            program.ask_to_stop()
        for program in [*users, *(one for one in reversed(self.programs) if isinstance(one, Server))]:
            program.stop(patience_s=8)

    def _begin(self, program: Program) -> None:
        if program.log.exists() and program.log.stat().st_size > LARGEST_LOG:
            program.log.replace(program.log.with_suffix(".log.1"))
        self.programs.append(program)
        program.start()

    def _start_servers(self) -> None:
        """The embedded ones, each unless its address is given; then tell everyone where they are."""
        own: dict[str, Server] = {}
        if "DATABASE_URL" not in os.environ:
            own["DATABASE_URL"] = servers.postgres(VAR / "postgres", log=LOGS / "postgres.log")
        if "REDIS_URL" not in os.environ:
            own["REDIS_URL"] = servers.valkey(VAR / "valkey", log=LOGS / "valkey.log")
        if "MQTT_URL" not in os.environ:
            own["MQTT_URL"] = servers.broker(VAR / "broker", self.port + 2, log=LOGS / "broker.log")
        for server in own.values():
            self._begin(server)
        for server in own.values():
            if server.name != "MQTT broker":  # its listeners wait for it themselves
                server.wait()
        cache = own["REDIS_URL"].url if "REDIS_URL" in own else os.environ["REDIS_URL"]
        addresses = {
            "DATABASE_URL": own["DATABASE_URL"].url if "DATABASE_URL" in own else os.environ["DATABASE_URL"],
            "REDIS_URL": cache,
            "QUEUE_URL": os.environ.get("QUEUE_URL") or (f"{cache}?db=1" if "REDIS_URL" in own else cache),
            "MQTT_URL": own["MQTT_URL"].url if "MQTT_URL" in own else os.environ["MQTT_URL"],
            "SIMULATOR_URL": os.environ.get("SIMULATOR_URL", self.simulators_url),
            "DEMO": os.environ.get("DEMO", "1"),
        }
        if "DATABASE_URL" in own:
            addresses["WEB_DATABASE_URL"] = own["DATABASE_URL"].url.replace(f"//{OWNER}@", f"//{WEB}@")
        written = environment.write(VAR / "portal.env", addresses)
        self.environment = {"PUBLIC_URL": self.url, "PYTHONUNBUFFERED": "1", **written, **os.environ, **addresses}
        self.is_own_database = "DATABASE_URL" in own

    def _prepare(self) -> str:
        """Tables, demo county and static files, when anything they are made of has changed. Gives the sign-ins."""
        before = json.loads(PREPARED.read_text()) if PREPARED.exists() else {}
        code = fingerprint(
            [*ROOT.glob("[a-z]*/**/*.py"), ROOT / "requirements/run.txt"], self.environment["DATABASE_URL"]
        )
        files = fingerprint([*ROOT.glob("static/**/*"), ROOT / "requirements/run.txt"])
        jobs = []
        if before.get("files") != files or not (ROOT / "staticfiles").exists():
            say("Collecting the static files ...")
            jobs.append(self._job("collectstatic", "--noinput", "--verbosity=0"))
        sign_ins = before.get("sign_ins", "")
        if before.get("code") != [code, self._age_of_data()] or not self.is_own_database:
            say("Bringing the tables up to date and loading the demo county ...")
            self._finish(self._job("migrate", "--noinput", "--verbosity=0"))
            if self.is_own_database:
                self._finish(self._job("grant_web"))
            sign_ins = self._finish(self._job("load_demo"))
        for job in jobs:
            self._finish(job)
        PREPARED.write_text(json.dumps({"code": [code, self._age_of_data()], "files": files, "sign_ins": sign_ins}))
        return sign_ins

    def _age_of_data(self) -> float:
        """Tells one data folder from the next: thrown away and made anew, it must be prepared anew."""
        made = servers.reachable(VAR / "postgres") if os.geteuid() == 0 else VAR / "postgres"
        file = made / "data" / "PG_VERSION"
        return file.stat().st_mtime if file.exists() else 0.0

    def _job(self, *command: str) -> subprocess.Popen[str]:
        log = (LOGS / "prepare.log").open("a")
        return subprocess.Popen(
            [sys.executable, "manage.py", *command], env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=log, text=True, process_group=0,
            preexec_fn=servers.dies_with_parent(signal.SIGTERM),
        )  # fmt: skip

    def _finish(self, job: subprocess.Popen[str]) -> str:
        output, _ = job.communicate()
        if job.returncode:
            words = "\n".join((LOGS / "prepare.log").read_text().splitlines()[-3:])
            raise CannotRun(f"`{' '.join(map(str, job.args[1:]))}` failed; see var/log/prepare.log:\n{words}")  # type: ignore[index]
        return output.rstrip()

    def _python_programs(self) -> Iterable[Program]:
        python, celery = [sys.executable, "-m"], ["celery", "-A", "portal.celery"]
        receipts = f"{self.url}connect/sms/receipts/"
        commands = {
            "simulators": ["connectors.simulators", "--port", str(self.port + 1), "--callback", receipts],
            "web": [
                "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--http", "1",
                "--no-ws", "--blocking-threads", "8", "--workers-kill-timeout", "5", "portal.wsgi:application",
            ],
            "worker": [*celery, "worker", "-c", PREFORKED, "-l", "INFO", "--without-gossip", "--without-mingle"],
            "beat": [*celery, "beat", "-l", "INFO", "--schedule", str(VAR / "beat"), "--pidfile="],
        }  # fmt: skip
        lines = {name: [*python, *command] for name, command in commands.items()}
        manage = [sys.executable, "manage.py"]  # the sweeper: no promise depends on Celery alone
        lines |= {"sweeper": [*manage, "sweep", "--loop"], "telemetry": [*manage, "receive_telemetry"]}
        lines |= gateway.command(self.environment)
        lines |= {"terminals": [*manage, "simulate_terminals"]} if self.environment["DEMO"] == "1" else {}
        # The web adds to what happened and cannot change it: in our own database it has a role for that.
        as_the_web = {"web": {"DATABASE_URL": self.environment["WEB_DATABASE_URL"]}} if self.is_own_database else {}
        for name, line in lines.items():
            yield Program(name, line, LOGS / f"{name}.log", environment=self.environment | as_the_web.get(name, {}))

    def _await_ready(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            for program in self.programs:
                if not program.is_alive():
                    raise CannotRun(
                        f"The {program.name} did not start; see {_near(program.log)}:\n{program.last_words()}"
                    )
            try:
                with urllib.request.urlopen(self.url + "readyz", timeout=5):  # noqa: S310 - our own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise CannotRun(f"The web server did not become ready in {PATIENCE_S} s; see var/log/web.log.")

    def _revive(self, program: Program) -> None:
        code = program.process.returncode if program.process else None
        now = time.monotonic()
        recent = [moment for moment in self.deaths[program.name] if now - moment < WITHIN_S]
        self.deaths[program.name] = [*recent, now]
        if len(recent) >= MOST_RESTARTS:
            raise CannotRun(
                f"The {program.name} keeps stopping ({code}), so the portal stops; see {_near(program.log)}."
            )
        say(f"The {program.name} stopped ({code}; see {_near(program.log)}). Starting it again.")
        program.clear_away()
        program.start()
        if isinstance(program, Server):
            program.wait()

    def _welcome(self, sign_ins: str) -> None:
        say(f"\nThe portal is open: {self.url}")
        say(
            f"  Customers sign in at {self.url}sign-in/ ; the codes sent to them are read at {self.simulators_url}/sms/"
        )
        say(f"  Officers sign in at {self.url}sign-in/staff/ ; that page shows the second code of the demo")
        say(f"  API {self.url}api/docs/ - a token for it: .venv/bin/python manage.py api_token manager")
        say(f"\n{sign_ins}\n\nCtrl-C stops everything. Logs: var/log/")


def _near(file: Path) -> Path:
    return file.relative_to(ROOT)


if __name__ == "__main__":
    sys.exit(main())
