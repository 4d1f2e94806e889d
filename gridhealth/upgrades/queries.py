"""What stands in the way of whom, and who waits for an upgrade."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from gridhealth.choices import TAKING
from gridhealth.models import Feeder, Reservation, TransformerArea
from gridhealth.towns import TOWNS
from gridhealth.upgrades.models import Upgrade, Watch


def bottleneck_of(target: Feeder | TransformerArea, label: str) -> Any:
    """The object that a bottleneck's label means, seen from a line or an area."""
    feeder = target.feeder if isinstance(target, TransformerArea) else target
    return {"area": target, "feeder": feeder, "main-transformer": feeder.main_transformer}[label]


def upgrade_for(target: Feeder | TransformerArea, label: str) -> Upgrade | None:
    """The works under way on the bottleneck."""
    full = bottleneck_of(target, label)
    return Upgrade.objects.filter(done_on=None, **{label.replace("-", "_"): full}).first()


def lacking() -> Any:
    """Cases that have less than they asked for."""
    return Reservation.objects.filter(stage__in=TAKING, firm_kva__lt=F("applied_kva"))


def waiting_for(upgrade: Upgrade) -> Any:
    return lacking().filter(upgrade=upgrade).order_by("reserved_at", "pk")


def lacking_under(mains: Iterable[int]) -> list[int]:
    """Who lacks something under these transformers, the longest waiting first."""
    rows = lacking().filter(feeder__main_transformer__in=list(mains))
    return list(rows.order_by("reserved_at", "pk").values_list("pk", flat=True))


def board() -> Any:
    """Upgrades under way, the soonest promised first, the finished ones last."""
    along = ("owner", "area__feeder", "feeder", "main_transformer__substation")
    return Upgrade.objects.select_related(*along).order_by(F("done_on").desc(nulls_first=True), "planned_on", "pk")


def watches_of(user: Any) -> list[Watch]:
    """What somebody still waits to be told."""
    rows = list(Watch.objects.filter(user=user, told_at=None).select_related("area", "feeder").order_by("-pk"))
    for row in rows:
        town = next((one.name for one in TOWNS if one.code == row.township_code), "")
        row.place = town or str(_("where you asked"))  # type: ignore[attr-defined]
    return rows
