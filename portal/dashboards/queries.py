"""The figures of the dashboards, read in a fixed number of statements however many cases there are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Avg,
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import TruncMonth
from django.utils import timezone

from customers.serving.models import FEWEST_RATINGS
from deadlines.choices import Party
from deadlines.rules import CHINA, end_of
from portal.dashboards.dimensions import Dimension
from portal.dashboards.forecast.rules import LIKELY
from portal.dashboards.models import CaseFact, StepFact
from portal.dashboards.periods import Period, months_back

AGES = ((0, 3), (4, 7), (8, 14), (15, 30), (31, 60), (61, None))
MONTHS = 12
ALL_DAYS = F("company_days") + F("government_days") + F("customer_days")


class Percentile(Aggregate):
    """The value that `share` of the rows do not exceed: an existing row's, never one in between."""

    function = "percentile_disc"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Any, share: str, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


def lights(at: datetime, *, authority: bool = False) -> dict[str, Q]:
    """Which open cases are overdue, due today, at risk. One case is one thing: the most urgent."""
    due, amber = ("gov_due_at", "gov_amber_at") if authority else ("due_at", "amber_at")
    overdue = Q(**{f"{due}__lt": at})
    today = Q(**{f"{due}__gte": at, f"{due}__lte": end_of(timezone.localdate(at))})
    risk = Q(**{f"{amber}__lte": at, f"{due}__gt": end_of(timezone.localdate(at))})
    return {"overdue": overdue, "today": today, "at_risk": risk}


def _now(at: datetime, *, authority: bool = False) -> dict[str, Any]:
    found = lights(at, authority=authority)
    counts = {name: Count("pk", filter=which) for name, which in found.items()}
    likely = Count("pk", filter=Q(risk__gte=LIKELY) & ~found["overdue"])
    return {"cases": Count("pk"), **counts, "likely": likely}


def now_in_all(at: datetime) -> dict[str, int]:
    """Open cases by light and by age in days since the application."""
    facts = CaseFact.objects.open()
    ages = {f"age{n}": Count("pk", filter=_aged(at, *span)) for n, span in enumerate(AGES)}
    turns = {party.lower(): Count("pk", filter=Q(turn=party)) for party in Party.values}
    return facts.aggregate(**_now(at), **ages, **turns)


def _aged(at: datetime, least: int, most: int | None) -> Q:
    older = Q(arrived_at__lte=at - timedelta(days=least)) if least else Q()
    return older if most is None else older & Q(arrived_at__gt=at - timedelta(days=most + 1))


def now_by(dimension: Dimension, at: datetime) -> list[dict[str, Any]]:
    """Open cases by light for each key; an authority's lights are those of its own clock."""
    rows = _keyed(CaseFact.objects.open(), dimension)
    found = rows.annotate(**_now(at, authority=dimension.name == "authority"))
    return list(found.order_by("-overdue", "-today", "-at_risk", "-cases", "key"))


def _keyed(facts: QuerySet[CaseFact], dimension: Dimension) -> Any:
    return facts.annotate(key=dimension.key or F(dimension.field)).values("key")


def worded(tables: Iterable[tuple[Dimension, list[dict[str, Any]]]]) -> None:
    """Give each row its word; the words of one dimension are looked up once, however many tables it has."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    known = {}
    for dimension, rows in tables:
        known[dimension.name] = dimension
        by_name.setdefault(dimension.name, []).extend(rows)
    for name, rows in by_name.items():
        words = known[name].words([row["key"] for row in rows])
        for row in rows:
            row["word"] = words[row["key"]]


ON_TIME = Q(late_steps=0)
EVERY_STAGE = Q(late_steps=0, gov_late_steps=0)
FIGURES = {
    "cases": Count("pk"),
    "on_time": Count("pk", filter=ON_TIME),
    "every_stage": Count("pk", filter=EVERY_STAGE),
    "median": Percentile(ALL_DAYS, "0.5"),
    "p90": Percentile(ALL_DAYS, "0.9"),
    "company": Avg("company_days"),
    "government": Avg("government_days"),
    "customer": Avg("customer_days"),
    "contacts": Avg("interactions"),
    "ratings": Count("score"),
    "mean_score": Avg("score"),
    "content": Count("pk", filter=Q(score__gte=4)),
}


def energised_in(period: Period) -> QuerySet[CaseFact]:
    return CaseFact.objects.energised().ended_between(period.start, period.end)


def finished(period: Period) -> dict[bool, dict[str, Any]]:
    """Cases with power in this period (True) and in the one before (False), from one statement."""
    both = Period(period.before().first, period.last)
    is_now = Case(When(ended_at__gte=period.start, then=Value(True)), default=Value(False), output_field=BooleanField())
    rows: Any = energised_in(both).annotate(is_now=is_now).values("is_now").annotate(**FIGURES).order_by()
    found = {row["is_now"]: told(row) for row in rows}
    return {is_now: found.get(is_now) or told({}) for is_now in (True, False)}


def told(row: dict[str, Any]) -> dict[str, Any]:
    """With the shares; None where there is nothing to share, and no satisfaction of fewer than five."""
    cases, ratings = row.get("cases", 0), row.get("ratings", 0)
    fair = ratings >= FEWEST_RATINGS
    return {
        **dict.fromkeys(FIGURES), **row, "cases": cases, "ratings": ratings,
        "on_time_share": row["on_time"] / cases if cases else None,
        "every_stage_share": row["every_stage"] / cases if cases else None,
        "mean_score": row.get("mean_score") if fair else None,
        "content_share": row["content"] / ratings if fair else None,
    }  # fmt: skip


def finished_by(dimension: Dimension, period: Period) -> list[dict[str, Any]]:
    rows = _keyed(energised_in(period), dimension).annotate(**FIGURES).order_by("-cases", "key")
    return [told(row) for row in rows]


def arrivals(period: Period, at: datetime) -> tuple[dict[str, int], dict[date, int]]:
    """How many came in this period (`now`) and in the one before (`before`); and in each of the last twelve months."""
    start = min(period.before().start, Period.of(first_month(at)).start)
    came = CaseFact.objects.filter(arrived_at__gte=start).annotate(month=TruncMonth("arrived_at", tzinfo=CHINA))
    is_now = Q(arrived_at__gte=period.start, arrived_at__lt=period.end)
    is_before = Q(arrived_at__gte=period.before().start, arrived_at__lt=period.start)
    counts = {"all": Count("pk"), "now": Count("pk", filter=is_now), "before": Count("pk", filter=is_before)}
    rows: list[Any] = list(came.values("month").annotate(**counts).order_by())
    sums = {name: sum(row[name] for row in rows) for name in ("now", "before")}
    return sums, {row["month"].date(): row["all"] for row in rows}


def first_month(at: datetime) -> date:
    return months_back(timezone.localdate(at), MONTHS)[0]


def by_month(came: dict[date, int], at: datetime) -> list[dict[str, Any]]:
    """The last twelve months, the present one included: what came, what got power, how much of it on time."""
    went: Any = CaseFact.objects.energised().filter(ended_at__gte=Period.of(first_month(at)).start)
    went = went.annotate(month=TruncMonth("ended_at", tzinfo=CHINA))
    ended = {row["month"].date(): row for row in went.values("month").annotate(**FIGURES).order_by()}
    months = months_back(timezone.localdate(at), MONTHS)
    return [{**told(ended.get(month, {})), "month": month, "arrivals": came.get(month, 0)} for month in months]


def steps_in(period: Period, *, by_class: bool = False) -> list[dict[str, Any]]:
    """Each promise that ended in the period: how long it took against how long was promised, in workdays."""
    rows = StepFact.objects.stopped_between(period.start, period.end).exclude(owner=Party.CUSTOMER)
    figures = {
        "cases": Count("pk"), "kept": Count("pk", filter=Q(is_on_time=True)), "median": Percentile("used", "0.5"),
        "p90": Percentile("used", "0.9"), "promise": Percentile("limit", "0.5"),
    }  # fmt: skip
    keys = ("kind", "owner", "supply_class") if by_class else ("kind", "owner")
    found: Any = rows.values(*keys).annotate(**figures).order_by(*keys)
    return list(found)


def broken_in(period: Period, promises: Q = ON_TIME) -> QuerySet[CaseFact]:
    """Cases with power in this period in which some of these promises was broken."""
    return energised_in(period).exclude(promises)


def with_step_in(period: Period, kind: str, *, is_broken: bool = False) -> QuerySet[CaseFact]:
    """Cases in which such a promise ended in this period (`kind` empty: any), or such a one that was broken."""
    ended = StepFact.objects.stopped_between(period.start, period.end).exclude(owner=Party.CUSTOMER)
    ended = ended.filter(application=OuterRef("pk"), **({"kind": kind} if kind else {}))
    return CaseFact.objects.filter(Exists(ended.filter(is_on_time=False) if is_broken else ended))
