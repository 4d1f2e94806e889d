"""The self-score is computed from the cases, and claims nothing that is not there."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from gridhealth.models import Feeder
from outages.assessment.models import Budget
from outages.choices import Source
from outages.faults.detection import open_fault
from portal.dashboards.models import CaseFact
from portal.dashboards.periods import last_days
from portal.dashboards.score.queries import achieved, computed, duration_points, reliability
from portal.disclosure.prices.models import TariffEdition


def test_the_numbers_are_those_of_the_compared_cases_with_their_query(at: datetime) -> None:
    numbers = {one.key: one for one in computed(at=at)}
    facts = CaseFact.objects.energised().filter(supply_class="SMALL_MICRO")
    assert numbers["cases"].value == len(facts) >= 1
    assert numbers["contacts"].value == sum(fact.interactions for fact in facts) / len(facts)
    assert numbers["free"].value == 1.0
    assert len({one.query for one in numbers.values()}) == len(numbers)
    assert numbers["days"].value == pytest.approx(
        sorted((f.ended_at - f.arrived_at).total_seconds() / 86_400 for f in facts)[(len(facts) - 1) // 2]
    )


def test_without_cases_nothing_is_told(db: None) -> None:
    assert {one.key: one.value for one in computed(at=timezone.now())} == {
        "contacts": None, "days": None, "workdays": None, "free": None, "cost": None, "cases": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "times", "points"), [(60, 1, 3), (61, 1, 2), (60, "1.1", 2), (720, 12, 1), (721, 0, 0), (0, 0, 3)]
)
def test_hours_and_times_must_both_hold_for_a_point(minutes: int, times: str, points: int) -> None:
    assert duration_points(SimpleNamespace(saidi=Decimal(minutes), saifi=Decimal(times))) == points


def test_each_number_is_what_the_query_beside_it_answers(at: datetime) -> None:
    for one in computed(at=at):
        assert one.value == (answered(one.query) if one.query else None), one.key


def answered(query: str) -> float | None:
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchone()
    return None if found is None or found[0] is None else float(found[0])


def test_what_our_rows_cannot_tell_is_not_published_and_counts_neither_way(db: None) -> None:
    index = reliability(at=timezone.now())
    assert {one.key: one.points for one in index.parts} == {
        "outages": None, "recorded": None, "restored": None, "regulator": None, "deterrent": 0, "prices": None,
    }  # fmt: skip
    assert (index.total, index.most, index.untold) == (0, 1, 7)


def test_points_come_from_rows_and_from_nothing_else(at: datetime) -> None:
    year, line = timezone.localdate(at), Feeder.objects.order_by("pk").first()
    for source in (Source.TELEMETRY, Source.CUSTOMER):
        open_fault(line, at=at, began_at=at - timedelta(hours=1), source=source)
    TariffEdition.objects.create(
        edition="late", effective_from=year - timedelta(days=3), source="x", told={}, loaded_at=at
    )
    Budget.objects.create(cell=line.cell, year=year.year, customer_hours=10)
    index = reliability(at=at)
    told = {one.key: one.points for one in index.parts}
    assert (told["recorded"], told["deterrent"], told["prices"]) == (1, 1, 0)
    TariffEdition.objects.create(edition="in time", effective_from=year, source="x", told={}, loaded_at=at)
    open_fault(line, at=at, began_at=at - timedelta(hours=1), source=Source.HOTLINE)
    index = reliability(at=at)
    told = {one.key: one.points for one in index.parts}
    assert (told["recorded"], told["prices"]) == (0, 1)
    shares = {one.key: answered(one.query) for one in index.parts if one.query and one.key != "outages"}
    assert shares["recorded"] == pytest.approx(1 / 3)
    assert (index.most, index.untold) == (
        sum(one.most for one in index.parts if one.points is not None),
        8 - index.most,
    )


def test_each_step_tells_promise_and_achieved_time(at: datetime) -> None:
    rows = {row["kind"]: row for row in achieved(last_days(timezone.localdate(at), 365))}
    assert rows["C5"]["promise"] == 5
    assert rows["C5"]["share"] == rows["C5"]["kept"] / rows["C5"]["cases"]
