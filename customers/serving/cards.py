"""The account managers as customers see them: facts of their work, computed from the cases, nothing of the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Avg, Count, F, Q

from customers.calendar import free
from customers.serving.models import FEWEST_RATINGS, AccountManager, Assignment, Rating
from deadlines.choices import Party
from deadlines.models import Clock
from gridhealth.towns import TOWNS

TOWN_NAMES = {town.code: town.name for town in TOWNS}


@dataclass(frozen=True)
class Card:
    """One manager. None: there is too little to say anything fair."""

    pk: int
    name: str
    areas: tuple[str, ...]
    covers: bool
    past_cases: int
    open_cases: int
    open_case_cap: int
    satisfaction: Decimal | None
    on_time_percent: int | None
    free_slots: int

    @property
    def is_full(self) -> bool:
        return self.open_cases >= self.open_case_cap

    @property
    def places_left(self) -> int:
        return max(self.open_case_cap - self.open_cases, 0)


def cards(*, at: datetime, township_code: str = "") -> list[Card]:
    """Everybody who takes cases now; those of the township first, then who has most places left."""
    managers = list(AccountManager.objects.taking().with_load().select_related("user"))
    ids = [manager.pk for manager in managers]
    past, content, kept = _past(ids), _satisfaction(ids), _on_time(ids, at=at)
    slots = free.counted((manager.user_id for manager in managers), at=at)
    found = [
        Card(
            pk=manager.pk, name=str(manager.user.name or manager.user), covers=township_code in manager.areas,
            areas=tuple(TOWN_NAMES.get(code, code) for code in manager.areas), past_cases=past.get(manager.pk, 0),
            open_cases=manager.open_cases, open_case_cap=manager.open_case_cap,
            satisfaction=content.get(manager.pk), on_time_percent=kept.get(manager.pk),
            free_slots=slots[manager.user_id],
        )
        for manager in managers
    ]  # fmt: skip
    return sorted(found, key=lambda card: (not card.covers, card.is_full, -card.places_left, card.pk))


def _past(ids: Iterable[int]) -> dict[int, int]:
    over = Assignment.objects.filter(manager__in=ids, released_at__isnull=False)
    return dict(over.values_list("manager").annotate(n=Count("timeline", distinct=True)))


def _satisfaction(ids: Iterable[int]) -> dict[int, Decimal]:
    rows = (
        Rating.objects.filter(manager__in=ids, manager_score__isnull=False)
        .values("manager")
        .annotate(n=Count("pk"), mean=Avg("manager_score"))
    )
    return {row["manager"]: Decimal(row["mean"]).quantize(Decimal("0.1")) for row in rows if row["n"] >= FEWEST_RATINGS}


def _on_time(ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """Of the company's promises in their cases that have been kept or broken by now, how many were kept."""
    known = Clock.objects.filter(owner=Party.COMPANY, due_at__isnull=False, timeline__assignments__manager__in=ids)
    settled = known.filter(Q(stopped_at__isnull=False) | Q(due_at__lt=at))
    rows = settled.values("timeline__assignments__manager").annotate(
        n=Count("pk", distinct=True), kept=Count("pk", distinct=True, filter=Q(stopped_at__lte=F("due_at")))
    )
    return {
        row["timeline__assignments__manager"]: 100 * row["kept"] // row["n"]
        for row in rows
        if row["n"] >= FEWEST_RATINGS
    }
