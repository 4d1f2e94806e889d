"""What the public may know of the network: names, states, a band of what is free, why, and from when on it is better.

No place, no code, no single-line diagram, no person: whoever draws public pages takes rows from here alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext

from gridhealth import queries
from gridhealth.capacity.county import Open, band, open_everywhere
from gridhealth.health.choices import ORDER, Indicator, State
from gridhealth.health.models import Cure, Health
from gridhealth.health.queries import GRAVITY
from gridhealth.hosting.choices import Grade
from gridhealth.hosting.queries import rooms
from gridhealth.upgrades.models import Upgrade


@dataclass(frozen=True)
class Published:
    """One cell, line or transformer area.

    `open_from_kva` to `open_to_kva`: the band of what is free for load; None: of a cell, or without an upper end.
    `relief_on`: the first planned day of its cure, its upgrade, or the upgrade of what makes it full; None: nobody has
    named one. `assessed_on`: the day of its state.
    """

    kind: str
    name: str
    cell: str
    state: State
    customers: int
    reasons: tuple[str, ...]
    open_from_kva: Decimal | None
    open_to_kva: Decimal | None
    full_because: str
    hosting: Grade | None
    relief_on: date | None
    assessed_on: date

    @property
    def is_constrained(self) -> bool:
        return self.state != State.HEALTHY or bool(self.full_because)


def everything(*, at: datetime, kinds: Iterable[str] = ("cell", "feeder"), cell: str = "") -> list[Published]:
    """By kind ("cell", "feeder", "area"), of the whole county or of a cell by its name; the gravest first.

    Some eight statements, however many objects.
    """
    rows = Health.objects.with_objects().defer(*(f"{one}__geometry" for one in PLACES))
    found, grades, relief = open_everywhere(at=at), rooms(on=localdate(at)), _relief()
    told = [
        _published(row, found.get((row.kind, _key(row))), grades, relief)
        for row in rows.order_by(GRAVITY, "-customers", "pk")
        if row.kind in kinds
    ]
    return [one for one in told if cell in ("", one.cell)]


def constrained(*, at: datetime, cell: str = "") -> list[Published]:
    """Lines and areas that are not healthy, or that have nothing free."""
    return [one for one in everything(at=at, kinds=("feeder", "area"), cell=cell) if one.is_constrained]


PLACES = ("cell", "feeder", "feeder__cell", "area", "area__cell", "area__feeder")


def _key(row: Health) -> int:
    return row.cell_id or row.feeder_id or row.area_id or 0


def _relief() -> dict[tuple[str, int], date]:
    """The first day on which a cure or an upgrade is to be done."""
    days: dict[tuple[str, int], date] = {}
    cures = Cure.objects.filter(accepted_on=None).select_related("health")
    planned = [((one.health.kind, _key(one.health)), one.planned_on) for one in cures]
    planned += [
        ((one.kind, one.area_id or one.feeder_id or one.main_transformer_id or 0), one.planned_on)
        for one in Upgrade.objects.filter(done_on=None)
    ]
    for key, day in planned:
        days[key] = min(day, days.get(key, day))
    return days


def _published(row: Health, open_here: Open | None, grades: Any, relief: Any) -> Published:
    target: Any = row.target
    key = (row.kind, _key(row))
    least, most = band(open_here.open_kva) if open_here else (None, None)
    is_full = open_here is not None and not open_here.open_kva
    better = [key, _narrow(row, open_here.bottleneck)] if open_here and is_full else [key]
    days = [relief[one] for one in better if one in relief]
    return Published(
        kind=row.kind, name=target.name, cell=target.name if row.cell_id else target.cell.name, state=State(row.state),
        customers=row.customers, reasons=_reasons(row), open_from_kva=least, open_to_kva=most,
        full_because=str(queries.BOTTLENECKS[open_here.bottleneck]) if open_here and is_full else "",
        hosting=grades[key].grade if key in grades else None, relief_on=min(days, default=None),
        assessed_on=row.assessed_on,
    )  # fmt: skip


def _reasons(row: Health) -> tuple[str, ...]:
    """Why it is in the state that is published: what was found last, or that a better state does not count yet."""
    labels = {str(Indicator(one["indicator"]).label) for one in row.causes}
    if row.found in ORDER and row.state in ORDER and ORDER.index(row.found) < ORDER.index(row.state):
        labels.add(gettext("Better now; that counts after two monthly assessments"))
    return tuple(sorted(labels))


def _narrow(row: Health, bottleneck: str) -> tuple[str, int]:
    """The kind and key of what makes an object full, itself or something above it."""
    feeder: Any = row.area.feeder if row.area else row.feeder
    keys = {"area": row.area_id, "feeder": feeder.pk, "main-transformer": feeder.main_transformer_id}
    return bottleneck, keys[bottleneck] or 0
