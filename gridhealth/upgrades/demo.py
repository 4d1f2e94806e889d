"""Works under way in the made-up county: on a few full transformers and on a full line, planned by different people."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from accounts.models import User
from gridhealth.capacity.county import open_everywhere
from gridhealth.models import Feeder, TransformerArea
from gridhealth.upgrades import actions
from gridhealth.upgrades.models import Upgrade

AREAS, LINES = 4, 2
STILL_LATE = timedelta(days=10)
TIMES = {"area": Decimal(2), "feeder": Decimal("1.5"), "main-transformer": Decimal("1.6")}


def load(at: datetime) -> int:
    """Opened as a shortage opens them; the second is planned by its owner, the third is late."""
    planner = User.objects.filter(username="planner").first()
    if Upgrade.objects.exists() or planner is None:
        return 0
    found = open_everywhere(at=at)
    narrow = [key for key, one in sorted(found.items()) if not one.open_kva and one.bottleneck == key[0]]
    areas = TransformerArea.objects.select_related("feeder__main_transformer")
    along = [areas.get(pk=pk) for kind, pk in narrow if kind == "area"][:AREAS]
    lines = [Feeder.objects.select_related("main_transformer").get(pk=pk) for kind, pk in narrow if kind == "feeder"]
    opened = [actions.open_for(one, "area", at=at - timedelta(days=50 + 9 * n)) for n, one in enumerate(along)]
    opened += [actions.open_for(one, "feeder", at=at - timedelta(days=30)) for one in lines[:LINES]]
    if opened:
        terms = {"what": "更换为 630 kVA 变压器", "planned_on": localdate(at) + timedelta(days=21), "owner": planner}
        actions.plan(opened[0].pk, terms=terms, by=planner, at=at)
    return len(opened)


def finish_old(at: datetime) -> int:
    """What the past opened was built by its day; what was due in the last days is late, as in any county."""
    planner = User.objects.filter(username="planner").first()
    old = list(
        Upgrade.objects.filter(done_on=None, planned_on__lt=localdate(at - STILL_LATE)).order_by("planned_on", "pk")
    )
    if planner is None:
        return 0
    for one in old:
        rating = getattr(one.target, actions.RATING[one.kind][1]) * TIMES[one.kind]
        day = datetime.combine(one.planned_on - timedelta(days=2), at.timetz())
        actions.finish(one.pk, rating=rating, by=planner, at=day)
    return len(old)
