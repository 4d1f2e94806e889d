"""Writing down who is in the dark and who has supply again; planned work and faults both say it here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import localdate

from customers.models import SupplyPoint
from deadlines.models import Timeline
from gridhealth.models import TransformerArea
from outages.indices.models import AreaCensus, Interruption


@transaction.atomic
def lose_supply(
    timeline: Timeline, areas: Iterable[TransformerArea], *, at: datetime, is_planned: bool = False,
    is_external: bool = False,
) -> None:  # fmt: skip
    """These areas went dark at `at`. Said twice it is once."""
    found = list(areas)
    customers = dict(AreaCensus.objects.filter(area__in=found).values_list("area_id", "customers"))
    rows = [
        Interruption(
            timeline=timeline, area=area, customers=customers.get(area.pk, 0), off_at=at, is_planned=is_planned,
            is_external=is_external,
        )
        for area in found
    ]  # fmt: skip
    Interruption.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def regain_supply(timeline: Timeline, *, at: datetime, areas: Iterable[TransformerArea] | None = None) -> int:
    """A step of restoration: these areas of the case, or all that are still dark, have supply again."""
    dark = Interruption.objects.filter(timeline=timeline, on_at=None)
    if areas is not None:
        dark = dark.filter(area__in=list(areas))
    return dark.update(on_at=at)


@transaction.atomic
def count_customers(*, at: datetime) -> int:
    """Count the accounts of every transformer anew; one without any keeps the number that was told of it."""
    counted = SupplyPoint.objects.filter(closed_at=None, area__isnull=False).values_list("area").annotate(n=Count("pk"))
    rows = [AreaCensus(area_id=area, customers=n, counted_on=localdate(at)) for area, n in counted]
    AreaCensus.objects.bulk_create(
        rows, batch_size=2_000, update_conflicts=True, unique_fields=["area"], update_fields=["customers", "counted_on"]
    )
    return len(rows)
