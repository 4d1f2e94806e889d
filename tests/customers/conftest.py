"""A customer, a site, two account managers."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import User
from customers import actions
from deadlines.models import Timeline

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
SEAT, HILLS = "411523100", "411523209"


def case(number):
    return Timeline.objects.create(reference=number, opened_at=NOON)


def manager(username, *areas, cap=2):
    user = User.objects.create(username=username, is_staff=True)
    actions.appoint_manager(user, areas=list(areas), open_case_cap=cap)
    return user


@pytest.fixture
def user(db):
    return User.objects.create(username="13800000001")


@pytest.fixture
def customer(user):
    return actions.register_customer(
        user=user, kind="NATURAL_PERSON", name="张小明", citizen_id="11010519491231002X", phone="13800000001", at=NOON
    )


@pytest.fixture
def site(customer):
    return actions.register_site(customer, address="新县新集镇向阳社区1号", township_code=SEAT)
