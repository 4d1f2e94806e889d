"""The demo county's cases: what stands open today in every stage, and the year of finished ones behind it."""

from __future__ import annotations

from datetime import datetime

import applications.temporary.actions as temporary
from applications.demo import agents, county, desk, history, leases, stories
from gridhealth.upgrades.demo import finish_old


def load(at: datetime) -> int:
    """One open case of every sort, so that a first start is quick; again is once."""
    played = county.play(stories.OPEN, at=at)
    temporary.run(at=at)  # what is over is over at once, not with the next look of the clock
    return played + desk.load_desk(at) + agents.load(at) + leases.load(at)


def load_history(at: datetime) -> int:
    """More open ones and the finished ones of the last twelve months; broken off, it goes on where it was."""
    played = county.play(stories.MORE, at=at) + county.play(history.finished(at), at=at)
    return played + finish_old(at)
