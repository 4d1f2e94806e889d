"""A little network with people on it, as the rooms below make one."""

import pytest

from accounts.roles import Role
from outages.models import Crew
from tests.deadlines.cast import officer
from tests.gridhealth.conftest import add_area, area, feeder  # noqa: F401 - fixtures


@pytest.fixture
def line(area):  # noqa: F811
    return [area, *(add_area(area.feeder, f"A{n}", 114.88, 31.641) for n in range(2, 6))]


@pytest.fixture
def crew(area):  # noqa: F811
    user = officer("crew", Role.WORKS)
    Crew.objects.create(cell=area.cell, user=user)
    return user
