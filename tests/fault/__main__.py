"""`make chaos`: the fault scenarios at length, with what they came to. `ARGS="messages answers"` runs some of them.

`--few` is what the tests run; `--web_kills=100` is another size of anything that `scenarios.Size` has.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from tests.fault import celery_only, ledger, points, scenarios, shortages
from tests.fault import poison as deadly
from tests.fault.rig import Rig
from tests.fault.scenarios import Size

FEW = "--few" in sys.argv
CHOSEN = [one for one in sys.argv[1:] if not one.startswith("-")]


def main() -> int:
    from tests.conftest import secrets

    size = scenarios.SMALL if FEW else scenarios.FULL
    for name, _is, many in (one[2:].partition("=") for one in sys.argv if "=" in one):
        size = replace(size, **{name: type(getattr(size, name))(many)})
    chosen = [work for work in PARTS if not CHOSEN or work.__name__ in CHOSEN]
    rows = [part(PARTS[work].format(size=size), work, size, secrets()) for work in chosen]
    write("\n" + "\n".join(rows))
    return 0 if rows and all(row.startswith("held") for row in rows) else 1


def part(title: str, work: Callable[[Rig, Size], str], size: Size, told: dict[str, str]) -> str:
    """Run one scenario on servers of its own; a line of what it came to."""
    write(f"\n{title}:")
    began = time.monotonic()
    with Rig(told) as rig:
        try:
            outcome = f"held    {title}: {work(rig, size)}"
            broken = rig.ask("what_is_broken")
            assert not broken, f"of all rows does not hold: {broken}"
        except AssertionError as wrong:
            outcome = f"BROKEN  {title}: {wrong}"
        kills = ", ".join(f"{name} {times:,}" for name, times in sorted(rig.kills.items()))
    return f"{outcome}; faults: {kills}; {time.monotonic() - began:.0f} s"


def deadlines(rig: Rig, size: Size) -> str:
    found = scenarios.deadlines(rig, size, say=progress)
    scenarios.hold_deadlines(found, size)
    return f"{found['alerts']:,} alerts and {found['messages']:,} messages, 0 lost, 0 double"


def messages(rig: Rig, size: Size) -> str:
    got = scenarios.messages(rig, size, say=progress)
    double = sum(times - 1 for times in got.values())
    assert len(got) == size.messages, f"{size.messages - len(got)} were lost"
    assert not double, f"{double} were sent twice"
    assert (sent := rig.ask("found")["sent"]) == sum(got.values()), f"we count {sent}, the gateway {sum(got.values())}"
    return f"{len(got):,} handed over, 0 lost, 0 double"


def by_celery(rig: Rig, size: Size) -> str:
    got = celery_only.through(rig, size, say=progress)
    celery_only.hold(rig, got, size)
    return f"{len(got):,} promises told and messages handed over, 0 lost, 0 double"


def answers(rig: Rig, size: Size) -> str:
    return ledger.hold(rig, ledger.keep(rig, size, say=progress))


def races(rig: Rig, size: Size, together: int = 200) -> str:
    """By several processes one after the other, while drivers run beside them."""
    seen = Counter[str]()
    rig.begin("sweep")
    for seed in range(1, max(1, size.races // together) + 1):
        seen.update(rig.ask("race", seed=seed, times=min(together, size.races)))
        progress(f"{seen['races']:,} of {size.races:,} races")
    rig.kills["races"] = seen["races"]
    return f"{seen['one_refused']:,} had a loser, {seen['cases']:,} cases; each as if one had been first"


def poison(rig: Rig, size: Size) -> str:
    return deadly.through(rig, size, say=progress)


def at_each_point(rig: Rig, size: Size) -> str:
    found = {
        work.__name__: work(rig, size.points)
        for work in (points.asking, points.accepting, points.sweeping, points.handing_over)
    }
    return ", ".join(f"{name} at {many} points" for name, many in found.items()) + ", whole or nothing each time"


def short_of_all(rig: Rig, size: Size) -> str:
    found = []
    with shortages.small_database(rig) as small:
        for shortage in [*shortages.RED] * size.shortages:
            if shortage is shortages.without_room and not small.room:
                found.append("without_room NOT TESTED: this system gives us no disk of our own")
                continue
            found.append(f"{shortage.__name__}: {shortages.through(rig, small, shortage, size.shortage_s)}")
            rig.count(shortage.__name__)
            progress(found[-1])
    return "; ".join(found)


def progress(text: str) -> None:
    sys.stdout.write(f"\r  {text}   ")
    sys.stdout.flush()


def write(text: str) -> None:
    sys.stdout.write(text + "\n")


PARTS: dict[Callable[[Rig, Size], str], str] = {
    deadlines: "{size.clocks:,} promises fall due at once",
    messages: "{size.messages:,} messages wait",
    by_celery: "{size.queue_clocks:,} promises and messages by Celery alone",
    answers: "the web answers while it is killed {size.web_kills:,} times",
    races: "two people act on one case at once, {size.races:,} times",
    poison: "{size.poison} messages kill whoever takes them",
    at_each_point: "work dies at each of its points",
    short_of_all: "the database is short of connections, of time, of room",
}
"""Each runs alone by its name, with what is said of it."""


if __name__ == "__main__":
    sys.exit(main())
