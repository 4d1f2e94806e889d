"""Lines of one main transformer that go dark at once are one cut: that of the transformer above them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gridhealth.models import Feeder, MainTransformer
from outages.choices import FAULT_BEFORE_CREW, OutageStage
from outages.faults import merging, rules
from outages.models import Outage, Part

# A crew that has found something at a line knows better than the moment at which it went.
STILL_OPEN_WHY = (*FAULT_BEFORE_CREW, OutageStage.DISPATCHED, OutageStage.ARRIVED)


def lock(lines: Iterable[int]) -> None:
    """After the lines and before their outages, always in this order: two lines may gather to one event."""
    mains = MainTransformer.objects.select_for_update(no_key=True)
    list(mains.filter(pk__in=Feeder.objects.filter(pk__in=list(lines)).values("main_transformer")).order_by("pk"))


def gather(outage: Outage, line: Feeder, *, at: datetime) -> Outage:
    """The one event of the transformer above, where so many of its lines went with this one that it must have gone."""
    began_at = outage.began_at or at
    near = (began_at - rules.SAME_CUT, began_at + rules.SAME_CUT)
    whole = Part.objects.filter(
        area=None, back_at=None, is_void=False, feeder__main_transformer=line.main_transformer_id
    )
    dark = dict(whole.filter(off_at__range=near, outage__stage__in=STILL_OPEN_WHY).values_list("feeder", "outage"))
    lines = Feeder.objects.filter(main_transformer=line.main_transformer_id, areas__isnull=False).distinct().count()
    if line.pk not in dark or not rules.is_cut_above(len(dark), lines):
        return outage
    found = Outage.objects.filter(pk__in=set(dark.values()))
    first, *others = sorted(found, key=lambda one: (not one.is_major, one.pk))
    for other in others:
        join = merging.upgrade if first.is_major else merging.merge
        join(other.pk, into=first, by=None, at=at)
    return Outage.objects.locked(first.pk)
