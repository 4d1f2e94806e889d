"""Who lives behind a transformer, and what its terminal says when the power goes."""

from datetime import timedelta
from decimal import Decimal as D

from accounts.models import User
from customers.actions import open_account, register_customer, register_site
from gridhealth.telemetry.choices import PowerKind
from gridhealth.telemetry.models import Terminal
from gridhealth.telemetry.wire import PowerReport
from tests.gridhealth.conftest import NOON

MINUTE = timedelta(minutes=1)


def later(minutes):
    return NOON + minutes * MINUTE


def gasp(area, kind=PowerKind.OFF, at=NOON):
    code = f"T-{area.code}"
    Terminal.objects.get_or_create(code=code, defaults={"area": area})
    return PowerReport(terminal=code, kind=kind, at=at)


def resident(area, name="alice", phone="13803760001"):
    user = User.objects.create(username=name, phone=phone)
    customer = register_customer(user=user, kind="NATURAL_PERSON", name="张三", phone=phone, at=NOON)
    site = register_site(customer, address="新县某路1号")
    point = open_account(
        customer, site, area=area, feeder=area.feeder, voltage_class="LV", capacity_kva=D(8), at=NOON
    )  # fmt: skip
    return user, point
