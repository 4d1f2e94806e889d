"""The only writers of upgrades, of openings and of who wants to be told. A shortage opens works; it refuses nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import translation
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

import notifications.actions as notifications
from accounts.models import User
from accounts.refusals import Invalid, NotAllowed, Unmet
from accounts.roles import Role
from deadlines import machine
from deadlines.models import Timeline
from gridhealth import queries
from gridhealth.capacity.county import open_everywhere
from gridhealth.importing.actions import amend
from gridhealth.models import Feeder, Reservation, TransformerArea
from gridhealth.rules import rules_on
from gridhealth.signals import grid_changed, supply_changed
from gridhealth.towns import TOWNS
from gridhealth.upgrades.messages import OPENED
from gridhealth.upgrades.models import Opening, Upgrade, Watch
from gridhealth.upgrades.queries import bottleneck_of, waiting_for

MAKERS = frozenset({Role.PLANNER, Role.CHIEF})
# What a finished upgrade changes, by kind of object.
RATING = {
    "area": ("area", "rated_kva"), "feeder": ("feeder", "current_limit_a"),
    "main-transformer": ("transformer", "rated_kva"),
}  # fmt: skip
Target = Feeder | TransformerArea


@transaction.atomic(savepoint=False)
def open_for(target: Target, bottleneck: str, *, at: datetime) -> Upgrade:
    """The upgrade of whatever is too narrow for `target`: the one under way, or a new one with owner and date.

    Whoever calls has locked the main transformer, so that two do not open the same.
    """
    full = bottleneck_of(target, bottleneck)
    field = bottleneck.replace("-", "_")
    standing = Upgrade.objects.filter(done_on=None, **{field: full}).first()
    if standing is not None:
        return standing
    day = localdate(at)
    planned_on = day + timedelta(days=rules_on(day).upgrade_days[bottleneck])
    return Upgrade.objects.create(
        **{field: full}, what=_what(bottleneck), owner=_least_loaded(), planned_on=planned_on, opened_at=at,
        before=_rating(bottleneck, full),
    )  # fmt: skip


def _what(bottleneck: str) -> str:
    """In the language of the county's books, whoever asked."""
    with translation.override("zh-hans"):
        return str(queries.NEEDED[bottleneck])


def _least_loaded() -> User | None:
    """The planner with the fewest upgrades; nobody, as long as there is no planner."""
    planners = User.objects.holding(Role.PLANNER)
    loads = dict(Upgrade.objects.filter(done_on=None).values_list("owner").annotate(n=Count("pk")))
    return min(planners, key=lambda user: (loads.get(user.pk, 0), user.pk), default=None)


def _rating(kind: str, target: Any) -> dict[str, str]:
    name = RATING[kind][1]
    return {name: str(getattr(target, name))}


@transaction.atomic
def plan(upgrade_id: int, *, terms: Mapping[str, Any], by: Any, at: datetime) -> Upgrade:
    """Say what is done, by whom and by when; whoever waits for it hears of another date."""
    _makers_only(by)
    row = Upgrade.objects.select_for_update(of=["self"]).get(pk=upgrade_id)
    if row.done_on is not None:
        raise Unmet(_("These works are finished."))
    if terms["planned_on"] < localdate(at):
        raise Invalid({"planned_on": _("Choose a day that is still to come.")})
    is_moved = row.planned_on != terms["planned_on"]
    row.what, row.planned_on, row.owner = terms["what"], terms["planned_on"], terms["owner"]
    row.save(update_fields=["what", "planned_on", "owner"])
    if is_moved:
        waiting = list(waiting_for(row))
        Reservation.objects.filter(pk__in=[one.pk for one in waiting]).update(full_on=row.planned_on)
        _tell(waiting, at=at)
        grid_changed.send(sender=Upgrade, at=at)
    return row


def _tell(reservations: Sequence[Reservation], *, at: datetime) -> None:
    if reservations:
        fresh = Reservation.objects.filter(pk__in=[one.pk for one in reservations]).order_by("pk")
        supply_changed.send(sender=Reservation, reservations=list(fresh), at=at)


@transaction.atomic
def finish(upgrade_id: int, *, rating: Decimal, by: Any, at: datetime) -> Upgrade:
    """The works are done: the object is rated anew, with its history, and what that opens is given out."""
    _makers_only(by)
    row = Upgrade.objects.select_for_update(of=["self"]).get(pk=upgrade_id)
    if row.done_on is not None:
        return row
    kind, name = RATING[row.kind]
    target: Any = row.target
    if rating <= getattr(target, name):
        now = {"now": f"{getattr(target, name).normalize():f}"}
        raise Invalid({"rating": _("After an upgrade there is more than before: %(now)s.") % now})
    amend(kind, target.code, {name: rating}, by=by, at=at, reason=row.what)
    row.after, row.done_on, row.done_by = {name: str(rating)}, localdate(at), by
    row.save(update_fields=["after", "done_on", "done_by"])
    note_opening(_main_of(row), at=at)
    grid_changed.send(sender=Upgrade, at=at)
    return row


def _main_of(row: Upgrade) -> int:
    if row.main_transformer_id:
        return row.main_transformer_id
    feeder = row.area.feeder if row.area else row.feeder
    assert feeder is not None
    return feeder.main_transformer_id


def _makers_only(user: Any) -> None:
    if not MAKERS & user.roles:
        raise NotAllowed


def note_opening(main_id: int, *, at: datetime) -> None:
    """Something may be open under this transformer; the next round gives it out."""
    Opening.objects.bulk_create([Opening(main_transformer_id=main_id, at=at)], ignore_conflicts=True)


@transaction.atomic
def raise_firm(reservation_id: int, *, at: datetime) -> bool:
    """Give a case of what it still lacks as much as is open now; True when that was something."""
    found = Reservation.objects.get(pk=reservation_id)
    Timeline.objects.locked(found.timeline_id)
    queries.lock_above(found.feeder_id)
    along = ("area__feeder__main_transformer", "feeder__main_transformer")
    row = Reservation.objects.select_related(*along).get(pk=found.pk)
    if not row.is_constrained or row.stage == "RELEASED":
        return False
    more = min(queries.open_capacity_kva(row.target, at=at), row.applied_kva - row.firm_kva)
    if more <= 0:
        return False
    row.firm_kva += more
    row.full_on = row.full_on if row.is_constrained else None
    row.save(update_fields=["firm_kva", "full_on"])
    data = {"target": row.target.code, "firm_kva": str(row.firm_kva), "applied_kva": str(row.applied_kva)}
    machine.record(row, "raise_firm", row.stage, by=None, at=at, data=data)
    _tell([row], at=at)
    return True


@transaction.atomic
def take_openings() -> list[int]:
    """The transformers under which something may be open; each is handed out once."""
    rows = list(Opening.objects.select_for_update(skip_locked=True).order_by("at"))
    Opening.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [row.pk for row in rows]


@transaction.atomic
def watch(user: User, *, kva: Decimal, at: datetime, target: Target | None = None, township_code: str = "") -> Watch:
    """Remember who wants to be told. Asked twice it is kept once."""
    if kva <= 0:
        raise Invalid({"kva": _("The capacity must be more than nothing and less than a power station.")})
    on: dict[str, Any] = {"township_code": township_code, "feeder": None, "area": None}
    if target is not None:
        on |= {"area" if isinstance(target, TransformerArea) else "feeder": target, "township_code": ""}
    row, _new = Watch.objects.get_or_create(user=user, kva=kva, told_at=None, **on, defaults={"asked_at": at})
    return row


@transaction.atomic
def unwatch(watch_id: int, *, by: User) -> None:
    Watch.objects.filter(pk=watch_id, user=by, told_at=None).delete()


@transaction.atomic
def tell_watchers(*, at: datetime) -> int:
    """Whoever waited for what is open now hears of it, once."""
    waiting = Watch.objects.select_for_update(of=["self"], skip_locked=True).filter(told_at=None)
    rows = list(waiting.select_related("user", "area", "feeder").order_by("pk"))
    if not rows:
        return 0
    found = open_everywhere(at=at)
    best = _best_by_town(found)
    told = [row for row in rows if _open_for(row, found, best) >= row.kva]
    for row in told:
        place = row.area or row.feeder
        notifications.queue(
            OPENED.key, to=row.user, about=str(row.pk), url="/capacity/", at=at, dedup=f"{OPENED.key}:{row.pk}",
            context={"kva": f"{row.kva:.0f}", "place": place.name if place else _town(row.township_code)},
        )  # fmt: skip
    Watch.objects.filter(pk__in=[row.pk for row in told]).update(told_at=at)
    return len(told)


def _open_for(row: Watch, found: Mapping[Any, Any], best: Mapping[str, Decimal]) -> Decimal:
    if row.township_code:
        return best.get(row.township_code, Decimal(0))
    key = ("area", row.area_id) if row.area_id else ("feeder", row.feeder_id)
    return found[key].open_kva if key in found else Decimal(0)


def _best_by_town(found: Mapping[Any, Any]) -> dict[str, Decimal]:
    best: dict[str, Decimal] = {}
    for pk, code in TransformerArea.objects.exclude(township_code="").values_list("pk", "township_code"):
        best[code] = max(best.get(code, Decimal(0)), found[("area", pk)].open_kva)
    return best


def _town(code: str) -> str:
    return next((town.name for town in TOWNS if town.code == code), code)
