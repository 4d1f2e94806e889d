"""P4: the outage page when everybody looks at once: beside nginx, while data changes, and without the database."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench.load import Heard, ask

ROOT = Path(__file__).resolve().parent.parent
PAGE = "/public/outages/"
ROUNDS, ROUND_S, FEW = 9, 1.5, 64
EVERYBODY, STORM_S, THINKING_S = 500, 24.0, 1.0
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


class Stage:
    """Servers of the bench's own, over a folder that is thrown away."""

    def __init__(self, folder: Path) -> None:
        from portal import servers

        self.folder, self.servers, self.programs = folder, servers, []
        folder.chmod(0o755)
        self.database = servers.postgres(folder / "postgres", log=folder / "postgres.log", is_durable=False)
        self.cache = servers.valkey(folder / "valkey", log=folder / "valkey.log", is_durable=False)
        for server in (self.database, self.cache):
            server.start()
            self.programs.append(server)
        self.told = {
            "DATABASE_URL": self.database.wait().url, "REDIS_URL": self.cache.wait().url, "PORTAL_ENV": os.devnull,
            "PUBLISHED_ROOT": str(folder / "published"), "STATIC_ROOT": str(folder / "static"), "LOG_LEVEL": "WARNING",
            "SECRET_KEY": "only-for-measuring-" + "x" * 50, "DATA_KEYS": "k=" + "A" * 43 + "=", "ALLOWED_HOSTS": "*",
            "BLIND_INDEX_KEY": "A" * 43 + "=", "DJANGO_SETTINGS_MODULE": "portal.settings",
        }  # fmt: skip
        os.environ.update(self.told)

    def run(self, name: str, *command: str) -> None:
        told = {**os.environ, **self.told}
        program = self.servers.Program(name, list(command), self.folder / f"{name}.log", environment=told)
        program.start()
        self.programs.append(program)

    def close(self) -> None:
        for program in reversed(self.programs):
            program.stop(patience_s=5)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare() -> list[int]:
    """A county with some forty outages. Gives their keys."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from accounts.models import RoleGrant, User
    from gridhealth.demo import load_network
    from gridhealth.models import Feeder, GridCell
    from outages.choices import Source
    from outages.faults import actions, detection
    from outages.models import Crew, Outage

    at = timezone.now()
    load_network(at)
    crew = User.objects.create(username="crew", is_staff=True)
    for role in ("works", "dispatch"):
        RoleGrant.objects.create(user=crew, role=role, granted_at=at)
    for cell in GridCell.objects.all():
        Crew.objects.get_or_create(cell=cell, defaults={"user": crew})
    for line in Feeder.objects.filter(areas__isnull=False).distinct().order_by("code")[:12]:
        for area in line.areas.order_by("code")[:4]:
            detection.cut(line, {area: at}, at=at, began_at=at, source=Source.TELEMETRY)
    for outage in Outage.objects.filter(stage="DETECTED"):
        actions.confirm(outage.pk, by=crew, at=at)
    return list(Outage.objects.dark().order_by("pk").values_list("pk", flat=True))


def nginx_conf(stage: Stage, port: int, *, shipped: bool, portal: int) -> Path:
    """The shipped rules without TLS, or nothing but the file itself."""
    folder = stage.folder / ("shipped" if shipped else "plain")
    folder.mkdir()
    if shipped:
        body = (ROOT / "deploy/nginx.conf").read_text()
        body = body[: body.index("server {\n    listen 80;")] + body[body.index("server {\n    listen 443") :]
        body = body.replace("web:8000", f"127.0.0.1:{portal}").replace("443 ssl", f"127.0.0.1:{port}")
        body = "\n".join(line for line in body.splitlines() if "ssl_certificate" not in line)
        body = body.replace("root /srv/portal", f"root {stage.folder}")
    else:
        page = stage.folder / "page.html"
        body = (
            f"server {{ listen 127.0.0.1:{port}; location / {{ gzip_static on; "
            f"default_type text/html; alias {page.parent}/; try_files /page.html =404; root {page.parent}; }} }}"
        ).replace(f"alias {page.parent}/; ", "")
    file = folder / "nginx.conf"
    file.write_text(
        f"worker_processes auto; daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"{'user root;' if os.geteuid() == 0 else ''}\n"
        "events { worker_connections 2048; }\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; "
        f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"keepalive_requests 1000000;\n{body}\n}}\n"
    )
    return file


def rates(ports: dict[str, int], paths: dict[str, str]) -> dict[str, list[float]]:
    """Answers a second, each server in its turn."""
    found: dict[str, list[float]] = {name: [] for name in ports}
    for _round in range(ROUNDS):
        for name, port in ports.items():
            heard = ask(port, paths[name], readers=FEW, seconds=ROUND_S)
            if heard.errors or not heard.seconds:
                raise SystemExit(f"P4 measured nothing: {name} answered {len(heard.seconds)}, errors {heard.errors}")
            found[name].append(heard.rate)
    return found


class Storm(threading.Thread):
    """Everybody's readers, in a process of their own so that they take nothing from this one."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port, self.heard = port, Heard()

    def run(self) -> None:
        told = subprocess.run(
            [sys.executable, "-m", "bench.p4", "readers", str(self.port)], cwd=ROOT, capture_output=True, text=True,
            check=True,
        ).stdout.split()  # fmt: skip
        self.answers, self.errors, self.p50, self.p99 = int(told[0]), int(told[1]), float(told[2]), float(told[3])


def readers(port: int) -> int:
    heard = ask(port, PAGE, readers=EVERYBODY, seconds=STORM_S, pause_s=THINKING_S)
    sys.stdout.write(f"{len(heard.seconds)} {heard.errors} {heard.at(0.5)} {heard.at(0.99)}\n")
    return 0


def sign_in_ms(port: int, seconds: float) -> float:
    """How long the page of signing in takes, meanwhile."""
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=30) as answer:
            answer.read()
        took.append((time.perf_counter() - began) * 1000)
        time.sleep(0.1)
    return median(took)


def storm(stage: Stage, port: int, outages: list[int]) -> dict[str, Any]:
    """500 readers; a change every second; PostgreSQL stopped in the middle."""
    from django.utils import timezone

    from accounts.models import User
    from outages.faults import actions
    from portal.disclosure.models import Change, Publication

    quiet_ms = sign_in_ms(port, 3)
    crew, before = User.objects.get(username="crew"), Publication.objects.get(topic="outages").renders
    crowd = Storm(port)
    crowd.start()
    changes, half = 0, time.monotonic() + STORM_S / 2
    signing: list[float] = []
    meanwhile = threading.Thread(target=lambda: signing.append(sign_in_ms(port, STORM_S / 2 - 3)))
    meanwhile.start()
    while time.monotonic() < half - 1.5:
        at = timezone.now()
        actions.revise(outages[changes % len(outages)], by=crew, at=at, back_at=at + timedelta(hours=2))
        changes += 1
        time.sleep(1)
    meanwhile.join()
    while Change.objects.exists():
        time.sleep(0.05)
    row = Publication.objects.get(topic="outages")
    for program in stage.programs:
        if program.name == "worker":
            program.stop(patience_s=5)
    stage.database.stop()
    crowd.join()
    return {
        "readers": EVERYBODY, "answers": crowd.answers, "errors": crowd.errors, "p50_ms": crowd.p50,
        "p99_ms": crowd.p99, "changes": changes, "renders": row.renders - before,
        "sign_in_quiet_ms": quiet_ms, "sign_in_storm_ms": signing[0],
    }  # fmt: skip


def main() -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    stage = Stage(folder)
    try:
        return measure(stage)
    finally:
        stage.close()
        shutil.rmtree(folder, ignore_errors=True)


def measure(stage: Stage) -> dict[str, Any]:
    outages = prepare()
    from django.utils import timezone

    from portal.disclosure import actions, store

    actions.publish("outages", at=timezone.now())
    page = store.file_of(PAGE, "zh")
    for name, suffix in (("page.html", ""), ("page.html.gz", ".gz")):
        shutil.copyfile(f"{page}{suffix}", stage.folder / name)
    ports = {"portal": free_port()}
    stage.run(
        "web", sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(ports["portal"]), "--http", "1",
        "--no-ws", "--blocking-threads", "8", "--backlog", "2048", "portal.wsgi:application",
    )  # fmt: skip
    if NGINX:
        for name, shipped in (("nginx", False), ("shipped", True)):
            ports[name] = free_port()
            conf = nginx_conf(stage, ports[name], shipped=shipped, portal=ports["portal"])
            stage.run(name, NGINX, "-c", str(conf), "-p", str(conf.parent))
    for port in ports.values():
        _await(lambda port=port: socket.create_connection(("127.0.0.1", port), timeout=1).close())
    told = compare(rates(ports, {"portal": PAGE, "nginx": "/page.html", "shipped": PAGE}), page.stat().st_size)
    stage.run("worker", sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "-c", "1", "-l", "WARNING")
    _await(lambda: _ping())
    told["storm"] = storm(stage, ports["portal"], outages)
    tell(told)
    return told


def _ping() -> None:
    from portal.celery import app

    if not app.control.ping(timeout=1):
        raise OSError("no worker yet")


def _await(works: Callable[[], object]) -> None:
    end = time.monotonic() + 90
    while True:
        try:
            works()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def compare(found: dict[str, list[float]], size: int) -> dict[str, Any]:
    told: dict[str, Any] = {"page_bytes": size, "a_second": found, "cpus": os.cpu_count()}
    for name, rate in found.items():
        sys.stdout.write(
            f"{name:8} min {min(rate):.0f} median {median(rate):.0f} max {max(rate):.0f} answers a second\n"
        )
    if "nginx" not in found:
        sys.stdout.write("P4 ratios are left out: nginx is not installed here\n")
        return told
    for name, goal in (("portal", 0.5), ("shipped", 0.9)):
        told[f"{name}_ratio"] = median(found[name]) / median(found["nginx"])
        sys.stdout.write(f"P4 {name} beside nginx: {told[f'{name}_ratio']:.2f} (goal {goal})\n")
    return told


def tell(told: dict[str, Any]) -> None:
    one = told["storm"]
    sys.stdout.write(
        f"P4 storm: {one['readers']} readers, {one['answers']} answers, {one['errors']} errors (goal 0), p50 "
        f"{one['p50_ms']:.1f} ms, p99 {one['p99_ms']:.1f} ms (goal 100); {one['changes']} changes, {one['renders']} "
        f"renders; signing in {one['sign_in_quiet_ms']:.0f} ms quiet, {one['sign_in_storm_ms']:.0f} ms meanwhile\n"
    )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(readers(int(sys.argv[2])) if sys.argv[1:2] == ["readers"] else bool(not main()))
