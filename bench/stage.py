"""Servers of a measurement's own over a folder that is thrown away: tables made once, the portal, nginx beside it."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
GRANIAN = (sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--blocking-threads", "8",
           "--backlog", "2048", "--workers", "2")  # fmt: skip


class Stage:
    """PostgreSQL and Valkey as a test run begins with them, and programs that end with it."""

    def __init__(self, folder: Path) -> None:
        from portal import servers
        from tests import prepared

        self.folder, self.servers, self.programs = folder, servers, []
        folder.chmod(0o755)
        data = folder / "postgres" / "data"
        copied = prepared.take(data)
        self.database = servers.postgres(folder / "postgres", log=folder / "postgres.log", is_durable=False)
        self.cache = servers.valkey(folder / "valkey", log=folder / "valkey.log", is_durable=False)
        for server in (self.database, self.cache):
            server.start()
            self.programs.append(server)
        key = base64.b64encode(bytes(32)).decode()
        self.told = {
            "DATABASE_URL": f"{self.database.wait().url.rsplit('/', 1)[0]}/{prepared.TEMPLATE}",
            "REDIS_URL": self.cache.wait().url, "PORTAL_ENV": os.devnull, "LOG_LEVEL": "ERROR", "ALLOWED_HOSTS": "*",
            "PUBLISHED_ROOT": str(folder / "published"), "STATIC_ROOT": str(folder / "static"),
            "SECRET_KEY": "only-for-measuring-" + "x" * 50, "DATA_KEYS": f"k={key}", "BLIND_INDEX_KEY": key,
            "DJANGO_SETTINGS_MODULE": "portal.settings",
        }  # fmt: skip
        os.environ.update(self.told)
        if copied is not prepared.Copy.WHOLE:
            surroundings = dict(os.environ)
            prepared.prepare(
                self.database, data, lambda url: {**surroundings, "DATABASE_URL": url}, begun=copied
            )  # fmt: skip

    def run(self, name: str, *command: str) -> None:
        program = self.servers.Program(
            name, list(command), self.folder / f"{name}.log", environment={**os.environ, **self.told}
        )
        program.start()
        self.programs.append(program)

    def stop(self, name: str) -> None:
        for program in self.programs:
            if program.name == name:
                program.stop(patience_s=5)

    def portal(self) -> int:
        port = free_port()
        self.run("web", *GRANIAN, "--port", str(port), "portal.wsgi:application")
        return port

    def worker(self) -> Callable[[], None]:
        """Starts one; what it gives waits until it works."""
        self.run("worker", sys.executable, "-m", "celery", "-A", "portal.celery", "worker", "-c", "1", "-l", "WARNING")
        from portal.celery import app

        def answers() -> None:
            if not app.control.ping(timeout=1):
                raise OSError("no worker yet")

        return lambda: wait_for(answers)

    def bare(self) -> int:
        """The page from memory behind the same server, for machines without nginx: no line of the portal runs."""
        port, self.told["BARE_FILE"] = free_port(), str(self.folder / "files/page.html.gz")
        self.run("bare", *GRANIAN, "--port", str(port), "bench.bare:application")
        return port

    def nginx(self, name: str, body: str) -> int:
        """nginx with this configuration of its server; PORT stands for where it listens."""
        port, folder = free_port(), self.folder / name
        folder.mkdir()
        (folder / "nginx.conf").write_text(
            f"worker_processes auto; daemon off; pid {folder}/pid; error_log {folder}/error.log;\n"
            f"{'user root;' if os.geteuid() == 0 else ''}\n"
            "events { worker_connections 2048; }\n"
            f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; "
            f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
            f"keepalive_requests 1000000;\n{body.replace('PORT', str(port))}\n}}\n"
        )
        self.run(name, str(NGINX), "-c", str(folder / "nginx.conf"), "-p", str(folder))
        return port

    def close(self) -> None:
        for program in reversed(self.programs):
            program.stop(patience_s=2)
        shutil.rmtree(self.folder, ignore_errors=True)


def plain(folder: Path) -> str:
    """Nothing but one file."""
    return (
        "server { listen 127.0.0.1:PORT; location / { gzip_static on; default_type text/html; "
        f"root {folder}/files; }} }}"
    )


def shipped(folder: Path, *, portal: int) -> str:
    """The rules that are delivered, without TLS."""
    body = (ROOT / "deploy/nginx.conf").read_text()
    body = body[: body.index("server {\n    listen 80;")] + body[body.index("server {\n    listen 443") :]
    body = body.replace("web:8000", f"127.0.0.1:{portal}").replace("443 ssl", "127.0.0.1:PORT")
    body = "\n".join(line for line in body.splitlines() if "ssl_certificate" not in line)
    return body.replace("root /srv/portal", f"root {folder}")


def is_open(port: int) -> Callable[[], None]:
    return lambda: socket.create_connection(("127.0.0.1", port), timeout=1).close()


def wait_for(works: Callable[[], object]) -> None:
    end = time.monotonic() + 90
    while True:
        try:
            works()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return
