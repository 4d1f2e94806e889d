"""Faults of the demo county today: one over, one half mended by its crew, one that only neighbours reported."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from customers.actions import open_account, register_customer, register_site
from customers.models import SupplyPoint
from gridhealth.models import Feeder, TransformerArea
from outages.choices import Source
from outages.faults import actions, crews, detection, restoring, watching
from outages.faults.reporting import report
from outages.models import Outage

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NEIGHBOURS = {"13800000001": "李明", "13800000002": "王芳", "13800000003": "赵强"}


def load(at: datetime) -> int:
    people = {user.username: user for user in User.objects.filter(username__in=("works", "dispatch"))}
    lines = list(Feeder.objects.filter(areas__isnull=False).distinct().order_by("-code")[:3])
    if len(people) < 2 or len(lines) < 3:
        return 0
    _over(lines[0], people["works"], people["dispatch"], at)
    _running(lines[1], people["works"], people["dispatch"], at)
    _reported(lines[2], at)
    return 3


def _over(line: Feeder, crew: User, desk: User, at: datetime) -> None:
    began = at - 26 * HOUR
    outage = _cut(line, 3, began)
    actions.confirm(outage.pk, by=desk, at=began + 3 * MINUTE)
    crews.arrive(outage.pk, by=crew, at=began + 40 * MINUTE)
    actions.find(outage.pk, by=crew, at=began + HOUR, cause="EQUIPMENT", finding="跌落式熔断器烧毁，已更换。")
    restoring.restore(outage.pk, by=crew, at=began + 2 * HOUR)
    watching.settle(outage.pk, at=began + 3 * HOUR)


def _running(line: Feeder, crew: User, desk: User, at: datetime) -> None:
    """Two of four transformers have power again; customers wait behind the others."""
    began = at - HOUR
    areas = list(line.areas.order_by("code")[:4])
    for phone in list(NEIGHBOURS)[:2]:
        _account(phone, areas[0], at=began - timedelta(days=700))
    outage = _cut(line, 4, began)
    actions.confirm(outage.pk, by=desk, at=began + 3 * MINUTE)
    crews.accept(outage.pk, by=crew, at=began + 6 * MINUTE)
    crews.arrive(outage.pk, by=crew, at=began + 38 * MINUTE)
    actions.find(outage.pk, by=crew, at=began + 48 * MINUTE, cause="TREES", finding="大风刮断树枝，压在导线上。")
    for area in areas[2:]:
        restoring.restore(outage.pk, by=crew, at=began + 52 * MINUTE, area=area)
    actions.revise(outage.pk, by=crew, at=at, back_at=at + 2 * HOUR, reason="需清理树木并更换一档导线。")


def _reported(line: Feeder, at: datetime) -> None:
    """Two customers of one transformer, and one alone elsewhere whom nothing explains yet."""
    area, elsewhere = line.areas.order_by("code")[:2]
    for n, phone in enumerate(list(NEIGHBOURS)[1:], 1):
        point = _account(phone, area, at=at - timedelta(days=700))
        report(point=point, area=area, at=at - n * MINUTE)
    report(area=elsewhere, source=Source.HOTLINE, external_id="95598-DEMO-0002", at=at - 4 * MINUTE)


def _cut(line: Feeder, n: int, began: datetime) -> Outage:
    areas = dict.fromkeys(line.areas.order_by("code")[:n], began)
    return detection.cut(line, areas, at=began, began_at=began, source=Source.TELEMETRY)


def _account(phone: str, area: TransformerArea, *, at: datetime) -> SupplyPoint | None:
    """An account of this demo customer behind the transformer."""
    user = User.objects.customers().with_phone(phone).first()
    if user is None:
        return None
    name, place = NEIGHBOURS[phone], area.name.removesuffix("台区")
    customer = register_customer(user=user, kind="NATURAL_PERSON", name=name, phone=phone, at=at)
    site = register_site(customer, address=f"新县{place}12号", township_code=area.township_code, area_name=place)
    return open_account(
        customer, site, area=area, feeder=area.feeder, voltage_class="LV", capacity_kva=Decimal(8), at=at
    )  # fmt: skip
