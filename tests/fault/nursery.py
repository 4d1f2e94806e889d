"""A process with the portal loaded that forks what it is asked for: a driver is born in no time and may be killed.

Reads one JSON line a wish: `{"act": name, "told": {...}}` runs a function of `acts`, `drivers` or `deaths` in a child
and prints its result;
with `"stays": true` the child goes on and its number is printed.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
import traceback
from functools import partial

import django
from django.conf import settings
from django.db import connections

LATE = (
    "celery.canvas",
    "celery.backends",
    "celery.events",
    "celery.result",
    "httpcore",
    "anyio",
    "h11",
    "sealing.international",
)
"""What is only loaded by who uses it, which here is every child."""


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what the portal logs is no answer
    django.setup()
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    from tests.fault import acts, deaths, drivers, races

    known = {**vars(acts), **vars(drivers), **vars(deaths), **vars(races)}
    sys.stdin.readline()  # the database is there
    warm_up()
    answers.write("ready\n")
    for line in sys.stdin:
        wish = json.loads(line)
        do = partial(work_at, wish["host"], known[wish["act"]])
        answer = born(do, wish.get("told", {})) if wish.get("stays") else done(do, wish.get("told", {}))
        answers.write(json.dumps(answer) + "\n")
        reap()


def warm_up() -> None:
    """What every child would load anew, loaded once; no connection is handed down."""
    from django.urls import get_resolver

    import portal.wsgi  # noqa: F401
    from deadlines.calendars import current_calendar

    get_resolver().resolve("/healthz")
    for name in LATE:
        importlib.import_module(name)
    current_calendar()
    connections.close_all()
    gc.freeze()


def work_at(host, work, /, **told):
    """Do it over the database of the rig, or over the one at `host`."""
    if host:
        connections.settings["default"]["HOST"] = host
    return work(**told)


def born(work, told) -> int:
    """A child that does this until it is killed."""
    child = os.fork()
    if child == 0:
        lead_a_group(0)
        live(work, told)
    lead_a_group(child)
    return child


def lead_a_group(process: int) -> None:
    """Of whatever it starts itself. Said on both sides: it may be killed before it has said a word."""
    with contextlib.suppress(PermissionError, ProcessLookupError):
        os.setpgid(process, process)


def done(work, told):
    """What a child found; `{"failed": ...}` when it could not."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "w") as out:
            live(work, told, out)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {"died": True}


def live(work, told, out=None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        result = work(**told)
    except BaseException:  # noqa: BLE001 - the parent reads it
        result = {"failed": traceback.format_exc()}
    if out is not None:
        json.dump(result, out)
        out.flush()
    os._exit(0)


def reap() -> None:
    """Let go of children that are over."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


if __name__ == "__main__":
    main()
