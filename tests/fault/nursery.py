"""A process with the portal loaded that forks what it is asked for: a driver is born in no time and may be killed.

Reads one JSON line a wish: `{"act": name, "told": {...}}` runs a function of `acts` in a child and prints its result;
with `"stays": true` the child goes on and its number is printed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback

import django


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what the portal logs is no answer
    django.setup()
    from tests.fault import acts

    answers.write("ready\n")
    for line in sys.stdin:
        wish = json.loads(line)
        work = getattr(acts, wish["act"])
        answer = born(work, wish.get("told", {})) if wish.get("stays") else done(work, wish.get("told", {}))
        answers.write(json.dumps(answer) + "\n")
        reap()


def born(work, told) -> int:
    """A child that does this until it is killed."""
    child = os.fork()
    if child == 0:
        live(work, told)
    return child


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
    return json.loads(text) if text else {"failed": "the child said nothing"}


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
