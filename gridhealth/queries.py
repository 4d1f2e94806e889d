"""What the network answers: what is near, and how much can be given there. Reads only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from gridhealth import rules
from gridhealth.chains import Chain, Chains, chain_of
from gridhealth.choices import VoltageClass
from gridhealth.models import Feeder, MainTransformer, TransformerArea
from gridhealth.rules import CapacityRules, Limit, Offer
from gridhealth.upgrades.queries import upgrade_for

Target = Feeder | TransformerArea

NOMINAL_KV = {
    VoltageClass.KV10: Decimal(10),
    VoltageClass.KV20: Decimal(20),
    VoltageClass.KV35: Decimal(35),
    VoltageClass.KV110: Decimal(110),
}
# Farther than this from anything of ours only a survey can say something.
REACH_M = {VoltageClass.LV: Decimal(3_000)}
REACH_HV_M = Decimal(15_000)
# Half sides of the boxes searched, in degrees; a degree of longitude has more than 90 km here.
BOXES = (Decimal("0.02"), Decimal("0.08"), Decimal("0.32"))
METRES_A_DEGREE = Decimal(90_000)


@dataclass(frozen=True)
class Near:
    """One object of the network and how far it is in a straight line."""

    target: Any
    distance_m: Decimal


@dataclass(frozen=True)
class OfferHere:
    """What can be given near a point, at the nearest object that could carry it."""

    near: Near
    offer: Offer


def nearest(lat: Any, lon: Any, *, among: Any, reach_m: Decimal = REACH_HV_M, count: int = 1) -> list[Near]:
    """The nearest of `among` (areas, feeders, ...) to a surveyed point, within reach, nearest first."""
    lat, lon = Decimal(str(lat)), Decimal(str(lon))
    for half in BOXES:
        box = (lon - half, lat - half, lon + half, lat + half)
        sure_m = min(half * METRES_A_DEGREE, reach_m)
        found = list(among.within(box))
        near = map(Near, found, rules.distances_m((lon, lat), [one.geometry for one in found]))
        sure = sorted((n for n in near if n.distance_m <= sure_m), key=lambda n: (n.distance_m, n.target.pk))
        if len(sure) >= count or sure_m == reach_m:
            return sure[:count]
    return sure[:count]


def offer(lat: Any, lon: Any, kva: Decimal, voltage: str, *, at: datetime) -> OfferHere | None:
    """What can be given at a point now. None: nothing of ours is near enough, a survey decides."""
    among = _carriers(VoltageClass(voltage))
    near = nearest(lat, lon, among=among, reach_m=REACH_M.get(VoltageClass(voltage), REACH_HV_M))
    if not near:
        return None
    chain = near[0].target.chain()
    return OfferHere(replace(near[0], target=chain.target), _offer(chain, kva, at=at))


def _carriers(voltage: VoltageClass) -> Chains:
    return Chains("area") if voltage == VoltageClass.LV else Chains("line", voltage_kv=NOMINAL_KV[voltage])


def offer_at(target: Target, kva: Decimal, *, at: datetime) -> Offer:
    """What can be given at one object, with everything above it in the chain; from when on the rest."""
    return _offer(chain_of(target), kva, at=at)


def _offer(chain: Chain, kva: Decimal, *, at: datetime) -> Offer:
    constants = rules.rules_on(localdate(at))
    found = rules.offer(kva, limits(chain, constants), constants)
    return replace(found, full_on=full_on(chain.target, found, at=at)) if found.constrained else found


def full_on(target: Target, found: Offer, *, at: datetime) -> date:
    """When the works on what is too narrow are done: as planned, or else after their usual time."""
    upgrade = upgrade_for(target, found.bottleneck)
    if upgrade is not None:
        return upgrade.planned_on
    day = localdate(at)
    return day + timedelta(days=rules.rules_on(day).upgrade_days[found.bottleneck])


def lock_above(feeder_id: int) -> MainTransformer:
    """The top of the chain is the lock of everything below it: two areas may compete for the line above both."""
    mains = MainTransformer.objects.select_for_update(of=["self"], no_key=True)
    return mains.get(feeders=feeder_id)


def open_capacity_kva(target: Target, *, at: datetime) -> Decimal:
    return offer_at(target, Decimal(0), at=at).open_kva


def limits(chain: Chain, constants: CapacityRules) -> list[Limit]:
    """What each object from here up to the main transformer still has."""
    below = chain.target
    if isinstance(below, TransformerArea):
        area, line, main = chain.held
        return [_transformer("area", below, area, constants), *_above(below.feeder, line, main, constants)]
    return _above(below, *chain.held, constants)


def _above(feeder: Feeder, held: Decimal, held_of_main: Decimal, constants: CapacityRules) -> list[Limit]:
    open_kva = rules.open_line_kva(
        constants, voltage_kv=feeder.voltage_kv, current_limit_a=feeder.current_limit_a, peak_kw=feeder.peak_kw,
        reserved_kva=held,
    )  # fmt: skip
    main = _transformer("main-transformer", feeder.main_transformer, held_of_main, constants)
    return [Limit("feeder", open_kva), main]


def _transformer(label: str, one: TransformerArea | MainTransformer, held: Decimal, constants: CapacityRules) -> Limit:
    open_kva = rules.open_transformer_kva(
        constants, rated_kva=one.rated_kva, peak_kva=one.peak_kva, reserved_kva=held
    )  # fmt: skip
    return Limit(label, open_kva)


BOTTLENECKS = {
    "area": _("The transformer nearby is full."),
    "feeder": _("The line nearby is full."),
    "main-transformer": _("The substation is full."),
}
# What makes room there.
NEEDED = {
    "area": _("A larger transformer"),
    "feeder": _("A stronger or a second line"),
    "main-transformer": _("More capacity in the substation"),
}
