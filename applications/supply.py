"""A case that lacked capacity gets more of it, or another date for the rest: its survey and its customer hear of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from applications.actions import tell
from applications.models import Application
from applications.rules.decision import plain
from gridhealth.models import Reservation


@transaction.atomic
def follow_supply(reservations: Iterable[Reservation], *, at: datetime) -> int:
    """Once for each amount and date; returns how many cases there were."""
    held = {row.pk: row for row in reservations}
    cases = list(Application.objects.filter(reservation__in=held).select_related("timeline", "customer"))
    for case in cases:
        _follow(case, held[case.reservation_id or 0], at=at)
    return len(cases)


def _follow(case: Application, held: Reservation, *, at: datetime) -> None:
    survey = case.survey
    is_more = survey is not None and survey.firm_kva != held.firm_kva
    if survey is not None:
        survey.firm_kva, survey.is_constrained = held.firm_kva, held.is_constrained
        survey.save(update_fields=["firm_kva", "is_constrained"])
    facts = {"firm_kva": plain(held.firm_kva), "applied_kva": plain(held.applied_kva)}
    if held.full_on is None:
        tell(case, "capacity-complete", at=at, dedup=plain(held.firm_kva), **facts)
        return
    template = "capacity-raised" if is_more else "capacity-dated"
    dedup = f"{plain(held.firm_kva)}-{held.full_on}"
    tell(case, template, at=at, dedup=dedup, full_on=held.full_on.isoformat(), **facts)
