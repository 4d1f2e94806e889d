"""What is missing of a filing, and since when it is worth an alarm. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from approvals.choices import FilingStage
from approvals.filing.models import Gap
from deadlines.rules import WorkCalendar

# Workdays until what should be there is missed: the signature and the receipt, and the photo after the works.
GRACE = {Gap.UNSIGNED: 1, Gap.NO_RECEIPT: 1, Gap.NOT_RESTORED: 10}


@dataclass(frozen=True, kw_only=True)
class FilingFacts:
    """A filing as the rule sees it. Days are the county's."""

    stage: str
    opened_on: date
    filed_on: date | None = None
    has_receipt: bool = False
    is_basis_in_force: bool = True
    have_works_begun: bool = False
    built_on: date | None = None


def gaps(facts: FilingFacts, calendar: WorkCalendar, *, today: date) -> list[Gap]:
    """Everything that is missing today. Works that have begun leave no grace to the signature and the receipt."""
    found = []
    if facts.stage == FilingStage.FILING_DRAFT:
        if not facts.is_basis_in_force:
            found.append(Gap.PAPER_ENDED)
        if facts.have_works_begun or _is_late(Gap.UNSIGNED, facts.opened_on, calendar, today=today):
            found.append(Gap.UNSIGNED)
    if facts.stage == FilingStage.FILED:
        if not facts.has_receipt and _is_late(Gap.NO_RECEIPT, facts.filed_on, calendar, today=today):
            found.append(Gap.NO_RECEIPT)
        if _is_late(Gap.NOT_RESTORED, facts.built_on, calendar, today=today):
            found.append(Gap.NOT_RESTORED)
    return found


def _is_late(gap: Gap, since: date | None, calendar: WorkCalendar, *, today: date) -> bool:
    """The day itself is not counted, and the last day of the grace is still in time."""
    return since is not None and today > since and calendar.workdays_between(since, today) > GRACE[gap]
