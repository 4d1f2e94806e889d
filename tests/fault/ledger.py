"""What programs asked for and what they were answered, while the web and the database die: the rows agree with it."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.fault.rig import PATIENCE_S, Rig
from tests.fault.scenarios import Size

CALLERS = 6
PROCESSES = 2
REFUSED_EVERY = 9
TAKEN, REFUSED, AWAY = 201, 400, 503


@dataclass
class Entry:
    """One request under one key: what each try was answered (None: nothing whole), and the number it was given."""

    name: str
    is_wrong: bool
    answers: list[int | None] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    is_ugly: bool = False


class Caller(threading.Thread):
    """Asks without end, and asks again under the same key until it is answered for good."""

    def __init__(self, port: int, token: str, over: threading.Event) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.over = port, token, over
        self.entries: list[Entry] = []

    def run(self) -> None:
        while not self.over.is_set():
            entry = Entry(f"ledger-{uuid.uuid4().hex}", is_wrong=len(self.entries) % REFUSED_EVERY == REFUSED_EVERY - 1)
            self.entries.append(entry)
            self.ask(entry)
            while entry.answers[-1] in (None, AWAY) and not self.over.is_set():
                time.sleep(0.05)
                self.ask(entry)

    def ask(self, entry: Entry) -> None:
        wish = {"name": entry.name, **({"no_such_question": "x"} if entry.is_wrong else {})}
        headers = {
            "Authorization": f"Bearer {self.token}", "Idempotency-Key": entry.name, "Content-Type": "application/json",
        }  # fmt: skip
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            line.request("POST", "/api/v1/applications/", json.dumps(wish), headers)
            answer = line.getresponse()
            body = answer.read()
            told = json.loads(body)
        except (OSError, http.client.HTTPException, ValueError):  # nothing came, or it broke off
            entry.answers.append(None)
            return
        finally:
            line.close()
        entry.answers.append(answer.status)
        if answer.status == TAKEN:
            entry.numbers.add(told["number"])
        entry.is_ugly = entry.is_ugly or b"Traceback" in body


@contextlib.contextmanager
def programs(rig: Rig, many: int) -> Iterator[list[Caller]]:
    """So many of them ask until they are told to end."""
    over = threading.Event()
    tokens = rig.ask("open_door", names=[f"caller-{n}" for n in range(many)])
    callers = [Caller(rig.port, token, over) for token in tokens]
    for caller in callers:
        caller.start()
    try:
        yield callers
    finally:
        over.set()
        for caller in callers:
            caller.join(PATIENCE_S)


def keep(rig: Rig, size: Size, say: Callable[[str], object] = str) -> list[Entry]:
    """Programs ask while one process of the web after another is killed, and the database too."""
    rig.end_drivers()
    rig.begin("serve", PROCESSES, port=rig.port)
    with programs(rig, CALLERS) as callers:
        kill_the_web(rig, size, callers, say)
    return entries_of(callers)


def entries_of(callers: list[Caller]) -> list[Entry]:
    return [entry for caller in callers for entry in caller.entries]


def kill_the_web(rig: Rig, size: Size, callers: list[Caller], say: Callable[[str], object]) -> None:
    """So often, each after its share of what is to be asked."""
    for n in range(1, size.web_kills + 1):
        rig.pause(size.pause_s * 2)
        rig.kill_driver("serve")
        if n % max(1, size.web_kills // size.web_database_kills) == 0:
            rig.kill_database()
        until_asked(callers, size.web_requests * n // size.web_kills, size.patience_s)
        say(f"the web killed {n} of {size.web_kills} times, asked {asked(callers):,} of {size.web_requests:,} times")
    rig.pause(size.pause_s * 4)


def asked(callers: list[Caller]) -> int:
    return sum(len(entry.answers) for caller in callers for entry in list(caller.entries))


def until_asked(callers: list[Caller], many: int, patience_s: float) -> None:
    """The web comes back by itself: whoever asks is answered, or nothing moves and something is wrong."""
    before, end = -1, time.monotonic() + patience_s
    while (now := asked(callers)) < many:
        if now != before:
            before, end = now, time.monotonic() + patience_s
        assert time.monotonic() < end, f"nobody was answered for {patience_s} s, after {now:,} of {many:,}"
        time.sleep(0.05)


def hold(rig: Rig, entries: list[Entry], proof: int | None = None) -> str:
    """Each request with its whole effect once, or with none; a line of what there was. `proof` was answered."""
    rows = rig.ask("said")
    taken = [entry for entry in entries if TAKEN in entry.answers]
    lost = [entry.name for entry in taken if rows.get(entry.name) != list(entry.numbers)]
    assert not lost, f"{len(lost)} of {len(taken)} were answered and are not there once: {lost[:3]}"
    present = [entry.name for entry in entries if entry.is_wrong and entry.name in rows]
    assert not present, f"{len(present)} were refused and are there: {present[:3]}"
    double = [name for name, numbers in rows.items() if name.startswith("ledger-") and len(numbers) > 1]
    assert not double, f"{len(double)} happened twice: {double[:3]}"
    answers = Counter(answer for entry in entries for answer in entry.answers)
    ugly = [entry for entry in entries if entry.is_ugly]
    assert not ugly, f"{len(ugly)} were answered with our mistake: {dict(answers)}"
    assert set(answers) <= {TAKEN, REFUSED, AWAY, None}, dict(answers)
    assert answers[proof], f"nobody was answered {proof}, so nothing was proved"
    return f"{answers.total():,} requests, {len(taken):,} taken, {answers[None]:,} without an answer, 0 lost, 0 double"
