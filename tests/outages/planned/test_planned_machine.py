"""The machine of planned work, pinned edge by edge, and what the database refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from outages.planned.models import PlannedWork

EDGES = {
    ("plan_live", "DRAFT", "LIVE"),
    ("reschedule", "LIVE", None),
    ("finish_live", "LIVE", "LIVE_DONE"),
    ("request_outage", "DRAFT", "OUTAGE_REQUEST"),
    ("sign", "OUTAGE_REQUEST", None),
    ("approve", "OUTAGE_REQUEST", "APPROVED"),
    ("refuse", "OUTAGE_REQUEST", "REFUSED"),
    ("make_temporary", "APPROVED", "OUTAGE_REQUEST"),
    ("publish", "APPROVED", "NOTIFIED"),
    *{(verb, "NOTIFIED", None) for verb in ("change", "delay")},
    ("start", "NOTIFIED", "STARTED"),
    ("extend", "STARTED", None),
    ("restore", "STARTED", "RESTORED"),
    ("review", "RESTORED", "REVIEWED"),
    *{("cancel", s, "CANCELLED") for s in ("DRAFT", "LIVE", "OUTAGE_REQUEST", "APPROVED", "NOTIFIED")},
}


def test_the_machine_has_these_edges_and_no_others() -> None:
    found = PlannedWork._meta.get_field("stage").get_all_transitions(PlannedWork)
    assert {(edge.name, edge.source, edge.target) for edge in found} == EDGES


@pytest.mark.django_db
@pytest.mark.parametrize("stage", ["NOTIFIED", "STARTED"])
def test_no_work_is_announced_or_started_without_its_approval(work: PlannedWork, stage: str) -> None:
    with pytest.raises(IntegrityError, match="nothing_is_announced_without_its_approval"):
        PlannedWork.objects.filter(pk=work.pk).update(stage=stage)
