"""What the four authorities do with the permits of a demo case, each at its own desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import approvals.actions as approvals
from applications.demo import past
from approvals.choices import PermitStage
from approvals.models import Permit

if TYPE_CHECKING:
    from applications.demo.walk import Walk

ASKED = "请补充道路开挖断面图和交通导改示意图"
GROUND = "路由穿越古树保护范围，请改走北侧人行道"
PREFIX = {"planning": "新规许", "greening": "新绿许", "road": "新路许", "excavation": "新占许"}


def wait_for(walk: Walk) -> bool:
    """Whether the case is with the authorities, and they have not said yet what the story makes them say."""
    found = walk.case.round
    return bool(found is not None and found.stage == "OPEN" and found.complete_at and not walk.has_spoken)


def speak(walk: Walk) -> None:
    """Each permit as far as the story says ("", TAKE, CORRECTION, REFUSE, GRANT); silence in the story is a grant."""
    walk.has_spoken = True
    for permit in Permit.objects.filter(round=walk.case.round_id).select_related("definition").order_by("pk"):
        fate = walk.story.permits.get(permit.kind, "GRANT" if not walk.story.permits else "")
        if fate:
            _decide(walk, permit, fate)


def _decide(walk: Walk, permit: Permit, fate: str) -> None:
    officer = walk.officers[f"gov-{permit.definition.department}"]
    walk.now = min(walk.after(0), walk.limit)
    approvals.take(permit.pk, by=officer, at=walk.now)
    if fate == "TAKE":
        return
    days = 1 + walk.story.late.get(permit.kind, 0) if fate == "GRANT" and not walk.story.permits else 0
    walk.now = min(walk.after(days) if days and permit.kind == "PLANNING" else walk.after(0), walk.limit)
    past.notice(walk.case, until=walk.now)
    said: dict[str, Any] = {"by": officer, "at": walk.now}
    if fate == "CORRECTION":
        approvals.request_correction(permit.pk, missing=ASKED, **said)
        return
    number = f"{PREFIX[permit.definition.department]}〔{walk.now.year}〕{permit.pk}号"
    if fate == "REFUSE":
        approvals.refuse(permit.pk, document_no=number, ground=GROUND, **said)
    elif Permit.objects.filter(pk=permit.pk, stage=PermitStage.SUBMITTED_TO_GOV).exists():
        approvals.grant(permit.pk, document_no=number, **said)
