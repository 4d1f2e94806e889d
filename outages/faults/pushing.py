"""Tell everybody an outage touches, once a stage, in a few statements however many they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Case, Max, Min, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Concat

from accounts.models import User
from notifications.fanout import queue_many
from notifications.models import Message
from outages.faults.rules import STORM_WINDOW, is_storm
from outages.models import Outage, Part, Push, points_behind

BEGAN, RESTORED, PROGRESS = "fault-began", "fault-restored", "fault-progress"
IMPORTANT_FIRST = Case(
    When(customers__is_life_support=True, then=Value(0)),
    When(customers__importance_level="SPECIAL", then=Value(1)),
    When(customers__importance_level="FIRST", then=Value(2)),
    When(customers__importance_level__in=["SECOND", "TEMPORARY"], then=Value(3)),
    default=Value(4),
)


def push(
    outage: Outage, template: str, parts: QuerySet[Part], *, at: datetime, turn: str = "", is_heard_once: bool = False
) -> int:  # fmt: skip
    """Tell everybody behind `parts` once; in a storm it is held until a supervisor lets it go.

    `turn` makes it another word than the last; heard once, it goes only to who has not heard any of its turns.
    """
    row, is_new = Push.objects.get_or_create(
        outage=outage, template=template, turn=turn, defaults={"at": at, "people": touched(parts, outage).count()}
    )
    if not is_new:
        return 0
    if outage.is_push_held or is_storm(_lately(at) - row.people, row.people):
        Push.objects.filter(pk=row.pk).update(is_held=True)
        Outage.objects.filter(pk=outage.pk).update(is_push_held=True)
        outage.is_push_held = True
        return 0
    return send(outage, template, people(parts, outage), at=at, turn="" if is_heard_once else turn)


def release(outage: Outage, *, by: User, at: datetime) -> int:
    """What was held goes out as it stands now: who is still without power hears of it, who has it back hears that."""
    held = outage.pushes.filter(is_held=True)
    has_news = held.filter(template=RESTORED).exists()
    held.update(is_held=False, released_at=at, released_by=by)
    dark, back = outage.parts.dark(), outage.parts.exclude(back_at=None)
    sent = send(outage, BEGAN, people(dark, outage), at=at)
    if has_news:
        lit = people(back, outage).exclude(pk__in=touched(dark, outage).values("pk"))
        heard = Message.objects.filter(template=RESTORED, about__in=[outage.number, *_merged(outage)])
        sent += send(outage, RESTORED, lit.exclude(pk__in=heard.values("recipient")), at=at, turn=":released")
    return sent


def hand_over(outage: Outage, other: Outage) -> None:
    """What is held waits on with the outage this one was merged into: its people are behind that one now."""
    if outage.is_push_held:
        outage.pushes.filter(is_held=True).update(outage=other, turn=Concat("turn", Value(f":{outage.number}")))
        Outage.objects.filter(pk=other.pk).update(is_push_held=True)
        Outage.objects.filter(pk=outage.pk).update(is_push_held=False)
        outage.is_push_held, other.is_push_held = False, True


def send(outage: Outage, template: str, told: QuerySet[User], *, at: datetime, turn: str = "") -> int:
    """Queue it, once for each person and word, also where they heard it under the number of one merged into this.

    A word with a `turn` is another one than the last: an estimate, a part that is back.
    """
    before = [] if turn else _merged(outage)
    if before:
        told = told.exclude(pk__in=Message.objects.filter(template=template, about__in=before).values("recipient"))
    return queue_many(
        template, to=told, about=outage.number, url=f"/outages/{outage.number}/", at=at, context=facts(outage),
        dedup=f"{outage.number}:{template}{turn}",
    )  # fmt: skip


def _merged(outage: Outage) -> list[str]:
    return list(outage.merged.values_list("timeline__reference", flat=True))


def people(parts: QuerySet[Part], outage: Outage) -> QuerySet[User]:
    """Each sign-in once, those on whom most depends first."""
    return touched(parts, outage).annotate(rank=Min(IMPORTANT_FIRST))


def touched(parts: QuerySet[Part], outage: Outage) -> QuerySet[User]:
    """Who lives behind these parts, and whoever reported the outage from there."""
    points = points_behind(parts)
    nowhere = Q(area=None, supply_point=None)
    there = Q(area__in=parts.exclude(area=None).values("area")) | Q(supply_point__in=points) | nowhere
    reporters = outage.reports.filter(there, by__isnull=False).values("by")
    found = points.values("customer__user").union(reporters)  # "or" would look at everybody there is
    return User.objects.filter(pk__in=found, is_active=True, is_staff=False)


def facts(outage: Outage) -> dict[str, Any]:
    """What the texts speak of; nothing of any person."""
    estimate = outage.estimate
    return {
        "number": outage.number,
        "place": outage.where,
        "began_at": _iso(outage.began_at),
        "back_at": _iso(estimate.back_at if estimate else None),
        "restored_at": _iso(outage.parts.aggregate(last=Max("back_at"))["last"]),
        "arrive_by_at": _iso(outage.arrive_by_at),
    }


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _lately(at: datetime) -> int:
    """How many people were written to within minutes."""
    recent = Push.objects.filter(at__gt=at - STORM_WINDOW, is_held=False)
    return recent.aggregate(n=Sum("people"))["n"] or 0
