"""Planned work of the demo county: one done live, one waiting for its approval, one announced."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.timezone import localtime

from accounts.models import User
from gridhealth.models import Feeder
from outages.planned import actions

STAFF = ("works", "dispatch", "supervisor")


def load(at: datetime) -> int:
    people = {user.username: user for user in User.objects.filter(username__in=STAFF)}
    lines = list(Feeder.objects.filter(areas__isnull=False).distinct().order_by("code")[:3])
    if len(people) < len(STAFF) or len(lines) < 3:
        return 0
    works, day = people["works"], localtime(at).replace(hour=8, minute=0, second=0, microsecond=0)
    plans = [
        ("MAINTENANCE", "更换老旧绝缘子", 9), ("DEFECT", "处理低压桩头发热", 10), ("CONNECTION", "新装用户搭接", 12),
    ]  # fmt: skip
    made = [
        actions.propose(
            kind=kind, summary=summary, feeder=line, areas=list(line.areas.order_by("code")[:4]), by=works, at=at,
            starts_at=day + timedelta(days=days), ends_at=day + timedelta(days=days, hours=4),
        )
        for (kind, summary, days), line in zip(plans, lines, strict=True)
    ]  # fmt: skip
    actions.plan_live(made[0].pk, live_method="INSULATED_GLOVE", by=works, at=at)
    for work in made[1:]:
        actions.request_outage(
            work.pk, why_not_live="杆位紧邻深沟，斗臂车无法靠近，旁路电缆也无处敷设。", by=works, at=at
        )
    for signer in ("dispatch", "supervisor"):
        actions.sign(made[2].pk, by=people[signer], at=at)
    actions.publish(made[2].pk, by=people["dispatch"], at=at)
    return len(made)
