"""Register who is served and where, name who looks after them, open accounts, keep visits and ratings."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.crypto import blind_index
from accounts.models import User
from accounts.refusals import Invalid, Unmet
from accounts.roles import Role
from customers.choices import CustomerKind, Score, VisitKind
from customers.models import (
    AccountManager,
    AccountSeries,
    Assignment,
    ChiefOfficer,
    Customer,
    Rating,
    Site,
    SupplyPoint,
    Visit,
)
from customers.serving.actions import open_follow_up
from deadlines.models import Timeline
from gridhealth.rules import WrongDatum, refuse_unless_surveyed


@transaction.atomic(savepoint=False)
def register_customer(
    *, user: User, kind: str, name: str, citizen_id: str = "", uscc: str = "", phone: str = "", legal_person: str = "",
    at: datetime,
) -> Customer:  # fmt: skip
    """The customer of this sign-in with this identity; a new row the first time, what is said now the next."""
    User.objects.hold(user.pk)  # twice at once would be two rows
    known = Customer.objects.of_user(user).identified_by(uscc or citizen_id).first()
    customer = known or Customer(user=user, registered_at=at)
    said = {
        "kind": CustomerKind(kind), "name": name, "legal_person": legal_person,
        "citizen_id": citizen_id, "citizen_id_index": blind_index(citizen_id),
        "uscc": uscc, "uscc_index": blind_index(uscc), "phone": phone, "phone_index": blind_index(phone),
    }  # fmt: skip
    before = [getattr(customer, fact) for fact in said]
    for fact, value in said.items():
        setattr(customer, fact, value)
    if known is None or [getattr(customer, fact) for fact in said] != before:
        customer.save()
    return customer


@transaction.atomic(savepoint=False)
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
        region_code=township_code[:6] or settings.COUNTY["code"], township_code=township_code, latitude=latitude,
        longitude=longitude, real_estate_unit=real_estate_unit,
        real_estate_unit_index=blind_index(real_estate_unit),
    )  # fmt: skip


def chief_on_duty(*, at: datetime) -> User | None:
    """The chief service officer, or the deputy who stands in; never nobody while there is one at all."""
    officer = ChiefOfficer.objects.in_line(timezone.localdate(at)).select_related("user").first()
    return officer.user if officer else User.objects.holding(Role.CHIEF).order_by("pk").first()


def chief_acting_for(chief: User, *, at: datetime) -> User:
    """Who acts for this chief service officer today: himself, or the deputy while he is away."""
    day = timezone.localdate(at)
    line = list(ChiefOfficer.objects.in_line(day).select_related("user"))
    is_here = not any(row.user_id == chief.pk and row.is_away(day) for row in line)
    return chief if is_here else next((row.user for row in line if not row.is_away(day)), chief)


@transaction.atomic(savepoint=False)
def assign_manager(
    site: Site, *, timeline: Timeline, at: datetime, chosen: User | None = None, by: User | None = None
) -> User | None:
    """The chosen manager if there is still a place, else the least loaded one of the area; None if all are full.

    A case that has a manager keeps him.
    """
    kept = _standing(timeline)
    if kept is not None:
        return kept.manager.user
    free = [manager for manager in _everybody_locked() if not manager.is_full]
    picked = next((manager for manager in free if chosen is not None and manager.user_id == chosen.pk), None)
    if picked is None and free:
        near = [manager for manager in free if site.township_code in manager.areas] or free
        picked = min(near, key=lambda manager: (manager.open_cases, manager.pk))
    return _take(picked, timeline, at=at, by=by, is_chosen=picked.user == chosen) if picked else None


@transaction.atomic
def choose_manager(manager: User, *, timeline: Timeline, at: datetime, by: User, reason: str = "") -> User:
    """Exactly this manager, chosen by the customer or put in by the chief; refused when he has no place left."""
    kept = _standing(timeline)
    if kept is not None and kept.manager.user_id == manager.pk:
        return manager
    picked = next((row for row in _everybody_locked() if row.user_id == manager.pk), None)
    if picked is None or picked.is_full:
        raise Unmet(_("This account manager has no place left just now. Please choose another."), code="manager-full")
    release_manager(timeline, at=at, reason=reason)
    return _take(picked, timeline, at=at, by=by, is_chosen=True, reason=reason)


def _standing(timeline: Timeline) -> Assignment | None:
    """Who looks after the case now; its lock is the caller's."""
    return Assignment.objects.open().filter(timeline=timeline).select_related("manager__user").first()


def _everybody_locked() -> list[AccountManager]:
    """One lock for all of them: two customers must not take the same last place. Their cases are counted under it."""
    found = list(AccountManager.objects.taking().select_for_update(of=("self",)).select_related("user").order_by("pk"))
    cases = dict(Assignment.objects.open().values_list("manager").annotate(n=Count("pk")))
    for manager in found:
        manager.open_cases = cases.get(manager.pk, 0)
    return found


def _take(
    manager: AccountManager, timeline: Timeline, *, at: datetime, by: Any, is_chosen: bool, reason: str = ""
) -> User:
    Assignment.objects.create(
        manager=manager, timeline=timeline, is_chosen=is_chosen, taken_at=at, taken_by=by, reason=reason
    )
    return manager.user


@transaction.atomic(savepoint=False)
def release_manager(timeline: Timeline, *, at: datetime, reason: str = "") -> None:
    """The case no longer needs its manager: the place is free again."""
    Assignment.objects.open().filter(timeline=timeline).update(released_at=at, reason=reason)


def _open_series() -> AccountSeries:
    """Under its lock; begun here if nobody has begun one."""
    rows = AccountSeries.objects.select_for_update().filter(is_open=True)
    if found := rows.first():
        return found
    AccountSeries.objects.get_or_create(is_open=True, defaults={"prefix": "41", "digits": 13})
    return rows.get()


@transaction.atomic(savepoint=False)
def open_account(
    customer: Customer, site: Site, *, area: Any, feeder: Any, voltage_class: str, capacity_kva: Decimal, at: datetime
) -> SupplyPoint:
    """Give the supply its account number, the next of the open series."""
    series = _open_series()
    series.last_no += 1
    series.save(update_fields=["last_no"])
    number = f"{series.prefix}{series.last_no:0{series.digits - len(series.prefix)}d}"
    return SupplyPoint.objects.create(
        account_no=number, customer=customer, site=site, area=area, feeder=feeder, voltage_class=voltage_class,
        capacity_kva=capacity_kva, opened_at=at,
    )  # fmt: skip


@transaction.atomic(savepoint=False)
def enlarge_account(
    account_id: int, *, by_kva: Decimal, area: Any, feeder: Any, voltage_class: str, at: datetime
) -> SupplyPoint:
    """More power on an account that there is; it keeps its number."""
    point = SupplyPoint.objects.select_for_update().get(pk=account_id)
    if point.closed_at is not None:
        raise Unmet(_("This account has been closed meanwhile. Settle which account gets the power, then go on."))
    point.capacity_kva += by_kva
    point.area, point.feeder, point.voltage_class = area, feeder, voltage_class
    point.save(update_fields=["capacity_kva", "area", "feeder", "voltage_class"])
    return point


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
    """A customer's word on one event of a case: given once, kept for ever, shown to the manager only in averages.

    One score for everything counts for the manager too.
    """
    if score not in Score.values or manager_score not in (None, *Score.values):
        raise Invalid({"score": [_("Choose one to five.")]})
    served_by = AccountManager.objects.filter(user=manager).first() if manager else None
    try:
        with transaction.atomic():
            given = Rating.objects.create(
                timeline=timeline, about=about, manager=served_by, service_score=score,
                manager_score=manager_score or score if served_by else None, comment=comment, rated_at=at,
            )  # fmt: skip
            if min(given.service_score, given.manager_score or Score.VERY_GOOD) <= Score.BAD:
                open_follow_up(owner=chief_on_duty(at=at), rating=given, at=at)
            return given
    except IntegrityError:
        raise Unmet(_("You have rated this already. Thank you; a rating cannot be changed.")) from None


@transaction.atomic
def appoint_manager(
    user: User, *, areas: list[str], open_case_cap: int, is_taking_cases: bool = True
) -> AccountManager:
    """Make an employee an account manager for these townships, or change for which and for how many cases."""
    terms = {"areas": sorted(areas), "open_case_cap": open_case_cap, "is_taking_cases": is_taking_cases}
    return AccountManager.objects.update_or_create(user=user, defaults=terms)[0]


@transaction.atomic
def appoint_chief(user: User, *, rank: int) -> ChiefOfficer:
    """Rank 0 is the chief service officer of the county, the others stand in by their rank."""
    return ChiefOfficer.objects.update_or_create(rank=rank, defaults={"user": user})[0]
