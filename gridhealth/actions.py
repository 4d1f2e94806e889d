"""The only writers of the network and of its ledger: store, reserve, convert, release."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Invalid
from deadlines import machine
from deadlines.models import Timeline
from gridhealth import queries
from gridhealth.choices import ReservationStage
from gridhealth.models import Feeder, Reservation, TransformerArea
from gridhealth.queries import Target
from gridhealth.upgrades import actions as upgrades

LARGEST_KVA = Decimal(1_000_000)


@transaction.atomic(savepoint=False)
def reserve(
    target: Target,
    kva: Decimal,
    *,
    timeline: Timeline,
    at: datetime,
    by: Any,
    until: datetime | None = None,
    source_no: int = 1,
) -> Reservation:
    """Hold `kva` for a plan, or as much of it as there is: too little never refuses anybody.

    Asked again for the same it answers with the same row; asked for something else, the new takes the old one's place.
    The caller holds the lock of the timeline.
    """
    if not 0 < kva <= LARGEST_KVA:
        raise Invalid({"kva": _("The capacity must be more than nothing and less than a power station.")})
    standing = Reservation.objects.taking().filter(timeline=timeline, source_no=source_no).first()
    if standing is not None and standing.target == target and standing.applied_kva == kva:
        return standing
    target = _locked(target)
    if standing is not None:
        _settle(standing, "release", by=by, at=at, reason="replaced")
    return _hold(target, kva, case=timeline, at=at, by=by, until=until, source_no=source_no)


def _locked(target: Target) -> Any:
    """The object, read anew under the lock of everything above it."""
    is_area = isinstance(target, TransformerArea)
    rows: Any = TransformerArea.objects.select_related("feeder") if is_area else Feeder.objects
    fresh = rows.get(pk=target.pk)
    feeder: Feeder = fresh.feeder if is_area else fresh
    feeder.main_transformer = queries.lock_above(feeder.pk)
    return fresh


def _hold(target: Any, kva: Decimal, *, case: Timeline, at: datetime, by: Any, **terms: Any) -> Reservation:
    offer = queries.offer_at(target, kva, at=at)
    area = target if isinstance(target, TransformerArea) else None
    upgrade = upgrades.open_for(target, offer.bottleneck, at=at) if offer.constrained else None
    row = Reservation.objects.create(
        timeline=case, feeder=area.feeder if area else target, area=area, applied_kva=kva, reserved_at=at,
        firm_kva=offer.firm_kva_now, full_on=upgrade.planned_on if upgrade else None, bottleneck=offer.bottleneck,
        rule_set=offer.rule_set, held_until=terms["until"], source_no=terms["source_no"], upgrade=upgrade,
    )  # fmt: skip
    data = {"target": target.code, "applied_kva": str(kva), "firm_kva": str(offer.firm_kva_now)}
    machine.record(row, "reserve", "", by=by, at=at, data=data)
    return row


@transaction.atomic(savepoint=False)
def convert(reservation: Reservation, *, at: datetime, by: Any) -> Reservation:
    """Power is on: what was held is now connected."""
    return _once(reservation, "convert", ReservationStage.CONNECTED, by=by, at=at)


@transaction.atomic
def release(reservation: Reservation, *, at: datetime, by: Any, reason: str = "") -> Reservation:
    """The plan is gone: the capacity is everybody's again."""
    return _once(reservation, "release", ReservationStage.RELEASED, by=by, at=at, reason=reason)


def _once(reservation: Reservation, verb: str, goal: str, *, by: Any, at: datetime, reason: str = "") -> Reservation:
    """Twice the same is once. The caller holds the lock of the case."""
    row = Reservation.objects.locked(reservation.pk)
    row.timeline = reservation.timeline
    return row if row.stage == goal else _settle(row, verb, by=by, at=at, reason=reason)


def _settle(row: Reservation, verb: str, *, by: Any, at: datetime, reason: str = "") -> Reservation:
    row.settled_at = at
    if verb == "release" and row.firm_kva:
        upgrades.note_opening(row.feeder.main_transformer_id, at=at)
    return machine.move(row, verb, by=by, at=at, reason=reason)


@transaction.atomic
def store(rows: Iterable[Any]) -> int:
    """Store new objects of the network, kind by kind in the order they come, so that each finds what it hangs on."""
    batches: dict[type[Any], list[Any]] = {}
    for row in rows:
        batches.setdefault(type(row), []).append(row)
    return sum(len(model._default_manager.bulk_create(batch)) for model, batch in batches.items())
