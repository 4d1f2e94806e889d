"""What was dark for long enough is told to the health of the network: frequent interruptions make it ill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.utils.timezone import localdate

from gridhealth.health.actions import Noted, note_interruptions
from gridhealth.models import TransformerArea
from outages.indices.models import Interruption

YEAR = timedelta(days=366)
SHORT = timedelta(minutes=3)  # DL/T 836: up to here it is a short one, and counted apart
WHOLE_LINE = 0.5  # so many of a line's areas dark by one cause, and the line itself was interrupted


def tell_health(*, at: datetime) -> int:
    """A year of interruptions of areas and lines; what was told before counts once. Returns how many are new."""
    long = Q(on_at=None) | Q(on_at__gt=F("off_at") + SHORT)
    rows = Interruption.objects.filter(long, off_at__gt=at - YEAR).order_by("off_at", "pk")
    told = list(rows.values_list("pk", "timeline_id", "timeline__reference", "area_id", "area__feeder_id", "off_at",
                                 "is_planned"))  # fmt: skip
    return note_interruptions([*_of_areas(told), *_of_lines(told)])


def _of_areas(told: list[Any]) -> Iterator[Noted]:
    for pk, _timeline, reference, area, _line, off_at, is_planned in told:
        yield Noted(reference or f"I{pk}", localdate(off_at), is_planned, area_id=area)


def _of_lines(told: list[Any]) -> Iterator[Noted]:
    size = dict(TransformerArea.objects.values_list("feeder").annotate(n=Count("pk")))
    dark: dict[tuple[str, int], dict[int, tuple[datetime, bool]]] = defaultdict(dict)
    for _pk, timeline, reference, area, line, off_at, is_planned in told:
        if timeline is not None:
            dark[reference, line].setdefault(area, (off_at, is_planned))
    for (reference, line), areas in dark.items():
        if len(areas) >= WHOLE_LINE * size[line]:
            off_at, is_planned = min(areas.values())
            yield Noted(reference, localdate(off_at), is_planned, feeder_id=line)
