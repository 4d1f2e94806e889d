"""From values as they come to one point a quarter of an hour: the mean of the good ones; without one, a gap."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

QUARTER_S = 900
# How long after its end a quarter still takes values whose own time stamp lies in it.
PATIENCE = timedelta(seconds=30)


class Quarters:
    """Sums by terminal, figure and quarter; `due` hands out what is complete, once."""

    def __init__(self) -> None:
        self.sums: dict[tuple[str, datetime], dict[str, list[float]]] = defaultdict(dict)
        self.states: dict[str, bool] = {}

    def add(self, terminal: str, figure: str, value: float, at: datetime) -> None:
        start = at - timedelta(seconds=at.timestamp() % QUARTER_S)
        held = self.sums[terminal, start].setdefault(figure, [0.0, 0.0])
        held[0] += value
        held[1] += 1

    def due(self, now: datetime) -> list[tuple[str, dict[str, Any]]]:
        """Complete quarters as messages of terminals say them, named by their beginning."""
        ready = [key for key in self.sums if key[1] + timedelta(seconds=QUARTER_S) + PATIENCE <= now]
        points = []
        for terminal, start in sorted(ready, key=lambda key: (key[1], key[0])):
            figures = self.sums.pop((terminal, start))
            means = {name: f"{total / count:.2f}" for name, (total, count) in figures.items()}
            points.append((terminal, {"points": [{"at": start.isoformat(), **means}]}))
        return points

    def switched(self, terminal: str, *, has_power: bool, at: datetime) -> dict[str, Any] | None:
        """An event when a breaker changed; the first state that is heard is only remembered, unless it is open."""
        before = self.states.get(terminal)
        self.states[terminal] = has_power
        if before == has_power or (before is None and has_power):
            return None
        return {"kind": "ON" if has_power else "OFF", "at": at.isoformat()}
