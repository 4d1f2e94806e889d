"""Register who is served and where, name who looks after them, open accounts, keep visits and ratings."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.crypto import blind_index
from accounts.models import User
from accounts.refusals import Invalid, Unmet
from accounts.roles import Role
from customers.choices import CustomerKind, VisitKind
from customers.models import AccountManager, AccountSeries, Assignment, ChiefOfficer, Customer, Rating, Site, SupplyPoint, Visit
from deadlines.models import Timeline
from gridhealth.rules import WrongDatum, refuse_unless_surveyed


@transaction.atomic
def register_customer(
    *, user: User, kind: str, name: str, citizen_id: str = "", uscc: str = "", phone: str = "", at: datetime
) -> Customer:
    """The customer of this sign-in with this identity; a new row the first time."""
    known = Customer.objects.of_user(user).identified_by(uscc or citizen_id).first()
    if known is not None:
        return known
    return Customer.objects.create(
        user=user, kind=CustomerKind(kind), name=name, citizen_id=citizen_id,
        citizen_id_index=blind_index(citizen_id), uscc=uscc, uscc_index=blind_index(uscc), phone=phone,
        phone_index=blind_index(phone), registered_at=at,
    )  # fmt: skip


@transaction.atomic
def register_site(
    customer: Customer, *, address: str, township_code: str = "", area_name: str = "", latitude: Decimal | None = None,
    longitude: Decimal | None = None, crs: str = "EPSG:4490", real_estate_unit: str = "",
) -> Site:  # fmt: skip
    """A place where power is wanted. Coordinates of a public map are refused: they lie half a kilometre off."""
    try:
        refuse_unless_surveyed(crs)
    except WrongDatum as error:
        raise Invalid({"crs": [str(error)]}) from None
    return Site.objects.create(
        customer=customer, address=address, address_index=blind_index(address), area_name=area_name,
        region_code=township_code[:6] or "000000", township_code=township_code, latitude=latitude,
        longitude=longitude, real_estate_unit=real_estate_unit,
        real_estate_unit_index=blind_index(real_estate_unit),
    )  # fmt: skip


def chief_on_duty(*, at: datetime) -> User | None:
    """The chief service officer, or the deputy who stands in; never nobody while there is one at all."""
    officer = ChiefOfficer.objects.in_line(timezone.localdate(at)).select_related("user").first()
    return officer.user if officer else User.objects.holding(Role.CHIEF).order_by("pk").first()


@transaction.atomic
def assign_manager(
    site: Site, *, timeline: Timeline, at: datetime, chosen: User | None = None, by: User | None = None
) -> User | None:
    """The chosen manager if there is still a place, else the least loaded one of the area; None if all are full."""
    # One lock for all of them: two customers must not take the same last place.
    everybody = list(AccountManager.objects.taking().select_for_update(of=("self",)).select_related("user").order_by("pk"))
    free = [manager for manager in everybody if not manager.is_full]
    picked = next((manager for manager in free if chosen is not None and manager.user_id == chosen.pk), None)
    if picked is None and free:
        near = [manager for manager in free if site.township_code in manager.areas] or free
        picked = min(near, key=lambda manager: (manager.open_cases, manager.pk))
    if picked is None:
        return None
    Assignment.objects.create(
        manager=picked, timeline=timeline, is_chosen=chosen is not None and picked.user_id == chosen.pk, taken_at=at,
        taken_by=by,
    )  # fmt: skip
    return picked.user


@transaction.atomic
def release_manager(timeline: Timeline, *, at: datetime, reason: str = "") -> None:
    """The case no longer needs its manager: the place is free again."""
    Assignment.objects.open().filter(timeline=timeline).update(released_at=at, reason=reason)


@transaction.atomic
def open_account(
    customer: Customer, site: Site, *, area: Any, feeder: Any, voltage_class: str, capacity_kva: Decimal, at: datetime
) -> SupplyPoint:
    """Give the supply its account number, the next of the open series."""
    series = AccountSeries.objects.select_for_update().filter(is_open=True).first()
    if series is None:
        series = AccountSeries.objects.create(prefix="41", digits=13)
    series.last_no += 1
    series.save(update_fields=["last_no"])
    number = f"{series.prefix}{series.last_no:0{series.digits - len(series.prefix)}d}"
    return SupplyPoint.objects.create(
        account_no=number, customer=customer, site=site, area=area, feeder=feeder, voltage_class=voltage_class,
        capacity_kva=capacity_kva, opened_at=at,
    )  # fmt: skip


@transaction.atomic
def record_visit(
    customer: Customer, *, kind: str, channel: str, by: User, at: datetime, remark: str = "",
    timeline: Timeline | None = None,
) -> Visit:  # fmt: skip
    return Visit.objects.create(
        kind=VisitKind(kind), channel=channel, customer=customer, timeline=timeline, visited_at=at, visited_by=by,
        note=remark, recorded_at=at,
    )  # fmt: skip


def rate(
    timeline: Timeline, *, about: str, manager: User | None, score: int, at: datetime, comment: str = "",
    manager_score: int | None = None,
) -> Rating:  # fmt: skip
    """A customer's word on one event of a case: given once, kept for ever, shown to the manager only in averages."""
    served_by = AccountManager.objects.filter(user=manager).first() if manager else None
    try:
        with transaction.atomic():
            return Rating.objects.create(
                timeline=timeline, about=about, manager=served_by, service_score=score, manager_score=manager_score,
                comment=comment, rated_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Unmet(_("You have rated this already. Thank you; a rating cannot be changed.")) from None
