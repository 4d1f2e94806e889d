"""What lies on the desks of the demo county: a key project, notes, later days, views that somebody keeps."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from applications.extension.actions import confirm_extension, extendable, propose_extension
from applications.green.actions import mark_key
from applications.models import Application
from applications.room.actions import keep_view, write_note
from applications.room.models import SavedView
from applications.stages import UNDER_WAY
from deadlines.choices import Party

VIEWS = (
    ("chief", "已超期", "queue", "light=RED"), ("chief", "高压在办", "queue", "voltage=10KV&show=ours"),
    ("manager", "我的低压件", "queue", "voltage=LV"), ("works", "超期工程", "works", "light=RED"),
)  # fmt: skip


EVIDENCE = ("开挖照片 3 张：路面下 0.6 米处为整体岩石", "村委会说明：原定杆位有一处未标注的水渠")
DATED = ("C1", "C3")
LATER = {"reason_code": "FOUND_ON_SITE", "workdays": 3}


def _later_days(officers: dict[str, User], at: datetime) -> None:
    """One promise that two people gave a later day, and one that still waits for the second of them."""
    cases = Application.objects.filter(stage__in=UNDER_WAY, turn=Party.COMPANY).order_by("pk")
    found = [(case, clock) for case in cases[:40] for clock in extendable(case, at=at) if clock.kind in DATED][:2]
    for (case, clock), evidence in zip(found, EVIDENCE, strict=False):
        facts = {**LATER, "clock": clock.kind, "evidence": evidence}
        propose_extension(case.pk, by=officers["supervisor"], at=at, **facts)  # type: ignore[arg-type]
    if len(found) > 1:
        confirm_extension(found[0][0].pk, by=officers["chief"], at=at)


def load_desk(at: datetime) -> int:
    """Once; without cases or officers there is nothing to lay down."""
    officers = {user.username: user for user in User.objects.filter(is_staff=True)}
    ours = Application.objects.filter(stage__in=UNDER_WAY, turn=Party.COMPANY)
    case = ours.filter(inputs__voltage_class="10KV").order_by("pk").first()
    if SavedView.objects.exists() or case is None or case.manager is None or "works" not in officers:
        return 0
    mark_key(case.pk, by=officers["chief"], at=at, reason="县重点项目推进会第 12 次会议")
    works = officers["works"]
    write_note(case.pk, by=case.manager, at=at, text=f"@{works} 客户希望年底前送电，请先看一下东侧杆位能不能用。")
    write_note(
        case.pk, by=case.manager, at=at, is_for_customer=True, text="设备清单收到了，明天上午给您回电话确认进线位置。"
    )
    _later_days(officers, at)
    for username, name, place, query in VIEWS:
        keep_view(by=officers[username], name=name, place=place, query=query)
    return len(VIEWS)
