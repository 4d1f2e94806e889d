"""Every point at which work can die, one after the other: nothing half done stays, nothing is done twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

from tests.fault.rig import ANSWER, COMMIT, Rig
from tests.fault.scenarios import LEVELS, TOLD

WAITING = 20

Work = Callable[[Rig, int], int]
"""Kill it at every n-th point; how many points that were."""


def leaves_nothing(rig: Rig, work: str, every: int, *, others: list[dict[str, Any]], **told: Any) -> int:
    """Killed before its statements and before the commit, `work` leaves every row as it was.

    How many statements there are is seen with `others`, which is the same work for somebody else.
    """
    last = [rig.ask("statements_of", work=work, told=other) for other in others][-1]
    points = [*range(1, last + 1, every), COMMIT]
    before = rig.ask("rows")
    assert all([rig.dies(work, point, told=told) for point in points]), "the work was done before it died"
    after = rig.ask("rows")
    assert after == before, {name for name in after if after[name] != before.get(name)}
    return len(points)


def accepting(rig: Rig, every: int) -> int:
    """A case that is accepted: not at all, or whole, as soon as it is committed."""
    case, *others = [rig.ask("make_case") for _n in range(3)]
    points = leaves_nothing(rig, "accept", every, others=[{"case": other} for other in others], case=case)
    assert rig.dies("accept", ANSWER, told={"case": case})
    assert rig.ask("stage_of", case=case) == "ACCEPTED"
    return points + 1


def asking(rig: Rig, every: int) -> int:
    """A program's request: killed before its answer came, it is asked again, and counts once."""
    (token,) = rig.ask("open_door", names=["asking"])
    told, *others = [{"token": token, "key": f"asked-{n}"} for n in range(3)]
    points = leaves_nothing(rig, "ask_for", every, others=others, **told)
    assert rig.dies("ask_for", ANSWER, told=told)
    assert rig.ask("dying", work="ask_for", point=0, told=told) == 201
    assert len(rig.ask("said")[told["key"]]) == 1
    return points + 1


def sweeping(rig: Rig, every: int) -> int:
    """A promise that is broken while whoever sees it dies: raised and told once."""
    for n in count(1, every):
        rig.ask("make_some_clocks", prefix=f"P-{n}-")
        has_died = rig.dies("sweep_once", n, told={})
        rig.ask("dying", work="sweep_once", point=0, told={})
        if not has_died:
            break
    cases = len(range(1, n + 1, every))
    told = rig.ask("told_of", prefix="P-")
    assert told == {"alerts": LEVELS * cases, "messages": 2 * TOLD * cases, "untold": 0}, told
    return cases - 1


def handing_over(rig: Rig, every: int) -> int:
    """A message whose sender dies: before it is sent, between sending and writing it down, or after; it comes once.

    It has few points, so each of them is tried; what the dead have left behind is handed over in the end.
    """
    rig.ask("make_messages", many=WAITING, prefix="137")
    points = next(n for n in count(1) if not rig.dies("hand_over_one", n, told={})) - 1
    rig.ask("end_leases")
    rig.ask("hand_over_the_rest")
    got = Counter(number for number in rig.sent() if number.startswith("137"))
    assert points < WAITING, "more points than messages"
    assert (len(got), set(got.values())) == (WAITING, {1}), got
    return points
