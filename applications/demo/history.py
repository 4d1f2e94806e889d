"""The finished cases of the demo county's last twelve months: most on time, some not, and what their customers said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

from applications.demo.walk import Story

CASES = 84
FIRST = 200
# How often each kind is asked for, and how many workdays ago it may have begun at the latest to be finished by now.
SHARES = {
    "shop": (26, 12), "home": (20, 12), "farm": (9, 12), "charger": (9, 12), "more": (7, 12), "street": (6, 20),
    "factory": (9, 30), "station": (4, 30), "far-factory": (4, 35), "site": (3, 30), "plant": (3, 40),
}  # fmt: skip
LONGEST_AGO = 240
LATE = (
    {"finish_grid_works": 4}, {"install_meter": 5}, {"record_survey": 3}, {"PLANNING": 3}, {"finish_grid_works": 7},
)  # fmt: skip
SCORES = (5, 5, 5, 5, 5, 5, 4, 4, 4, 3, 5, 5)


def finished(at: datetime) -> Iterator[Story]:
    """The same cases every time, the oldest first."""
    chance = Random(411523)  # noqa: S311 - a demo, not a secret
    kinds, weights = list(SHARES), [share for share, _latest in SHARES.values()]
    rows = sorted(
        ((chance.choices(kinds, weights)[0], chance.random()) for _n in range(CASES)), key=lambda row: -row[1]
    )
    for n, (kind, age) in enumerate(rows):
        latest = SHARES[kind][1]
        yield Story(FIRST + n, kind, latest + int(age * (LONGEST_AGO - latest)), **_fate(chance))


def _fate(chance: Random) -> dict[str, Any]:
    """One in seven is late somewhere, one in twenty-five withdrawn; two of three customers say what they think."""
    if chance.random() < 0.04:
        return {"detours": ("withdraw@ACCEPTED",)}
    pause = {"detours": ("pause_grid_works",)} if chance.random() < 0.1 else {}
    late = chance.choice(LATE) if chance.random() < 0.15 else {}
    score = chance.choice(SCORES) if chance.random() < 0.7 else 0
    return {**pause, "late": late, "score": max(score - 2, 0) if late and score else score}
