"""P9: workday arithmetic against numpy.busday_offset with the same calendar. Prints min, median, max and the ratio."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

import numpy

from deadlines.rules import WorkCalendar, due_on

ROUNDS, CALLS = 11, 20_000


def calendar() -> tuple[WorkCalendar, numpy.busdaycalendar]:
    from chinese_calendar.constants import holidays, workdays

    odd = {day: (False, name) for day, name in holidays.items()} | {day: (True, name) for day, name in workdays.items()}
    ours = WorkCalendar(2004, 2026, odd)
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    # Working weekends cannot be told to numpy as holidays, so every day is open and each day off is a holiday.
    theirs = numpy.busdaycalendar("1111111", [day for day in days if not ours.is_workday(day)])
    return ours, theirs


def timed(call: Callable[[date, int], object], cases: list[tuple[date, int]]) -> float:
    began = time.perf_counter()
    for start, workdays in cases:
        call(start, workdays)
    return (time.perf_counter() - began) / len(cases) * 1e6


def main() -> dict[str, Any]:
    ours, theirs = calendar()
    dice = random.Random(4)
    cases = [(date(2004, 1, 1) + timedelta(days=dice.randrange(8000)), dice.randrange(1, 61)) for _ in range(CALLS)]
    pairs = {
        "nth_after": ours.nth_after,
        "due_on": lambda start, n: due_on(start, n, ours).date,
        "numpy": lambda start, n: numpy.busday_offset(start, n, roll="backward", busdaycal=theirs),
    }
    times: dict[str, list[float]] = {name: [] for name in pairs}
    for _round in range(ROUNDS):
        for name, call in pairs.items():
            times[name].append(timed(call, cases))
    for name, found in times.items():
        sys.stdout.write(f"{name:9} min {min(found):.3f} median {median(found):.3f} max {max(found):.3f} us a call\n")
    ratios = {name: median(times[name]) / median(times["numpy"]) for name in ("nth_after", "due_on")}
    sys.stdout.write(f"P9 the bare day, beside numpy: {ratios['nth_after']:.2f} (goal 0.10)\n")
    sys.stdout.write(f"P9 the due day with all that explains it, beside numpy: {ratios['due_on']:.2f} (goal 0.10)\n")
    return {"ratio": ratios["due_on"], "ratios": ratios, "us": times, "calls": CALLS, "rounds": ROUNDS,
            "cpus": os.cpu_count()}  # fmt: skip
