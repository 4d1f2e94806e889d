"""`make chaos`: the fault scenarios at length, with what they came to."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from tests.fault import scenarios
from tests.fault.rig import Rig

FEW = "--few" in sys.argv


def main() -> int:
    from tests.conftest import secrets

    size = scenarios.SMALL if FEW else scenarios.FULL
    rows = [
        part(f"{size.clocks:,} promises fall due at once", lambda rig: deadlines(rig, size), secrets()),
        part(f"{size.messages:,} messages wait", lambda rig: messages(rig, size), secrets()),
    ]
    write("\n" + "\n".join(rows))
    return 0 if all(row.startswith("held") for row in rows) else 1


def part(title: str, work: Callable[[Rig], str], environment: dict[str, str]) -> str:
    """Run one scenario on servers of its own; a line of what it came to."""
    write(f"\n{title}:")
    began = time.monotonic()
    with Rig(environment) as rig:
        try:
            outcome = f"held    {title}: {work(rig)}"
        except AssertionError as broken:
            outcome = f"BROKEN  {title}: {broken}"
        kills = ", ".join(f"{name} {times}" for name, times in sorted(rig.kills.items()))
    return f"{outcome}; killed -9: {kills}; {time.monotonic() - began:.0f} s"


def deadlines(rig: Rig, size: scenarios.Size) -> str:
    found = scenarios.deadlines(rig, size, say=progress)
    scenarios.hold_deadlines(found, size)
    return f"{found['alerts']:,} alerts and {found['messages']:,} messages, 0 lost, 0 double"


def messages(rig: Rig, size: scenarios.Size) -> str:
    got = scenarios.messages(rig, size, say=progress)
    double = sum(times - 1 for times in got.values())
    assert len(got) == size.messages, f"{size.messages - len(got)} were lost"
    assert not double, f"{double} were sent twice"
    return f"{len(got):,} handed over, 0 lost, 0 double"


def progress(text: str) -> None:
    sys.stdout.write(f"\r  {text}   ")
    sys.stdout.flush()


def write(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
