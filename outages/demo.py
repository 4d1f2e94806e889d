"""The demo county's outages: a year behind us, and the work that is planned."""

from __future__ import annotations

from datetime import datetime

from outages.indices import demo as history
from outages.planned import demo as planned


def load(at: datetime) -> int:
    return history.load(at) + planned.load(at)
