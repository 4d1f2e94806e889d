"""What the pages of the network show: the list beside the map, curves, and before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from gridhealth import queries, rules
from gridhealth.atlas.drawings import Drawing, draw
from gridhealth.capacity.county import Open
from gridhealth.flow.queries import LineModel, Solved, Spot
from gridhealth.flow.rules import Flow
from gridhealth.health.models import DayFigures
from gridhealth.models import Feeder, TransformerArea
from gridhealth.rules import Limit
from gridhealth.telemetry.models import Reading

DAYS = 365
LOWEST_PU, HIGHEST_PU = 0.93, 1.07
HEAVY = 0.8


def _of(target: Feeder | TransformerArea) -> dict[str, Any]:
    return {"terminal__area" if isinstance(target, TransformerArea) else "terminal__feeder": target}


def year_of(target: Feeder | TransformerArea, *, on: date) -> Drawing | None:
    """The load rate of each day of a year: the highest held, and the highest quarter."""
    first = on - timedelta(days=DAYS - 1)
    rows = list(
        DayFigures.objects.filter(**_of(target), day__gte=first, day__lte=on).order_by("day").values_list(
            "day", "held", "peak"
        )
    )  # fmt: skip
    months = [first.replace(day=1) + timedelta(days=31 * n) for n in range(1, 13, 2)]
    words = [((one.replace(day=1) - first).days, date_format(one, "M")) for one in months if one.replace(day=1) <= on]
    series = [
        (_("Highest quarter of an hour"), "thin", [((day - first).days, float(peak)) for day, _held, peak in rows]),
        (_("Highest load held"), "thick", [((day - first).days, float(held)) for day, held, _peak in rows]),
    ]
    return draw(series, limits=[(HEAVY, "80 %"), (1.0, "100 %")], x_words=words, least=0, most=1.0)


def day_of(target: Feeder | TransformerArea, *, at: datetime) -> Drawing | None:
    """The curve of the last twenty-four hours, as far as it has come."""
    since = at - timedelta(hours=24)
    rows = Reading.objects.filter(**_of(target), at__gt=since, at__lte=at, kva__isnull=False).order_by("at")
    told = [((moment - since).total_seconds() / 3600, float(kva)) for moment, kva in rows.values_list("at", "kva")]
    if len(told) < 2:
        return None
    words = [(n, date_format(localtime(since + timedelta(hours=n)), "H:i")) for n in range(0, 25, 6)]
    return draw([(_("Apparent power, kVA"), "thick", told)], x_words=words, y_format="{:.0f}", least=0)


def voltage_of(spots: Sequence[Spot], more: Sequence[Spot]) -> Drawing | None:
    """Voltage against distance: each node a step outward; before, and with more."""
    series = [(_("Now, at the peak"), "thick", _steps(spots))]
    if more:
        series.append((_("With the additional load"), "more", _steps(more)))
    farthest = max((spot.distance_m for spot in spots), default=0)
    words = [(farthest * n / 4, f"{farthest * n / 4000:.1f} km") for n in range(5)]
    limits = [(LOWEST_PU, "−7 %"), (HIGHEST_PU, "+7 %")]
    return draw(series, limits=limits, x_words=words, y_format="{:.3f}", least=LOWEST_PU, most=HIGHEST_PU)


def _steps(spots: Sequence[Spot]) -> list[tuple[float, float]]:
    """The lowest voltage up to each distance: one line, however many branches there are."""
    told: list[tuple[float, float]] = []
    lowest = 9.0
    for spot in sorted(spots, key=lambda one: one.distance_m):
        if spot.pu <= 0:
            continue
        lowest = min(lowest, spot.pu)
        told.append((spot.distance_m, lowest))
    return told


@dataclass(frozen=True)
class WhatIf:
    """How it is and how it would be with so much more; `full_on` where transformers cannot give all of it yet."""

    add_kva: Decimal
    before: Solved
    after: Solved
    firm_kva_now: Decimal
    full_on: date | None

    @property
    def is_bearable(self) -> bool:
        """Voltage and wires bear it; whether transformers do, `full_on` says."""
        return _is_within(self.after.flow)

    @property
    def is_strained(self) -> bool:
        """They are past their limits as it is."""
        return not _is_within(self.before.flow)


def _is_within(flow: Flow) -> bool:
    return bool(flow.has_converged and (flow.lowest_pu or 0) >= LOWEST_PU and (flow.highest_loading or 0) <= 1)


def what_if(model: LineModel, add_kva: Decimal, here: Open, *, area: TransformerArea | None, at: datetime) -> WhatIf:
    """One solution before and one after; what is free is known already."""
    before, after = model.solved(), model.solved(more_kva=add_kva, at_area=area)
    offer = rules.offer(add_kva, [Limit(here.bottleneck, here.open_kva)], rules.rules_on(localdate(at)))
    full_on = queries.full_on(area or model.feeder, offer, at=at) if offer.constrained else None
    return WhatIf(add_kva, before, after, offer.firm_kva_now, full_on)
