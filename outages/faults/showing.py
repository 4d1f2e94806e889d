"""Faults as pages and programs read them, and who may see which."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.refusals import Hidden
from accounts.roles import Role
from customers.models import SupplyPoint
from outages.choices import OVER, Verdict
from outages.faults.verbs import VERBS
from outages.models import Outage, Part, Report, points_behind

MOST = 200
ROWS = ("timeline", "feeder", "area", "cell", "crew")


def is_officer(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_staff and user.roles - {Role.GOV})


def visible_to(user: Any) -> QuerySet[Outage]:
    """Officers see every fault; a customer those that touch an account of theirs, or that they reported."""
    rows = Outage.objects.select_related(*ROWS)
    if is_officer(user):
        return rows
    if not user.is_authenticated or user.is_staff:
        return rows.none()
    mine = SupplyPoint.objects.filter(customer__user=user, closed_at=None)
    parts = Part.objects.filter(Q(area__in=mine.values("area")) | Q(area=None, feeder__in=mine.values("feeder")))
    return rows.filter(Q(pk__in=parts.values("outage")) | Q(reports__by=user)).distinct()


def found(number: str, user: Any) -> Outage:
    row = visible_to(user).filter(timeline__reference=number).first()
    if row is None:
        raise Hidden
    return row


def board(at: datetime) -> dict[str, Any]:
    """What a dispatcher looks at: what is going on, and reports that no outage explains yet."""
    rows = Outage.objects.select_related(*ROWS).prefetch_related("parts", "estimates")
    return {
        "outages": [row_of(one, at=at) for one in rows.exclude(stage__in=OVER).order_by("-detected_at")[:MOST]],
        "loose": Report.objects.filter(outage=None, verdict=Verdict.OPEN)
        .select_related("area", "supply_point__area").order_by("-reported_at")[:50],
    }  # fmt: skip


def row_of(outage: Outage, *, at: datetime) -> dict[str, Any]:
    parts = list(outage.parts.all())
    dark = [part for part in parts if part.back_at is None and not part.is_void]
    return {
        "outage": outage, "is_off": bool(dark),
        "dark": sum(part.customers for part in dark), "all": sum(part.customers for part in parts),
        "is_late": outage.arrived_at is None and bool(dark) and outage.arrive_by_at is not None
        and outage.arrive_by_at < at,
        "estimate": max(outage.estimates.all(), key=lambda one: one.pk, default=None),
    }  # fmt: skip


def facts(outage: Outage) -> list[dict[str, Any]]:
    """Label and value, for officers."""
    told = [
        (_("Line"), outage.feeder.name),
        (_("Cause"), outage.get_cause_display()),
        (_("Found"), outage.finding),
        (_("Crew"), outage.crew or _("no crew yet")),
        (_("Accounts without power"), outage.without_power().count()),
        (_("Accounts affected"), outage.affected().count()),
        (_("Reports"), outage.reports.count()),
    ]
    return [{"label": label, "value": value} for label, value in told if value != ""]


def happened(outage: Outage) -> list[dict[str, Any]]:
    """The outage's timeline, newest first."""
    names = {name: verb.label for name, verb in VERBS.items()}
    names |= {
        "detect": _("Detected"), "restore_part": _("Partly restored"), "verify": _("Restoration verified"),
        "reopen": _("Open again"), "still_out": _("A customer still has no power"),
    }  # fmt: skip
    events = outage.timeline.events.select_related("by").order_by("-seq")
    return [
        {"at": one.at, "title": names.get(one.verb, one.verb), "by": one.by or _("The portal"), "text": one.reason}
        for one in events
    ]


def is_out(outage: Outage, user: Any) -> bool:
    """Whether an account of this person is behind a part that is dark."""
    return points_behind(outage.parts.filter(back_at=None, is_void=False)).filter(customer__user=user).exists()
