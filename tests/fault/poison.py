"""Messages that kill whoever words them, among others that do not: they are given up, and the others get through."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from notifications.rules import MAX_ATTEMPTS
from tests.fault.rig import Rig
from tests.fault.scenarios import Size

RELAYS = 2
NUMBERS = "134"


def through(rig: Rig, size: Size, say: Callable[[str], object] = str) -> str:
    """Each of them kills as many relays as it has tries, and no more; a line of what it was."""
    rig.end_drivers()
    rig.ask("make_poison", many=size.poison)
    rig.ask("make_messages", many=size.among, prefix=NUMBERS)
    rig.begin("send_and_die", RELAYS)
    began, end, sent_after_s = time.monotonic(), time.monotonic() + size.patience_s * 2, 0.0
    while (dead := rig.ask("poison_given_up")) < size.poison or not sent_after_s:
        assert time.monotonic() < end, f"{dead} of {size.poison} given up, others sent after {sent_after_s} s"
        rig.revive()
        rig.ask("end_leases")
        if not sent_after_s and not rig.ask("unsent", prefix=NUMBERS):
            sent_after_s = time.monotonic() - began
        say(f"{dead} of {size.poison} given up")
    rig.revive()  # the last of the dead may have fallen after it was looked for
    got = Counter(number for number in rig.sent() if number.startswith(NUMBERS))
    assert (len(got), set(got.values())) == (size.among, {1}), got
    deaths = rig.kills["send_and_die ended by itself"]
    assert deaths == size.poison * MAX_ATTEMPTS, f"{deaths} deaths"
    named = rig.ask("what_is_broken")["message-cannot-be-worded"]
    assert len(named) == size.poison, named
    rig.ask("cure_poison")
    return f"{size.poison} given up after {deaths} deaths, {size.among:,} others sent once in {sent_after_s:.0f} s"
