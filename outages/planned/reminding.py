"""Words to the dispatchers in time: an announcement is due, an announced end is about to pass."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from notifications.actions import queue
from outages.planned.choices import PlannedStage
from outages.planned.models import PlannedWork


@transaction.atomic
def remind(work_id: int, *, at: datetime) -> int:
    """Tell every dispatcher once for each moment that is near."""
    work = PlannedWork.objects.needing_a_word(at=at).select_related("timeline").filter(pk=work_id).first()
    if work is None:
        return 0
    is_off = work.stage == PlannedStage.STARTED
    until = work.ends_at if is_off else work.announce_by
    told = {"number": work.number, "until_at": until.isoformat()}
    people = list(User.objects.holding(Role.DISPATCH))
    for person in people:
        queue(
            "planned-work-ends" if is_off else "planned-work-announce", to=person, about=work.number,
            url=work.get_absolute_url(), at=at, context=told,
            dedup=f"planned-work:{work.pk}:{work.stage}:{until.isoformat()}:{person.pk}",
        )  # fmt: skip
    return len(people)
