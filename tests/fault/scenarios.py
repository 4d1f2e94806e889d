"""What must hold however often whom we kill: nothing due is lost, nothing is raised or told twice."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.fault.rig import Rig

LEVELS = 3  # a warning, the breach, and a workday later
HANGS_S = 8.0  # a gateway that took the message and says nothing, longer than we wait
TOLD = 2  # the breach and the step after it: a warning that was overtaken is not told


@dataclass(frozen=True)
class Size:
    """How much is due, how often something dies, and of how many points of a work one is tried."""

    clocks: int
    sweepers: int
    kills: int
    database_kills: int
    messages: int
    relays: int
    relay_kills: int
    queue_faults: int
    queue_clocks: int
    web_kills: int
    web_requests: int
    web_database_kills: int
    points: int
    races: int
    poison: int
    among: int
    shortages: int = 1
    shortage_s: float = 0
    pause_s: float = 0.15
    patience_s: float = 60  # without any progress


SMALL = Size(
    clocks=100, sweepers=2, kills=8, database_kills=1, messages=60, relays=2, relay_kills=5, queue_faults=8,
    queue_clocks=30, web_kills=8, web_requests=0, web_database_kills=1, points=3, races=30, poison=1, among=20,
)  # fmt: skip
FULL = Size(
    clocks=20_000, sweepers=4, kills=250, database_kills=7, messages=6_000, relays=3, relay_kills=86, queue_faults=120,
    queue_clocks=1_000, web_kills=500, web_requests=50_000, web_database_kills=30, points=1, races=4_000,
    poison=10, among=500, shortages=3,
    shortage_s=20, pause_s=0.5, patience_s=120,
)  # fmt: skip


def deadlines(rig: Rig, size: Size, say: Callable[[str], object] = str) -> dict[str, int]:
    """Sweepers and the database die at random, before and after a supervisor let the mass of breaches be told."""
    rig.ask("make_clocks", many=size.clocks)
    rig.begin("sweep", size.sweepers)
    for n in range(1, size.kills + 1):
        rig.pause(size.pause_s)
        rig.kill_driver()
        if size.database_kills and n % max(1, size.kills // size.database_kills) == 0:
            rig.kill_database()
        if n == max(2, size.kills // 5):
            wait(rig, "wait_until_raised", size, say)
            assert rig.ask("release"), "so many at once wait for a look"
        say(f"{n} of {size.kills} drivers killed, PostgreSQL {rig.kills.get('postgres', 0)} times")
    return wait(rig, "wait_until_told", size, say)


def wait(rig: Rig, act: str, size: Size, say: Callable[[str], object]) -> dict[str, int]:
    """Until it is over, or for so long nothing has moved: a busy machine is slow and not broken."""
    before, end = {}, time.monotonic() + size.patience_s
    while time.monotonic() < end:
        found = rig.ask(act, for_s=2)
        if found["is_over"]:
            break
        if found != before:
            before, end = found, time.monotonic() + size.patience_s
        say(f"{found['breached']:,} of {found['due']:,} raised, {found['alerts'] - found['untold']:,} steps told")
    return found


def hold_deadlines(found: dict[str, int], size: Size) -> None:
    expected = {
        "due": size.clocks, "breached": size.clocks, "alerts": LEVELS * size.clocks, "double": 0, "untold": 0,
    }  # fmt: skip
    expected["messages"] = 2 * TOLD * size.clocks  # the officer and the supervisor, each once a step
    really = {name: found[name] for name in expected}
    assert really == expected, f"{really} instead of {expected}"


def messages(rig: Rig, size: Size, say: Callable[[str], object] = str) -> Counter[str]:
    """Relays die while they hand over to a gateway that fails and hangs; how often each number got its message."""
    rig.end_drivers()
    rig.ask("make_messages", many=size.messages)
    rig.turn_the_gateway(delay_s=0.05, error_rate=0.03, hang_s=HANGS_S, hang_rate=0.01)
    rig.begin("send", size.relays)
    for n in range(1, size.relay_kills + 1):
        rig.pause(size.pause_s)
        rig.kill_driver()
        say(f"{n} of {size.relay_kills} relays killed")
    rig.ask("end_leases")
    before, end = None, time.monotonic() + size.patience_s
    while (now := rig.ask("found"))["sent"] < now["to_send"] and time.monotonic() < end:
        if now != before:
            before, end = now, time.monotonic() + size.patience_s
        rig.ask("let_waits_pass")
        time.sleep(0.3)
        say(f"{now['sent']:,} of {now['to_send']:,} handed over")
    rig.turn_the_gateway(delay_s=0.0, error_rate=0.0, hang_s=0.0)
    return Counter(rig.sent())
