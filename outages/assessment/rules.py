"""What a team's outages weigh against its budget of customer-hours. The weights are dated data, not code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from deadlines.editions import in_force
from outages.assessment.choices import Exemption

HOUR = Decimal(3600)
REASONS = {
    "planned": _("planned"), "fault": _("fault"), "repeated": _("again within 60 days"),
    "unannounced": _("not announced"), "overrun": _("past the announced end"), "RATIONING": _("rationing"),
    **dict(Exemption.choices),
}  # fmt: skip


@dataclass(frozen=True)
class AssessmentRules:
    """Weights and guards, from a date on."""

    name: str
    effective_from: date
    planned: Decimal
    fault: Decimal
    repeated: Decimal
    repeated_within: timedelta
    unannounced: Decimal
    overrun: Decimal
    saved: Decimal
    sampled_alive: Decimal
    appeal_workdays: int


ASSESSMENT_RULES = (
    AssessmentRules(
        "assessment-2026", date(2020, 1, 1), Decimal("1.0"), Decimal("1.0"), Decimal("2.0"), timedelta(days=60),
        Decimal("2.0"), Decimal("1.5"), Decimal("0.5"), Decimal("0.95"), 5,
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Record:
    """One interruption of one place as the assessment sees it; both moments come from meters or terminals."""

    place: int
    customers: int
    off_at: datetime
    on_at: datetime
    is_planned: bool
    is_announced: bool = True
    announced_end: datetime | None = None
    exemption: str = ""

    def customer_hours(self, start: datetime, end: datetime) -> Decimal:
        return self.customers * Decimal(max(end - start, timedelta(0)).total_seconds()) / HOUR


@dataclass(frozen=True)
class Weighed:
    """What one record costs, and which rule made it so."""

    record: Record
    used: Decimal
    reasons: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        return [str(REASONS.get(reason, reason)) for reason in self.reasons]


def rules_on(day: date, table: Sequence[AssessmentRules] = ASSESSMENT_RULES) -> AssessmentRules:
    return in_force(table, day)


def weigh(record: Record, earlier: Iterable[Record], rules: AssessmentRules) -> Weighed:
    """The gravest of repeated and unannounced applies once; minutes past the announced end weigh more again."""
    if record.exemption:
        return Weighed(record, Decimal(0), (record.exemption,))
    weight, reason = (rules.planned, "planned") if record.is_planned else (rules.fault, "fault")
    since = record.off_at - rules.repeated_within
    if any(one.place == record.place and since <= one.off_at < record.off_at for one in earlier):
        weight, reason = max((weight, reason), (rules.repeated, "repeated"))
    if record.is_planned and not record.is_announced:
        weight, reason = max((weight, reason), (rules.unannounced, "unannounced"))
    end = min(max(record.announced_end or record.on_at, record.off_at), record.on_at)
    over = record.customer_hours(end, record.on_at)
    used = record.customer_hours(record.off_at, end) * weight + over * max(weight, rules.overrun)
    return Weighed(record, used, (reason, "overrun") if over else (reason,))


def score(budget: Decimal, used: Iterable[Weighed], saved_hours: Decimal, rules: AssessmentRules) -> Decimal:
    """What is left of the budget; customer-hours saved by live work or quick transfer are half given back."""
    return budget - sum((one.used for one in used), Decimal(0)) + rules.saved * saved_hours


def is_restored(*, sampled: int, alive: int, rules: AssessmentRules) -> bool:
    """The meters say it, not the crew: enough of those asked answer again."""
    return sampled > 0 and Decimal(alive) >= rules.sampled_alive * sampled
