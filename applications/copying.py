"""The part of a person's copy that is kept here: what they said, what was fetched, and what happened."""

from __future__ import annotations

from typing import Any

from accounts.copying import adds
from accounts.models import User
from applications.models import Application


@adds("applications")
def applications(user: User) -> list[dict[str, Any]]:
    rows = Application.objects.filter(applicant=user).select_related("draft", "statement", "timeline")
    return [_one(row) for row in rows.prefetch_related("documents", "timeline__events").order_by("created_at")]


def _one(case: Application) -> dict[str, Any]:
    said = getattr(case, "statement", None) or getattr(case, "draft", None)
    return {
        "number": case.number, "stage": case.stage, "created_at": case.created_at, "submitted_at": case.submitted_at,
        "answers": said.answers if said else {},
        "papers": [
            {"kind": paper.kind, "state": paper.state, "source": paper.source, "fetched_at": paper.fetched_at,
             "licence_id": paper.licence_id, "fields": paper.found, "note": paper.note}
            for paper in case.documents.all()
        ],
        "events": [{"at": one.at, "verb": one.verb, "stage": one.to_stage} for one in case.timeline.events.all()],
    }  # fmt: skip
