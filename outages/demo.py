"""The demo county's outages: a year behind us, the work that is planned, and the faults of today."""

from __future__ import annotations

from datetime import datetime

from outages.assessment import demo as budgets
from outages.faults import demo as faults
from outages.indices import demo as history
from outages.planned import demo as planned


def load(at: datetime) -> int:
    return history.load(at) + budgets.load(at) + planned.load(at) + faults.load(at)
