"""A cast of people and the steps of a journey, as the tests of a case use them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

import applications.energise.actions as power
import applications.intake.actions as intake
import applications.survey.actions as survey
import applications.works.actions as works
import approvals.demo
import approvals.filing.actions as filings
from accounts.actions import grant_role
from accounts.models import RoleGrant, User
from accounts.roles import Role
from applications.models import Application
from approvals.models import Filing
from customers.models import AccountManager, ChiefOfficer
from gridhealth.models import Feeder, GridCell, MainTransformer, Substation, TransformerArea

CHINA = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)
TERMS = {
    "connection_point": "Pole 12",
    "supply_arrangement": "3 x 380 V",
    "metering": "Wall",
    "ownership_boundary": "Meter",
}
SMALL_SHOP = {
    "customer_kind": "ENTERPRISE", "name": "新县试验茶叶有限公司", "uscc": "91350100M000100Y43",
    "address": "新县新集镇文博村1号",
    "township_code": "411523100", "voltage_class": "LV", "applied_capacity": Decimal(60), "capacity_unit": "KW",
    "tariff_class": "COMMERCIAL_INDUSTRIAL", "agrees_to_undertaking": True,
}  # fmt: skip
FACTORY = {**SMALL_SHOP, "voltage_class": "10KV", "applied_capacity": Decimal(1250), "capacity_unit": "KVA"}


def person(name: str, *roles: Role, department: str = "") -> User:
    user, _new = User.objects.get_or_create(username=name, defaults={"is_staff": bool(roles), "name": name})
    for role in roles:
        grant_role(user, role, at=MONDAY, by=None, department=department)
    return user


def people(roles: dict[str, Sequence[Role]]) -> dict[str, User]:
    """Whoever is not there yet and every role that is missing, in a few statements: nearly every test begins so."""
    known = list(User.objects.filter(username__in=roles))
    here = {user.username for user in known}
    hired = User.objects.bulk_create(
        User(username=name, name=name, is_staff=bool(roles[name])) for name in roles if name not in here
    )
    held = set(RoleGrant.objects.standing().filter(user__in=known).values_list("user", "role")) if known else set()
    everybody = {user.username: user for user in (*known, *hired)}
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, granted_at=MONDAY)
        for name, user in everybody.items()
        for role in roles[name]
        if (user.pk, role) not in held
    )
    return everybody


class Cast:
    """Everybody a case needs, and a small network to connect to."""

    def __init__(self) -> None:
        own = {role.value: (role,) for role in Role if role != Role.GOV}
        self.__dict__.update(people({"customer": (), **own, "chief": (Role.CHIEF, Role.INTAKE)}))
        AccountManager.objects.get_or_create(user=self.manager, defaults={"areas": ["411523100"]})
        ChiefOfficer.objects.get_or_create(user=self.chief, defaults={"rank": 0})
        approvals.demo.load_papers()
        self.area, self.feeder = network()

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def network() -> tuple[TransformerArea, Feeder]:
    place = {
        "geometry": {"type": "Point", "coordinates": [114.9, 31.6]},
        "west": "114.9",
        "east": "114.9",
        "south": "31.6",
        "north": "31.6",
    }
    known = TransformerArea.objects.filter(code="A1").first()
    if known:
        return known, known.feeder
    cell = GridCell.objects.create(code="C1", name="cell", **place)
    station = Substation.objects.create(code="S1", name="station", cell=cell, voltage_kv=110, **place)
    peak = {"peak_on": MONDAY.date()}
    main = MainTransformer.objects.create(
        code="T1", name="main", substation=station, rated_kva=50_000, peak_kva=10_000, **peak
    )
    feeder = Feeder.objects.create(
        code="F1",
        name="feeder",
        cell=cell,
        main_transformer=main,
        voltage_kv=10,
        current_limit_a=400,
        peak_kw=1000,
        **peak,
        **place,
    )
    area = TransformerArea.objects.create(
        code="A1", name="area", cell=cell, feeder=feeder, rated_kva=400, peak_kva=100, **peak, **place
    )
    return area, feeder


def measured(cast: Cast, length: str = "80.0", **more: Any) -> dict[str, Any]:
    return {
        "surveyors": ["甲", "乙"], "method": "TAPE", "route_length_m": Decimal(length), "area": cast.area,
        "feeder": cast.feeder, "crs": "EPSG:4490", "route": [[114.9, 31.6], [114.9005, 31.6]], **more,
    }  # fmt: skip


def submitted(cast: Cast, answers: dict[str, Any] = SMALL_SHOP, *, at: datetime = MONDAY) -> Application:
    draft = intake.open_draft(by=cast.customer, at=at)
    return intake.submit(draft.pk, by=cast.customer, at=at, answers=answers, text_version="1")


def accepted(cast: Cast, answers: dict[str, Any] = SMALL_SHOP, *, at: datetime = MONDAY) -> Application:
    case = submitted(cast, answers, at=at)
    return intake.accept(case.pk, by=cast.intake, at=at)


def surveyed(cast: Cast, answers: dict[str, Any] = SMALL_SHOP, *, at: datetime = MONDAY, **more: Any) -> Application:
    case = accepted(cast, answers, at=at)
    begins = at + timedelta(hours=4)
    survey.book_survey(case.pk, by=cast.manager, at=at, booked_from=begins, booked_until=begins + timedelta(hours=2))
    return survey.record_survey(case.pk, by=case.manager, at=begins, measured=measured(cast, **more))


def finish(cast: Cast, case: Application, *, at: datetime) -> Application:
    """From ready to archived."""
    power.offer_contract(case.pk, by=cast.contract, at=at, terms={"contract_capacity": "60 kW"})
    power.sign_contract(case.pk, by=cast.customer, at=at)
    power.install_meter(case.pk, by=cast.meter, at=at, asset_no=f"41{case.pk:020d}", first_reading_kwh=Decimal(0))
    power.energise(case.pk, by=cast.dispatch, at=at, is_safe=True)
    power.record_visit(case.pk, by=case.manager, at=at, channel="PHONE")
    restore_ground(cast, case, at=at)
    return power.archive(case.pk, at=at)


def restore_ground(cast: Cast, case: Application, *, at: datetime) -> None:
    """The receipt of the undertaking, and the photo of the ground as it was before."""
    for filing in Filing.objects.unfinished().filter(timeline=case.timeline):
        filings.record_receipt(filing.pk, receipt_no="2026-1", by=cast.intake, at=at)
        filings.close_filing(filing.pk, photo=ContentFile(b"pavement", "a.jpg"), by=cast.works, at=at)


def build_grid(cast: Cast, case: Application, *, at: datetime) -> Application:
    works.finish_grid_works(case.pk, by=cast.works, at=at)
    return works.accept_grid_works(case.pk, by=cast.inspector, at=at)


def running(case: Application) -> set[str]:
    return set(case.timeline.clocks.running().values_list("kind", flat=True))
