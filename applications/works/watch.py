"""Look after filings: whose undertaking, receipt or photo is missing. Finds; `approvals.filing.actions` writes."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.timezone import localdate

from applications.models import Application
from approvals.filing.actions import raise_alarm
from approvals.filing.rules import FilingFacts, gaps
from approvals.models import Filing
from deadlines.actions import current_calendar


def watch_filings(*, at: datetime) -> int:
    """Raise every alarm that is due and not raised yet. Returns how many there were."""
    calendar, today, raised = current_calendar(), localdate(at), 0
    rows = Filing.objects.unfinished().select_related("round").prefetch_related("alarms")
    cases = {
        case.timeline_id: case
        for case in Application.objects.filter(timeline__in=rows.values("timeline"), round__filings__in=rows)
        .prefetch_related("grid_works_rows", "customer_works_rows")
    }  # fmt: skip
    for filing in rows:
        case = cases.get(filing.timeline_id)
        if case is None:
            continue
        facts, known = facts_of(case, filing, today=today), {alarm.gap for alarm in filing.alarms.all()}
        for gap in gaps(facts, calendar, today=today):
            if gap not in known:
                raised += raise_alarm(filing.pk, gap, have_works_begun=facts.have_works_begun, at=at)
    return raised


def facts_of(case: Application, filing: Filing, *, today: date) -> FilingFacts:
    works, own = next(iter(case.grid_works_rows.all()), None), next(iter(case.customer_works_rows.all()), None)
    built = max(filter(None, (works and works.done_at, own and own.passed_at)), default=case.energised_at)
    return FilingFacts(
        stage=filing.stage, opened_on=localdate(filing.round.opened_at),
        filed_on=localdate(filing.filed_at) if filing.filed_at else None, has_receipt=bool(filing.receipt_no),
        is_basis_in_force=filing.is_basis_in_force_on(today), have_works_begun=bool(works and works.started_at),
        built_on=localdate(built) if built else None,
    )  # fmt: skip
