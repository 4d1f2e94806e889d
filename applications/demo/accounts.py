"""Who asks for more power had an account before; every third one has no bill at hand and cannot say its number."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings

from applications.increase.forms import TYPED, UNKNOWN
from applications.intake.answers import full_address
from customers import actions as customers

if TYPE_CHECKING:
    from applications.demo.walk import Walk

YEARS = timedelta(days=3 * 365)
KVA = Decimal(50)


def account_of(walk: Walk) -> str:
    """The number of the account at the place; empty where the supply is the first."""
    if walk.kind.answers.get("business_type") != "INCREASE":
        return ""
    at, answers = walk.now - YEARS, walk.identity
    customer = customers.register_customer(
        user=walk.customer, kind=answers["customer_kind"], name=answers["name"], uscc=answers.get("uscc", ""),
        citizen_id=answers.get("citizen_id", ""), phone=walk.phone, at=at,
    )  # fmt: skip
    site = customers.register_site(
        customer, address=full_address(answers, settings.COUNTY["name_zh"]), area_name=walk.place.town.name,
        township_code=walk.place.town.code, latitude=walk.place.latitude, longitude=walk.place.longitude,
    )  # fmt: skip
    area = walk.place.area
    point = customers.open_account(
        customer, site, area=area, feeder=area.feeder, voltage_class="LV", capacity_kva=KVA, at=at
    )
    return point.account_no


def said_of(walk: Walk) -> dict[str, Any]:
    if not walk.account_no:
        return {}
    return {"account": UNKNOWN} if walk.story.n % 3 == 1 else {"account": TYPED, "account_no": walk.account_no}
