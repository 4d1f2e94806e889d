"""What the pages of visits show: what is to be made, who was not visited this quarter, one customer. Reads only."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, DateTimeField, Max, OuterRef, Subquery, Value, When
from django.utils import timezone

from customers.choices import ImportanceLevel
from customers.models import Customer
from customers.visits import rules
from customers.visits.choices import IMPORTANT
from customers.visits.models import PlannedVisit, VisitPlan, VisitWord

ORDER = (ImportanceLevel.SPECIAL, ImportanceLevel.FIRST, ImportanceLevel.SECOND, ImportanceLevel.TEMPORARY)
BY_IMPORTANCE = Case(*(When(importance_level=level, then=Value(rank)) for rank, level in enumerate(ORDER)))
MOST = 300


def to_make(user: Any, *, only_own: bool, day: date) -> list[dict[str, Any]]:
    """Soonest first; what is late stands on top by itself."""
    rows = VisitPlan.objects.visible_to(user).open().select_related("customer", "responsible").order_by("due_on", "pk")
    if only_own:
        rows = rows.filter(responsible=user)
    return [{"plan": plan, "is_late": plan.due_on < day} for plan in rows[:MOST]]


def important(*, day: date) -> dict[str, Any]:
    """Every important customer with the last complete visit and the next plan; those not visited this quarter first."""
    period = rules.period_of(day)
    done = PlannedVisit.objects.filter(is_complete=True, visit__customer=OuterRef("pk")).order_by()
    last = done.values("visit__customer").annotate(last=Max("visit__visited_at")).values("last")
    plan = VisitPlan.objects.open().filter(customer=OuterRef("pk")).order_by("due_on")
    rows = Customer.objects.filter(importance_level__in=IMPORTANT).annotate(
        rank=BY_IMPORTANCE, last_at=Subquery(last, output_field=DateTimeField()),
        next_on=Subquery(plan.values("due_on")[:1]), next_plan=Subquery(plan.values("pk")[:1]),
    )  # fmt: skip
    found = [{"customer": row, "last_on": _day(row.last_at), "is_due": _is_due(row.last_at, period)} for row in rows]
    found.sort(key=lambda one: (not one["is_due"], one["customer"].rank, one["customer"].pk))
    scores = VisitWord.objects.filter(visit__customer__importance_level__in=IMPORTANT, given_at__date__gte=period.first)
    figures = rules.coverage(
        {one["customer"].pk: one["last_on"] for one in found}, scores.values_list("score", flat=True), period
    )
    return {"rows": found[:MOST], "period": period, "figures": figures}


def _day(moment: Any) -> date | None:
    return timezone.localdate(moment) if moment else None


def _is_due(moment: Any, period: rules.Period) -> bool:
    day = _day(moment)
    return day is None or not period.first <= day <= period.last


def visits_of(plan: VisitPlan) -> list[dict[str, Any]]:
    """What was made for a plan, with who was there and who was missing."""
    rows = plan.visits.select_related("visit__word").prefetch_related("visit__attendances__user").order_by("pk")
    return [_made(row, plan) for row in rows]


def _made(row: Any, plan: VisitPlan) -> dict[str, Any]:
    there = list(row.visit.attendances.all())
    missing = rules.missing(plan.kind, [one.part for one in there])
    return {
        "visit": row.visit, "is_complete": row.is_complete, "attendances": there, "missing": missing,
        "missing_labels": [part.label for part in missing], "word": getattr(row.visit, "word", None),
    }  # fmt: skip
