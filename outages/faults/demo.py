"""Faults of the demo county: one over, one with its crew on site, one reported just now."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from gridhealth.models import Feeder, GridCell
from outages.choices import Source
from outages.faults import actions, detection
from outages.models import Crew, Outage


def load(at: datetime) -> int:
    people = {user.username: user for user in User.objects.filter(username__in=("works", "dispatch"))}
    lines = list(Feeder.objects.filter(areas__isnull=False).distinct().order_by("-code")[:3])
    if Outage.objects.exists() or len(people) < 2 or len(lines) < 3:
        return 0
    crew, dispatch = people["works"], people["dispatch"]
    for cell in GridCell.objects.all():
        Crew.objects.get_or_create(cell=cell, defaults={"user": crew})
    over, running, new = (_fault(line, hours, at=at) for line, hours in zip(lines, (26, 1, 0), strict=True))
    hours = timedelta(hours=1)
    for outage, start in ((over, at - 26 * hours), (running, at - hours)):
        actions.confirm(outage.pk, by=dispatch, at=start + hours / 20)
        actions.accept(outage.pk, by=crew, at=start + hours / 10)
        actions.arrive(outage.pk, by=crew, at=start + hours * 2 / 3)
    actions.find(running.pk, by=crew, at=at - hours / 6, cause="TREES", finding="大风刮断树枝，压在导线上。")
    actions.revise(running.pk, by=crew, at=at, back_at=at + 2 * hours, reason="需清理树木并更换一档导线。")
    actions.find(over.pk, by=crew, at=at - 25 * hours, cause="EQUIPMENT", finding="跌落式熔断器烧毁，已更换。")
    actions.restore(over.pk, by=crew, at=at - 24 * hours)
    actions.settle(over.pk, at=at - 23 * hours)
    return len((over, running, new))


def _fault(line: Feeder, hours: int, *, at: datetime) -> Outage:
    began = at - timedelta(hours=hours)
    areas = dict.fromkeys(line.areas.order_by("code")[: 1 + hours % 3], began)
    return detection.cut(line, areas, at=began, began_at=began, source=Source.TELEMETRY)
