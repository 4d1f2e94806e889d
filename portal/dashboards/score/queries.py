"""The self-score and the achieved times, from the county's own cases, with the definition and the query of each number.

`computed` and `achieved` know of no request and no person: any page may show what they answer.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outages.assessment.models import Budget
from outages.indices.models import Interruption
from outages.indices.queries import Scope, told, whole
from outages.indices.rules import IEEE_1366
from portal.dashboards.choices import SupplyClass
from portal.dashboards.dimensions import step_name
from portal.dashboards.models import CaseFact
from portal.dashboards.periods import Period, last_days
from portal.dashboards.queries import ALL_DAYS, Percentile, energised_in, steps_in

COMPARED = (SupplyClass.SMALL_MICRO, SupplyClass.LV_OTHER)
MINUTES_AN_HOUR = 60
# Hours a year and times a year that nobody may exceed for one, two and three points.
STEPS = (Decimal(12), Decimal(4), Decimal(1))
MOST_POINTS = 8


class Number(NamedTuple):
    """One number: what it is called, its value (None: too little to tell), its unit, what it counts, and how."""

    key: str
    label: Any
    value: float | None
    unit: Any
    says: Any
    query: str


class Point(NamedTuple):
    """One part of the index: how many points of how many, and why."""

    label: Any
    points: int
    most: int
    says: Any


def compared(period: Period) -> QuerySet[CaseFact]:
    """New low-voltage connections of businesses: what international comparisons ask about."""
    return energised_in(period).filter(supply_class__in=COMPARED)


def computed(*, at: datetime) -> list[Number]:
    """Interactions, days and cost of the last twelve months: one statement."""
    calendar_days = ExpressionWrapper(F("ended_at") - F("arrived_at"), output_field=DurationField())
    figures = {
        "contacts": Avg("interactions"), "workdays": Percentile(ALL_DAYS, "0.5"),
        "passed": Percentile(calendar_days, "0.5", output_field=DurationField()), "cases": Count("pk"),
        "free": Count("pk", filter=Q(application__is_company_invested=True)),
    }  # fmt: skip
    rows = compared(last_days(timezone.localdate(at), 365)).order_by().values("outcome").annotate(**figures)
    found: dict[str, Any] = dict(next(iter(rows), {}))
    passed, cases = found.get("passed"), found.get("cases", 0)
    values = {
        "contacts": found.get("contacts"), "workdays": found.get("workdays"), "cases": float(cases),
        "days": passed.total_seconds() / 86_400 if passed else None, "free": found["free"] / cases if cases else None,
    }  # fmt: skip
    query = str(rows.query)
    return [Number(key, label, values[key], unit, says, query) for key, label, unit, says in NUMBERS]


NUMBERS = (
    ("contacts", _("Interactions"), _("a case"), _("Mean number of times a customer had to do something: apply, "
     "correct, book, confirm, sign, report. What the portal fetches by itself is none.")),
    ("days", _("Days"), _("calendar days"), _("Median of calendar days from application to power, nights and "
     "holidays included.")),
    ("workdays", _("Workdays"), _("workdays"), _("The same in workdays, all parties together.")),
    ("free", _("Without cost to the boundary"), _("of cases"), _("Share of cases in which the company paid for "
     "everything up to the customer's boundary.")),
    ("cases", _("Cases compared"), _("cases"), _("New low-voltage connections of businesses with power in the last "
     "twelve months.")),
)  # fmt: skip


def reliability(*, at: datetime) -> list[Point]:
    """The parts of the reliability and transparency index: three statements."""
    year = timezone.localdate(at).year
    indices = told([whole(year)], IEEE_1366, Scope(None, None), at=at)[0]
    recorded = Interruption.objects.filter(off_at__year=year).exists()
    return [
        Point(_("How long and how often"), duration_points(indices), 3, _("One point each for at most 12, 4 and 1: "
              "hours without supply (SAIDI) and interruptions (SAIFI) a customer this year, both must hold.")),
        Point(_("Outages are recorded by machine"), int(recorded), 1, _("Interruptions of this year stand with their "
              "moments, told by terminals.")),
        Point(_("Restoration is recorded step by step"), int(recorded), 1, _("Each transformer area has its own moment "
              "of return.")),
        Point(_("The regulator watches"), 0, 1, _("Not ours to say: no point is claimed.")),
        Point(_("Outages cost the company something"), int(Budget.objects.filter(year=year).exists()), 1,
              _("Teams have a budget of hours for this year and are assessed by it.")),
        Point(_("Prices are published with their day"), 0, 1, _("Not computed from cases: no point is claimed.")),
    ]  # fmt: skip


def duration_points(indices: Any) -> int:
    """Zero to three; nothing known is nothing."""
    if indices is None:
        return 0
    hours, times = Decimal(indices.saidi) / MINUTES_AN_HOUR, Decimal(indices.saifi)
    return sum(hours <= most and times <= most for most in STEPS)


def achieved(period: Period) -> list[dict[str, Any]]:
    """For each step the promise, what was achieved, how much on time, and of how many cases: one statement."""
    return [
        {**row, "word": step_name(row["kind"]), "share": row["kept"] / row["cases"]}
        for row in steps_in(period)
    ]  # fmt: skip
