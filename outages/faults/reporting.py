"""What people report: joined to the outage it belongs to, or kept until it makes one."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Hidden, Invalid, NotAllowed, Unmet, WrongStage
from accounts.roles import Role
from customers.models import SupplyPoint
from gridhealth.models import TransformerArea
from notifications.actions import queue
from outages.choices import DARK, Source, Verdict
from outages.faults import crews, detection, rules
from outages.models import Outage, Part, Report

HERE_M = Decimal(3_000)
"""A spot on a map belongs to the nearest transformer, if one is as near as this."""


@transaction.atomic
def report(
    *, at: datetime, said_at: datetime | None = None, source: str = Source.CUSTOMER, by: User | None = None,
    point: SupplyPoint | None = None, area: TransformerArea | None = None, external_id: str | None = None,
    place: str = "",
) -> Report:  # fmt: skip
    """Take a report. The same paper of the hotline twice, and the same customer twice, are once.

    `said_at` is when the person spoke, if that was earlier: it may belong to an outage that is over meanwhile.
    """
    area, moment = area or (point.area if point else None), said_at or at
    line: Any = area.feeder if area else point.feeder if point else None
    if line is None:
        raise Invalid({"place": [_("Choose the account or the place without power.")]})
    type(line).objects.select_for_update().get(pk=line.pk)
    earlier = _earlier(external_id, point, at=moment)
    if earlier:
        return earlier
    row = Report.objects.create(
        source=source, external_id=external_id, by=by, supply_point=point, area=area, reported_at=moment, place=place
    )
    return _join(row, line, area, at=at)


def _join(row: Report, line: Any, area: TransformerArea | None, *, at: datetime) -> Report:
    """Find or make the outage it belongs to; alone it waits."""
    outage = _outage_of(line, area, row.reported_at) or _made_by_reports(line, area, at=at)
    if outage:
        _loose(area).update(outage=outage, verdict=Verdict.PART_OF)
        Report.objects.filter(pk=row.pk).update(outage=outage, verdict=Verdict.PART_OF)
        row.refresh_from_db()
        promise = rules.arrival(outage.location_class, row.reported_at)
        crews.heard_since(Outage.objects.locked(outage.pk), row.reported_at, promise, at=at)
    return row


@transaction.atomic
def locate(report_id: int, *, area: TransformerArea, by: User, at: datetime) -> Report:
    """The dispatcher knows which place the caller means."""
    row = _judged(report_id, by=by)
    type(area.feeder).objects.select_for_update().get(pk=area.feeder_id)
    row.area = area
    row.save(update_fields=["area"])
    return _join(row, area.feeder, area, at=at)


@transaction.atomic
def believe(report_id: int, *, by: User, at: datetime) -> Report:
    """The dispatcher knows better than the count of reports: this one is an outage."""
    row = _judged(report_id, by=by)
    area: Any = row.area
    if area is None and row.supply_point is None:
        raise Unmet(_("First choose which place the caller means."))
    moments = {area: row.reported_at} if area else {}
    line = area.feeder if area else row.supply_point.feeder  # type: ignore[union-attr]
    outage = detection.cut(line, moments, at=at, began_at=row.reported_at, source=Source.OFFICER, by=by)
    _loose(area).update(outage=outage, verdict=Verdict.PART_OF)
    return _settle(row, Verdict.PART_OF, outage)


@transaction.atomic
def dismiss(report_id: int, *, by: User, at: datetime) -> Report:
    """It was none; whoever said so hears it."""
    row = _judged(report_id, by=by)
    _answer(row, "fault-none-found", at=at)
    return _settle(row, Verdict.FALSE_ALARM)


@transaction.atomic
def leave_to_customer(report_id: int, *, by: User, at: datetime) -> Report:
    """The network is sound; the person hears what to look at."""
    row = _judged(report_id, by=by)
    _answer(row, "fault-user-side", at=at)
    return _settle(row, Verdict.USER_SIDE)


def _answer(row: Report, template: str, *, at: datetime) -> None:
    if row.by is not None:
        queue(template, to=row.by, about="", url="/outages/report/", at=at, dedup=f"report:{row.pk}:{template}")


def _judged(report_id: int, *, by: User) -> Report:
    """An open report under its lock; whoever comes second is told so."""
    if Role.DISPATCH not in by.roles:
        raise NotAllowed
    rows = Report.objects.select_for_update(of=("self",)).select_related("area__feeder", "supply_point__feeder", "by")
    row = rows.filter(pk=report_id).first()
    if row is None:
        raise Hidden
    if row.verdict != Verdict.OPEN or row.outage_id:
        raise WrongStage
    return row


def _settle(row: Report, verdict: str, outage: Outage | None = None) -> Report:
    row.verdict, row.outage = verdict, outage
    row.save(update_fields=["verdict", "outage"])
    return row


def _earlier(external_id: str | None, point: SupplyPoint | None, *, at: datetime) -> Report | None:
    if external_id:
        return Report.objects.filter(external_id=external_id).first()
    still = Q(outage=None, verdict=Verdict.OPEN) | Q(outage__stage__in=DARK)  # what was settled may happen again
    recent = Report.objects.filter(still, supply_point=point, reported_at__gt=at - rules.REPORTS_TOGETHER)
    return recent.filter(is_still_out=False).first() if point else None


def _outage_of(line: Any, area: TransformerArea | None, moment: datetime) -> Outage | None:
    """The outage in which this part is dark now, or was when the person spoke."""
    parts = Part.objects.filter(feeder=line, area=area, is_void=False, off_at__lte=moment + rules.SAME_CUT)
    was_dark = Q(back_at=None) | Q(back_at__gt=moment)
    part = parts.filter(was_dark).select_related("outage").order_by("-off_at").first()
    return part.outage if part else None


def _loose(area: TransformerArea | None) -> Any:
    return Report.objects.loose().filter(area=area).exclude(area=None)


def _made_by_reports(line: Any, area: TransformerArea | None, *, at: datetime) -> Outage | None:
    moments = list(_loose(area).values_list("reported_at", flat=True))
    if area is None or not rules.is_cut_by_reports(moments, at=at):
        return None
    recent = [moment for moment in moments if at - moment <= rules.REPORTS_TOGETHER]
    return detection.cut(line, {area: min(recent)}, at=at, began_at=min(recent), source=Source.CUSTOMER)
