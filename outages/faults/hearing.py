"""What 95598 tells of callers without power: taken once a ticket, whatever comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from customers.models import SupplyPoint
from gridhealth.models import TransformerArea
from gridhealth.queries import nearest
from outages.choices import Source, Verdict
from outages.faults.reporting import HERE_M, report
from outages.models import Report

WORDS = ("OPENED", "WITHDRAWN")


@dataclass(frozen=True)
class Call:
    """What a caller said: about which account, transformer or spot, or at least in which words."""

    ticket: str
    word: str
    account_no: str
    area: str
    place: str
    spot: tuple[Decimal, Decimal] | None
    said_at: datetime


@transaction.atomic
def hear(call: Call, *, at: datetime) -> tuple[Report, bool]:
    """Take one word about a ticket; the second value says whether it changed anything."""
    if call.word == "WITHDRAWN":
        return _withdraw(call)
    known = Report.objects.filter(external_id=call.ticket).first()
    if known is not None:
        return known, False
    point = SupplyPoint.objects.filter(account_no=call.account_no, closed_at=None).select_related("area").first()
    area = None if point else _area(call)
    if point is None and area is None:
        told = {"source": Source.HOTLINE, "place": call.place or call.area, "reported_at": call.said_at}
        return Report.objects.get_or_create(external_id=call.ticket, defaults=told)
    row = report(
        at=at, said_at=call.said_at, source=Source.HOTLINE, external_id=call.ticket, point=point, area=area,
        place=call.place,
    )  # fmt: skip
    return row, row.external_id == call.ticket


def _withdraw(call: Call) -> tuple[Report, bool]:
    """The caller takes it back; that may come before the call itself, which then opens nothing."""
    told = {"source": Source.HOTLINE, "verdict": Verdict.FALSE_ALARM, "reported_at": call.said_at}
    row, is_new = Report.objects.get_or_create(external_id=call.ticket, defaults=told)
    if not is_new and row.verdict == Verdict.OPEN:
        Report.objects.filter(pk=row.pk).update(verdict=Verdict.FALSE_ALARM)
        row.refresh_from_db()
        return row, True
    return row, is_new


def _area(call: Call) -> TransformerArea | None:
    """By the code 95598 keeps, else by the spot on its map."""
    found = TransformerArea.objects.filter(code=call.area).first() if call.area else None
    if found is not None or call.spot is None:
        return found
    longitude, latitude = call.spot
    near = nearest(latitude, longitude, among=TransformerArea.objects, reach_m=HERE_M)
    return near[0].target if near else None
