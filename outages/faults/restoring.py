"""Power comes back, part by part; and what is done when somebody says that it did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Hidden, WrongStage
from deadlines import actions as deadlines
from gridhealth.models import TransformerArea
from gridhealth.telemetry.choices import PowerKind
from gridhealth.telemetry.models import PowerEvent
from outages import moving
from outages.assessment.rules import is_restored, rules_on
from outages.choices import OVER, OutageStage, Source, Verdict
from outages.faults import pushing, rules
from outages.models import Outage, Part, Report

S = OutageStage


@transaction.atomic
def restore_parts(
    outage_id: int, parts: Mapping[int, datetime], *, by: Any, at: datetime, is_measured: bool = False
) -> Outage:  # fmt: skip
    """Power is back in these parts, each at its moment. With the last one the outage is over."""
    outage = Outage.objects.locked(outage_id)
    rows = list(outage.parts.dark().filter(pk__in=parts))
    if not rows:
        return outage
    for row in rows:
        row.back_at = max(row.off_at, parts[row.pk])
    Part.objects.bulk_update(rows, ["back_at"])
    dark = outage.parts.dark()
    is_over = not dark.exists()
    outage.restored_at = max(row.back_at for row in rows if row.back_at) if is_over else None
    outage.is_answered = is_measured and is_over and _have_answered(outage, at=at)
    verb = "restore" if is_over else "restore_part"
    moving.move(outage, verb, by=by, at=at, data={"parts": sorted(row.pk for row in rows)})
    if outage.stage == S.RESTORED:
        deadlines.stop_all(outage.timeline, at=at)
    _tell(outage, [row.pk for row in rows], at=at)
    if outage.is_answered and not outage.still_out().exists():
        moving.move(outage, "verify", by=None, at=at)
    return outage


def _tell(outage: Outage, parts: list[int], *, at: datetime) -> None:
    """Power is back. After it had gone again that is news once more, but not while a switch chatters."""
    turn = f":{max(parts)}"
    earlier = outage.pushes.filter(Q(turn=turn) | Q(turn__startswith=f"{turn}+"), template=pushing.RESTORED)
    last = earlier.order_by("-at").first()
    if last and at - last.at > rules.FLAP:
        turn = f"{turn}+{earlier.count()}"
    pushing.push(outage, pushing.RESTORED, outage.parts.filter(pk__in=parts), at=at, turn=turn)


def _have_answered(outage: Outage, *, at: datetime) -> bool:
    """Of the terminals that were heard to go, enough are heard again; where none was, the line's own word counts."""
    since = (outage.began_at or at) - rules.BELIEVED  # some go a little before the moment they agree on
    of_it = PowerEvent.objects.filter(terminal__area__in=outage.parts.values("area"), at__gte=since)
    kinds = Counter(of_it.order_by("terminal", "-at", "-pk").distinct("terminal").values_list("kind", flat=True))
    alive, in_force = kinds[PowerKind.ON], rules_on(timezone.localdate(at))
    return not kinds or is_restored(sampled=kinds.total(), alive=alive, rules=in_force)


@transaction.atomic
def restore(outage_id: int, *, by: Any, at: datetime, area: TransformerArea | None = None) -> Outage:
    """The crew says that power is back: in one area, or everywhere."""
    outage = Outage.objects.locked(outage_id)
    dark = outage.parts.dark()
    found = dark.filter(area=area) if area else dark
    if outage.stage in OVER:
        raise WrongStage
    return restore_parts(outage_id, dict.fromkeys(found.values_list("pk", flat=True), at), by=by, at=at)


@transaction.atomic
def still_out(outage_id: int, *, by: User, at: datetime) -> Report:
    """A customer behind a restored part has no power: the part is dark again."""
    outage = Outage.objects.locked(outage_id)
    point = outage.affected().filter(customer__user=by).select_related("area").first()
    if point is None:
        raise Hidden
    if outage.stage not in (S.RESTORED, S.VERIFIED, S.PARTLY_RESTORED):
        raise WrongStage
    report, _new = Report.objects.get_or_create(
        outage=outage, by=by, is_still_out=True, verdict=Verdict.OPEN,
        defaults={"source": Source.CUSTOMER, "supply_point": point, "area": point.area, "reported_at": at},
    )  # fmt: skip
    outage.parts.filter(area=point.area_id, is_void=False).update(back_at=None)
    moving.record(outage, "still_out", outage.stage, by=by, at=at, data={"report": report.pk})
    reopen(outage_id, by=None, at=at)
    return report


@transaction.atomic
def reopen(outage_id: int, *, by: Any, at: datetime) -> Outage:
    """It is not over after all."""
    outage = Outage.objects.locked(outage_id)
    if outage.stage in (S.RESTORED, S.VERIFIED):
        outage.is_answered, outage.restored_at = False, None
        moving.move(outage, "reopen", by=by, at=at)
    return outage
