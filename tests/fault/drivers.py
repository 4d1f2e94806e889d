"""The processes that are killed, each as it runs beside the portal, in a child of the nursery and without end."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

import deadlines.tasks
import notifications.tasks
from notifications.choices import Purpose
from notifications.templates import register
from tests.fault.acts import POISON


def sweep() -> None:
    """The driver as it runs beside Celery."""
    call_command("sweep", loop=True, every=0.05)


def send() -> None:
    """The relay alone."""
    while True:
        notifications.tasks.turn(for_s=1)
        time.sleep(0.02)


class Deadly:
    """Words that kill whoever reads them."""

    def __str__(self) -> str:
        os.kill(os.getpid(), signal.SIGKILL)
        return ""


def send_and_die() -> None:
    """The relay, which knows a kind of message that is the death of it."""
    register(POISON, "", "", Purpose.REQUESTED, sms=Deadly())
    send()


def work() -> None:
    """A Celery worker with two processes of its own."""
    from portal.celery import app

    app.Worker(concurrency=2, loglevel="WARNING", without_gossip=True, without_mingle=True).start()


def beat(folder: str, every: float) -> None:
    """Celery's clock over the file that whoever died before it left; it wakes sweep and relay so often."""
    from portal.celery import app

    for entry in (deadlines.tasks.SCHEDULE["sweep"], notifications.tasks.SCHEDULE["relay"]):
        entry["schedule"] = every
    app.Beat(schedule=str(Path(folder) / "beat"), loglevel="WARNING", max_interval=every, quiet=True).run()


class SharedPort(ThreadedWSGIServer):
    """Several processes listen at one port; the kernel gives a caller to one of them."""

    allow_reuse_port = True
    request_queue_size = 100


class Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def serve(port: int) -> None:
    """The web: the application that the server of the portal loads."""
    from portal.wsgi import application

    server = SharedPort(("127.0.0.1", port), Silent)
    server.set_app(application)
    server.serve_forever()
