"""A transformer is offered, chosen, priced, signed for, brought, used, called back, returned and settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Hidden, Invalid, Refusal, WrongStage
from accounts.roles import Role
from applications.actions import tell
from applications.deciding import rules_on
from applications.intake.deriving import last_day_of_term
from applications.lease.choices import Instead, LeaseStage, Rating
from applications.lease.models import Lease, Transformer
from applications.models import Application
from applications.temporary.rules import PAST, why_not_until
from deadlines import machine
from notifications import actions as notifications

log = structlog.get_logger()
NONE_LEFT = _("No transformer of this size is free just now. Choose another one, or bring one of your own.")
NOT_FREE = _("This transformer is not free any more. Choose another one.")
BEYOND = _("A supply for a limited time ends by %(last)s; the lease cannot last longer.")


def offer_lease(application: Application, *, at: datetime) -> Lease:
    """Beside the case, which goes on whatever is chosen. Called where a temporary application is accepted."""
    lease = Lease.objects.create(application=application, timeline=application.timeline)
    machine.record(lease, "offer_lease", "", by=None, at=at)
    tell(application, "lease-offered", at=at)
    return lease


def _move(application_id: int, verb: str, *, by: Any, at: datetime, reason: str = "", **changes: Any) -> Lease:
    """Under the lock of the case; `changes` are written with the move, `None` on a row that does not exist is 409."""
    application = Application.objects.locked(application_id)
    lease = Lease.objects.select_related("transformer").filter(application=application).first()
    if lease is None:
        raise WrongStage
    lease.application = application
    machine.ask(lease, verb, by=by)
    for name, value in changes.items():
        setattr(lease, name, value)
    data = {name: str(value) for name, value in changes.items() if not isinstance(value, User)}
    return machine.move(lease, verb, by=by, at=at, reason=reason, data=data)


@transaction.atomic
def choose_lease(application_id: int, *, by: Any, at: datetime, rating: int) -> Application:
    wanted = Rating(rating)
    if not Transformer.objects.free().filter(rating_kva=wanted).exists():
        raise Invalid({"rating": [NONE_LEFT]})
    return _move(application_id, "choose_lease", by=by, at=at, wanted_kva=wanted.value, instead="").application


@transaction.atomic
def decline_lease(application_id: int, *, by: Any, at: datetime, instead: str) -> Application:
    """As plain a choice as the other; the supply goes on just the same."""
    kind = Instead(instead).value
    return _move(application_id, "decline_lease", by=by, at=at, instead=kind, transformer=None).application


@transaction.atomic
def quote_lease(
    application_id: int, *, by: Any, at: datetime, transformer: int, from_on: date, until_on: date,
    yuan_per_day: Decimal, deposit_yuan: Decimal,
) -> Application:  # fmt: skip
    """Name the transformer and the price; from here on it is kept for this customer."""
    picked = Transformer.objects.select_for_update(of=("self",)).filter(pk=transformer, is_sound=True).first()
    if picked is None:
        raise Invalid({"transformer": [NOT_FREE]})
    if not timezone.localdate(at) <= from_on < until_on:
        raise Invalid({"until_on": [PAST]})
    try:
        with transaction.atomic():
            lease = _move(
                application_id, "quote_lease", by=by, at=at, transformer=picked, from_on=from_on, until_on=until_on,
                yuan_per_day=yuan_per_day, deposit_yuan=deposit_yuan, rate_basis=rules_on(at).version,
            )  # fmt: skip
    except IntegrityError:
        raise Invalid({"transformer": [NOT_FREE]}) from None
    tell(lease.application, "lease-quoted", at=at)
    return lease.application


@transaction.atomic
def sign_lease(application_id: int, *, by: Any, at: datetime) -> Application:
    return _move(application_id, "sign_lease", by=by, at=at, signed_by=by).application


@transaction.atomic
def deliver_transformer(application_id: int, *, by: Any, at: datetime) -> Application:
    lease = _move(application_id, "deliver_transformer", by=by, at=at, delivered_on=timezone.localdate(at))
    tell(lease.application, "lease-delivered", at=at)
    return lease.application


@transaction.atomic
def begin_lease(application_id: int, *, by: Any, at: datetime) -> Application:
    return _move(application_id, "begin_lease", by=by, at=at).application


@transaction.atomic
def extend_lease(application_id: int, *, by: Any, at: datetime, until_on: date) -> Application:
    """Longer, at the same price, within the longest term that a temporary supply may have."""
    lease = Lease.objects.filter(application=application_id).first()
    if lease is not None and (wrong := _against(lease, until_on, at=at)):
        raise Invalid({"until_on": [wrong]})
    return _move(application_id, "extend_lease", by=by, at=at, until_on=until_on).application


def _against(lease: Lease, until_on: date, *, at: datetime) -> object:
    today, last = timezone.localdate(at), last_of(lease, at=at)
    return why_not_until(until_on, today=today, so_far=lease.until_on, last=last, beyond=BEYOND)


def last_of(lease: Lease, *, at: datetime) -> date:
    """The last day it can reach at all: a temporary supply has a longest term."""
    return last_day_of_term(lease.delivered_on or lease.from_on or timezone.localdate(at), rules_on(at))


@transaction.atomic
def call_back(application_id: int, *, at: datetime) -> Application:
    lease = _move(application_id, "call_back", by=None, at=at)
    return lease.application


@transaction.atomic
def return_transformer(
    application_id: int, *, by: Any, at: datetime, damages: list[str], damage_yuan: Decimal
) -> Application:
    """It is back: what was found is written down, and a damaged one is lent to nobody before it is mended."""
    if damage_yuan and not damages:
        raise Invalid({"damages": [_("Say what is damaged.")]})
    lease = _move(
        application_id, "return_transformer", by=by, at=at, damages=damages, damage_yuan=damage_yuan,
        returned_on=timezone.localdate(at),
    )  # fmt: skip
    if damages and lease.transformer:
        Transformer.objects.filter(pk=lease.transformer.pk).update(is_sound=False)
    tell(lease.application, "lease-returned", at=at)
    return lease.application


@transaction.atomic
def settle_lease(application_id: int, *, by: Any, at: datetime) -> Application:
    """Days at the signed price, and the damage, less the deposit."""
    lease = Lease.objects.filter(application=application_id).first()
    balance = balance_of(lease) if lease else Decimal(0)
    lease = _move(application_id, "settle_lease", by=by, at=at, balance_yuan=balance)
    tell(lease.application, "lease-settled", at=at)
    return lease.application


def balance_of(lease: Lease) -> Decimal:
    """What is owed in the end; below zero it is given back."""
    if lease.returned_on is None or lease.yuan_per_day is None:
        return Decimal(0)
    return lease.yuan_per_day * lease.days(lease.returned_on) + lease.damage_yuan - (lease.deposit_yuan or 0)


@transaction.atomic
def add_transformer(*, asset_no: str, rating_kva: int, by: Any, at: datetime, note: str = "") -> Transformer:
    """One more for the stock."""
    if not by.has_role(Role.WORKS):
        raise Hidden
    try:
        with transaction.atomic():
            return Transformer.objects.create(asset_no=asset_no, rating_kva=Rating(rating_kva).value, note=note)
    except IntegrityError:
        raise Invalid({"asset_no": [_("A transformer with this number is in the stock already.")]}) from None


@transaction.atomic
def mend_transformer(pk: int, *, by: Any, at: datetime) -> None:
    """It is in order again and can be lent."""
    if not by.has_role(Role.WORKS):
        raise Hidden
    Transformer.objects.filter(pk=pk).update(is_sound=True)


def run(*, at: datetime) -> int:
    """Reminders before the last day, the call back on it, alarms after it; each once, whenever this runs."""
    today, reminders, done = timezone.localdate(at), rules_on(at).reminders, 0
    standing = Lease.objects.filter(stage__in=[LeaseStage.IN_SERVICE, LeaseStage.RETURN_DUE])
    near = standing.filter(until_on__lte=today + timedelta(days=max(reminders["lease"]))).values_list(
        "application", flat=True
    )
    for pk in list(near[:500]):
        try:
            done += _look_at(pk, reminders, today=today, at=at)
        except Refusal:
            continue  # somebody was faster
        except Exception:  # noqa: BLE001 - one bad row never stops the sweep
            log.exception("lease timer failed", application=pk)
    return done


@transaction.atomic
def _look_at(application_id: int, reminders: Mapping[str, tuple[int, ...]], *, today: date, at: datetime) -> bool:
    application = Application.objects.locked(application_id)
    lease = Lease.objects.get(application=application)
    assert lease.until_on  # a lease in service has its last day
    left, until_on = (lease.until_on - today).days, lease.until_on.isoformat()
    if left > 0:
        step = min(days for days in reminders["lease"] if days >= left)
        tell(
            application, "lease-ends-soon", at=at, dedup=f"{lease.until_on}:{step}", until_on=lease.until_on.isoformat()
        )
        return True
    if lease.stage == LeaseStage.IN_SERVICE:
        call_back(application_id, at=at)
    alarms = [days for days in reminders["lease_overdue"] if days <= -left]
    if not alarms:
        return True
    step = max(alarms)
    facts = {"until_on": until_on, "days": -left}
    tell(application, "lease-overdue", at=at, dedup=f"{until_on}:{step}", **facts)
    for officer in User.objects.holding(Role.WORKS):
        notifications.queue(
            "lease-overdue-officer", to=officer, about=application.number, url="/leases/", at=at,
            context={"number": application.number, **facts},
            dedup=f"lease-overdue:{application.number}:{until_on}:{step}:{officer.pk}",
        )  # fmt: skip
    return True
