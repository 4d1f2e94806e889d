"""A line with two transformers, a customer behind each, and the people of a planned outage."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from customers.models import Customer, Site, SupplyPoint
from gridhealth.demo import network
from gridhealth.models import TransformerArea
from outages.indices.models import AreaCensus
from outages.planned import actions

NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)


@pytest.fixture
def people(db):
    found = {}
    for role in (Role.WORKS, Role.DISPATCH, Role.SUPERVISOR, Role.CHIEF, Role.AUDITOR):
        found[str(role)] = User.objects.create(username=str(role), is_staff=True)
        RoleGrant.objects.create(user=found[str(role)], role=role, granted_at=NOON)
    return found


@pytest.fixture
def areas(db):
    from random import Random

    from gridhealth.actions import store

    store(network(Random(1), NOON.date()))
    line = TransformerArea.objects.order_by("code").first().feeder
    found = list(line.areas.order_by("code")[:2])
    AreaCensus.objects.bulk_create(AreaCensus(area=a, customers=50, counted_on=NOON.date()) for a in found)
    return found


@pytest.fixture
def customer(areas):
    user = User.objects.create(username="13800000009")
    customer = Customer.objects.create(user=user, kind="NATURAL_PERSON", name="test", registered_at=NOON)
    site = Site.objects.create(customer=customer, address="test", region_code="411523")
    for n, area in enumerate(areas):
        SupplyPoint.objects.create(
            account_no=f"000000000{n}", customer=customer, site=site, area=area, voltage_class="LV",
            capacity_kva=10, opened_at=NOON,
        )  # fmt: skip
    return user


@pytest.fixture
def work(people, areas, customer):
    """Proposed for ten days from now, eight to twelve."""
    return proposed(people, areas)


def proposed(people, areas, *, days=10):
    return actions.propose(
        kind="MAINTENANCE", summary="更换绝缘子", feeder=areas[0].feeder, areas=areas, by=people["works"], at=NOON,
        starts_at=NOON + days * DAY, ends_at=NOON + days * DAY + timedelta(hours=4),
    )  # fmt: skip


def requested(work, people, *, at=NOON):
    return actions.request_outage(work.pk, why_not_live="no room for the bucket car", by=people["works"], at=at)


def approved(work, people, *, at=NOON):
    requested(work, people, at=at)
    for role in ("dispatch", "supervisor"):
        work = actions.sign(work.pk, by=people[role], at=at)
    return work


def published(work, people, *, at=NOON):
    approved(work, people, at=at)
    return actions.publish(work.pk, by=people["dispatch"], at=at)
