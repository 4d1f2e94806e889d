"""A case, its officers, and rounds at their start."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from approvals import actions
from approvals.rules import ExemptionBasis
from deadlines.models import Timeline

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Tuesday
PAPER = ExemptionBasis("Notice 7 (test)", "The county", date(2025, 1, 1), date(2026, 12, 31))
PACKAGE = {
    "case_number": "XC1",
    "area_name": "新集镇",
    "route_length_m": "180.5",
    "works": "cable",
    "route": [[114.88, 31.64], [114.89, 31.64]],
    "name": "must not be passed on",
}


def officer(username, role, department=""):
    user, _ = User.objects.get_or_create(username=username, defaults={"is_staff": True})
    RoleGrant.objects.get_or_create(user=user, role=role, department=department, defaults={"granted_at": NOON})
    return user


@pytest.fixture
def case(db):
    return Timeline.objects.create(reference="XC1", opened_at=NOON)


@pytest.fixture
def customer(db):
    return User.objects.create(username="13800000001")


@pytest.fixture
def clerk(db):
    return officer("intake", Role.INTAKE)


@pytest.fixture
def desks(db):
    return {name: officer(f"gov-{name}", Role.GOV, name) for name in ("planning", "greening", "road", "excavation")}


@pytest.fixture
def parallel(case):
    """Planning and greening, both packages with the authorities."""
    round_ = actions.open_round(case, "PARALLEL", ["PLANNING", "GREENING"], PACKAGE, by=None, at=NOON)
    return actions.submit_packages(round_.pk, by=None, at=NOON)


@pytest.fixture
def filing(case, customer):
    round_ = actions.open_round(case, "FILING", [], PACKAGE, by=customer, at=NOON, exemption_basis=PAPER)
    return round_.filings.get()


def permit(round_, kind):
    return round_.permits.get(kind=kind)


from tests.simulators import simulator_server, simulators  # noqa: E402, F401 - fixtures
