"""A year of made-up interruptions, so that the indices of the demo county show something."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from django.utils.timezone import localdate

from gridhealth.models import TransformerArea
from outages.indices.models import AreaCensus, Interruption


def load(at: datetime) -> int:
    if AreaCensus.objects.exists():
        return 0
    chance, areas = Random(836), list(TransformerArea.objects.order_by("code"))
    census = [
        AreaCensus(area=area, customers=int(area.rated_kva / 3) + chance.randint(0, 40), counted_on=localdate(at))
        for area in areas
    ]
    AreaCensus.objects.bulk_create(census)
    rows = [row for one in census for row in _year_of(one, chance, at)]
    return len(Interruption.objects.bulk_create(rows))


def _year_of(census: AreaCensus, chance: Random, at: datetime) -> list[Interruption]:
    """Seldom planned, seldom by a fault, now and then by a reclosing breaker for a minute or two."""
    rows = []
    for is_planned, most, shortest, longest in ((True, 2, 90, 360), (False, 2, 20, 240), (False, 2, 1, 4)):
        for _n in range(chance.randint(0, most)):
            off_at = at - timedelta(minutes=chance.randint(60 * 24, 60 * 24 * 364))
            rows.append(
                Interruption(
                    area=census.area, customers=census.customers, off_at=off_at, is_planned=is_planned,
                    on_at=off_at + timedelta(minutes=chance.randint(shortest, longest)),
                    is_external=not is_planned and chance.random() < 0.3,
                )
            )  # fmt: skip
    return rows
