"""How many customers hang on each transformer of the demo county: counted, or by its size where none is known yet."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.utils.timezone import localdate

from gridhealth.models import TransformerArea
from outages.indices.actions import count_customers
from outages.indices.models import AreaCensus


def load(at: datetime) -> int:
    if AreaCensus.objects.exists():
        return 0
    counted = count_customers(at=at)
    chance, areas = Random(836), TransformerArea.objects.filter(census=None).order_by("code")
    rows = [
        AreaCensus(area=area, customers=int(area.rated_kva / 3) + chance.randint(0, 40), counted_on=localdate(at))
        for area in areas
    ]
    return counted + len(AreaCensus.objects.bulk_create(rows))
