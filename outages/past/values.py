"""Outages that were over before the portal knew them, as values: what the system before told of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from gridhealth.models import Feeder, TransformerArea


class Step(NamedTuple):
    """A part and its time in the dark; without an area the customers on the line itself."""

    area: TransformerArea | None
    customers: int
    off_at: datetime
    back_at: datetime


@dataclass(frozen=True)
class PastFault:
    """A fault with its moments. `arrived_at` is None where it mended itself and nobody had to go."""

    line: Feeder
    steps: tuple[Step, ...]
    cause: str
    finding: str
    location_class: str
    detected_at: datetime
    arrived_at: datetime | None = None

    @property
    def began_at(self) -> datetime:
        return min(step.off_at for step in self.steps)

    @property
    def restored_at(self) -> datetime:
        return max(step.back_at for step in self.steps)


@dataclass(frozen=True)
class PastWork:
    """Planned work that was done: live by a method, or with an outage from `starts_at` to `restored_at`."""

    line: Feeder
    areas: tuple[TransformerArea, ...]
    kind: str
    summary: str
    proposed_at: datetime
    starts_at: datetime
    ends_at: datetime
    live_method: str = ""
    saved_customer_hours: int = 0
    was_moved_by_weather: bool = False
    why_not_live: str = ""
    restored_at: datetime | None = None
    customers: dict[int, int] = field(default_factory=dict)
    """How many customers each area had, by its key."""
