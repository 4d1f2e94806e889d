"""The demo county's outages: a year behind us, the work that is planned, and the faults of today."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from gridhealth.models import GridCell
from outages.assessment import demo as budgets
from outages.faults import demo as faults
from outages.indices import demo as census
from outages.indices.telling import tell_health
from outages.models import Crew
from outages.past import demo as past
from outages.planned import demo as planned


def load(at: datetime) -> int:
    if Crew.objects.exists():
        return 0
    _crews()
    made = census.load(at) + budgets.load(at) + past.load(at) + planned.load(at) + faults.load(at)
    return made + tell_health(at=at)


def _crews() -> None:
    """One crew sees to every cell."""
    crew = User.objects.filter(username="works").first()
    cells = GridCell.objects.all() if crew else GridCell.objects.none()
    Crew.objects.bulk_create(Crew(cell=cell, user=crew) for cell in cells)
