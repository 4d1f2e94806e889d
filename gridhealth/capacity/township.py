"""What a township still has room for: an answer without a point on a map, and without a name of the network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Min
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from gridhealth import queries, rules
from gridhealth.capacity.county import open_everywhere
from gridhealth.capacity.forms import MOST_LV_KVA
from gridhealth.capacity.queries import PART, SURVEY, WAIT, WORDS, YES
from gridhealth.models import Feeder, TransformerArea
from gridhealth.upgrades.models import Upgrade


@dataclass(frozen=True)
class InTownship:
    """How much is free at the best place of a township, in how many places, and from when on there is more."""

    answer: str
    words: Any
    applied_kva: Decimal
    firm_kva_now: Decimal
    full_on: date | None
    reason: Any
    needed: Any
    with_room: int
    places: int


def in_township(code: str, kva: Decimal, *, at: datetime) -> InTownship:
    """On low voltage the transformer areas of the township count, above it the lines that reach it."""
    kind, keys = _carriers(code, kva)
    found = open_everywhere(at=at) if keys else {}
    rooms = [found[kind, key] for key in keys]
    if not rooms:
        return InTownship(SURVEY, WORDS[SURVEY], kva, Decimal(0), None, "", "", 0, 0)
    best = max(rooms, key=lambda one: one.open_kva)
    with_room = sum(one.open_kva >= kva for one in rooms)
    if with_room:
        return InTownship(YES, _some_have_room(with_room, len(rooms)), kva, kva, None, "", "", with_room, len(rooms))
    word, narrow = (PART if best.open_kva else WAIT), best.bottleneck
    return InTownship(
        word, WORDS[word], kva, best.open_kva, _relief_on(kind, keys, narrow, at=at), queries.BOTTLENECKS[narrow],
        queries.NEEDED[narrow], 0, len(rooms),
    )  # fmt: skip


def _carriers(code: str, kva: Decimal) -> tuple[str, list[int]]:
    areas = TransformerArea.objects.filter(township_code=code)
    if kva <= MOST_LV_KVA:
        return "area", list(areas.values_list("pk", flat=True))
    return "feeder", list(Feeder.objects.filter(areas__in=areas).distinct().values_list("pk", flat=True))


def _some_have_room(with_room: int, places: int) -> str:
    if with_room == places:
        return _("Yes: everywhere in this township all of it can be given now.")
    told = {"n": with_room, "of": places}
    return _("Yes, in %(n)s of %(of)s places of this township; the survey says at which.") % told


def _relief_on(kind: str, keys: list[int], narrow: str, *, at: datetime) -> date:
    """The first works that are planned here, or the usual time of such works."""
    planned = Upgrade.objects.filter(done_on=None, **{f"{kind}__in": keys}).aggregate(on=Min("planned_on"))["on"]
    day = localdate(at)
    usual = day + timedelta(days=rules.rules_on(day).upgrade_days[narrow])
    return min(planned, usual) if planned and planned > day else usual
