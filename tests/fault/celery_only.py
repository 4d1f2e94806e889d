"""Everything is woken by Celery alone: its worker, its processes, its clock and Valkey fail one after another."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from itertools import cycle, islice

from tests.fault.rig import Rig
from tests.fault.scenarios import LEVELS, TOLD, Size

EVERY_S = 0.4
AWAY_S = 0.8
CASES, NUMBERS = "Q-", "136"


def faults(rig: Rig) -> list[Callable[[], object]]:
    return [
        lambda: rig.kill_driver("work"), rig.kill_cache, lambda: rig.kill_child("work"), rig.flush_cache,
        lambda: rig.kill_driver("beat"), lambda: away(rig, "silent_cache"), lambda: rig.kill_driver("work"),
        lambda: away(rig, "full_cache"),
    ]  # fmt: skip


def away(rig: Rig, how: str) -> None:
    with getattr(rig, how)():
        time.sleep(AWAY_S)


def through(rig: Rig, size: Size, say: Callable[[str], object] = str) -> Counter[str]:
    """No sweeper and no relay of its own, two clocks of Celery: how often each number got its message in the end."""
    rig.end_drivers()
    rig.slow_the_gateway(0.05)
    for name in ("one", "two"):
        (rig.folder / name).mkdir()
        rig.begin("beat", folder=str(rig.folder / name), every=EVERY_S)
    rig.begin("work")
    for n, fail in enumerate(islice(cycle(faults(rig)), size.queue_faults)):
        share = size.queue_clocks * (n + 1) // size.queue_faults - size.queue_clocks * n // size.queue_faults
        rig.ask("make_some_clocks", prefix=f"{CASES}{n}-", many=share)
        rig.ask("make_messages", many=share, prefix=f"{NUMBERS}{n:03d}", digits=5)
        rig.pause(size.pause_s * 4)
        fail()
        rig.revive()
        rig.ask("release")
        say(f"{n + 1} of {size.queue_faults} faults")
    rig.slow_the_gateway(0)
    wait_until_done(rig, size)
    return Counter(number for number in rig.sent() if number.startswith(NUMBERS))


def wait_until_done(rig: Rig, size: Size) -> None:
    """The worker comes back by itself; only what a dead one held is let go before its minute."""
    before, end = None, time.monotonic() + size.patience_s
    while time.monotonic() < end:
        rig.revive()
        rig.ask("end_leases")
        rig.ask("release")
        now = rig.ask("told_of", prefix=CASES), rig.ask("unsent", prefix=NUMBERS)
        if now[0]["alerts"] == LEVELS * size.queue_clocks and not (now[0]["untold"] or now[1]):
            return
        if now != before:
            before, end = now, time.monotonic() + size.patience_s
        time.sleep(0.5)


def hold(rig: Rig, got: Counter[str], size: Size) -> None:
    told = rig.ask("told_of", prefix=CASES)
    expected = {"alerts": LEVELS * size.queue_clocks, "messages": 2 * TOLD * size.queue_clocks, "untold": 0}
    assert told == expected, f"{told} instead of {expected}"
    assert len(got) == size.queue_clocks, f"{size.queue_clocks - len(got)} messages were lost"
    assert set(got.values()) == {1}, f"{sum(got.values()) - len(got)} messages were sent twice"
