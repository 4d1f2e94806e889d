"""One announcement, and the message to everybody it concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.refusals import Unmet
from notifications.fanout import queue_many
from outages.planned.choices import AnnouncementKind
from outages.planned.models import Announcement, PlannedWork


def announce(work: PlannedWork, kind: AnnouncementKind, *, reason: str, by: Any, at: datetime) -> Announcement:
    """Write the next announcement of a work that is approved, and tell those affected. The caller is atomic."""
    if work.approved_at is None:
        raise Unmet
    last = work.announcements.order_by("-n").first()
    told = Announcement.objects.create(
        work=work, n=(last.n if last else 0) + 1, kind=kind, refers_to=last, feeder_name=work.feeder.name,
        area_names="、".join(work.areas.order_by("code").values_list("name", flat=True)), reason=reason.strip(),
        starts_at=work.starts_at, ends_at=work.ends_at, published_at=at, published_by=by,
    )  # fmt: skip
    _tell_affected(told, at=at)
    return told


def _tell_affected(told: Announcement, *, at: datetime) -> None:
    """Each person once, however many accounts they have there."""
    people = User.objects.filter(is_active=True, customers__supply_points__in=told.work.affected()).distinct()
    facts = {"start_at": told.starts_at.isoformat(), "end_at": told.ends_at.isoformat()}
    queue_many(
        f"planned-outage-{told.kind.lower()}", to=people, about=told.work.number,
        url=told.get_absolute_url(), at=at, context=facts, dedup=f"planned:{told.pk}",
    )  # fmt: skip
