"""A fault is declared a major event: by its extent, or by somebody who knows more. It keeps its course."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Invalid, NotAllowed, WrongStage
from accounts.roles import Role
from gridhealth.models import Feeder
from outages import moving
from outages.choices import DARK, OutageStage
from outages.faults import pushing
from outages.faults.major.rules import Extent, reasons, rules_on
from outages.models import Outage

MAY_DECLARE = frozenset({Role.DISPATCH, Role.SUPERVISOR})
TOLD = (Role.SUPERVISOR, Role.CHIEF)
VITAL = Q(customer__is_life_support=True) | Q(customer__importance_level__in=["SPECIAL", "FIRST"])


@transaction.atomic
def declare(outage_id: int, *, by: User, at: datetime, reason: str) -> Outage:
    """Somebody holds it for a major event, and says why."""
    outage = Outage.objects.locked(outage_id)
    if outage.stage not in DARK or outage.is_major:
        raise WrongStage
    if not by.roles & MAY_DECLARE:
        raise NotAllowed
    if not reason.strip():
        raise Invalid({"reason": [_("Say why it is a major event.")]})
    return _mark(outage, by=by, at=at, reason=reason.strip(), data={})


def judge(outage: Outage, *, at: datetime) -> Outage:
    """Its extent makes a confirmed fault a major event. The caller holds its lock."""
    if outage.is_major or outage.stage not in DARK or outage.stage == OutageStage.DETECTED:
        return outage
    extent, rules = extent_of(outage), rules_on(localdate(at))
    found = reasons(extent, rules)
    if not found:
        return outage
    return _mark(outage, by=None, at=at, data={"rules": rules.name, "reasons": found, **extent._asdict()})


def extent_of(outage: Outage) -> Extent:
    dark = outage.parts.dark().filter(is_void=False)
    lines = Feeder.objects.filter(main_transformer=outage.feeder.main_transformer_id, areas__isnull=False).distinct()
    return Extent(
        customers=dark.aggregate(n=Sum("customers"))["n"] or 0, 
        vital=outage.without_power().filter(VITAL).values("customer").distinct().count(),
        lines=dark.filter(area=None, feeder__in=lines).values("feeder").distinct().count(), lines_of=lines.count(),
    )  # fmt: skip


def _mark(outage: Outage, *, by: User | None, at: datetime, data: dict[str, Any], reason: str = "") -> Outage:
    outage.major_at = at
    outage.save(update_fields=["major_at"])
    moving.record(outage, "declare", outage.stage, by=by, at=at, reason=reason, data=data)
    pushing.send(outage, "fault-is-major", User.objects.holding(*TOLD), at=at)
    return outage
