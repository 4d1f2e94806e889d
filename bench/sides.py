"""Two or more sides of one comparison, each in its turn, and what is said of them."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

Times = dict[str, list[float]]


def alternate(sides: Mapping[str, Callable[[], Any]], *, rounds: int = 9) -> Times:
    """A B A B ...: milliseconds of each call, or the number it tells. Each side runs once before, unmeasured."""
    found: Times = {name: [] for name in sides}
    for turn in range(rounds + 1):
        for name, side in sides.items():
            began = time.perf_counter()
            told = side()
            took = told if isinstance(told, float) else (time.perf_counter() - began) * 1000
            if turn:
                found[name].append(took)
    return found


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def tell(times: Times, unit: str = "ms") -> None:
    for name, found in times.items():
        say(f"  {name:34} min {min(found):9.3f}  median {median(found):9.3f}  max {max(found):9.3f} {unit}")


def compare(piece: str, what: str, times: Times, one: str, other: str, *, goal: float, floor: bool = False) -> float:
    """Prints and gives median over median. `floor`: the goal is the least, not the most."""
    if not times.get(one) or not times.get(other) or median(times[other]) <= 0:
        raise SystemExit(f"{piece} measured nothing: {what}")
    return judge(piece, what, median(times[one]) / median(times[other]), goal=goal, floor=floor)


def judge(piece: str, what: str, value: float, *, goal: float, floor: bool = False) -> float:
    met = value >= goal if floor else value <= goal
    side = "at least" if floor else "at most"
    say(f"{piece} {what}: {value:.2f} (goal {side} {goal:g}): {'met' if met else 'MISSED'}")
    return value


def surroundings() -> dict[str, Any]:
    return {"cpus": os.cpu_count(), "load": os.getloadavg()[0], "size": os.environ.get("BENCH_SIZE", "short")}
