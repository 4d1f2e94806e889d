"""The demo county's outages: a year behind us, the work that is planned, and a few faults."""

from __future__ import annotations

from datetime import datetime

from outages.faults import demo as faults
from outages.indices import demo as history
from outages.planned import demo as planned


def load(at: datetime) -> int:
    return history.load(at) + planned.load(at) + faults.load(at)
