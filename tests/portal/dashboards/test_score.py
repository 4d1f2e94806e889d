"""The self-score is computed from the cases, and claims nothing that is not there."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone

from portal.dashboards.models import CaseFact
from portal.dashboards.periods import last_days
from portal.dashboards.score.queries import achieved, computed, duration_points, reliability


def test_the_numbers_are_those_of_the_compared_cases_with_their_query(at: datetime) -> None:
    numbers = {one.key: one for one in computed(at=at)}
    facts = CaseFact.objects.energised().filter(supply_class="SMALL_MICRO")
    assert numbers["cases"].value == len(facts) >= 1
    assert numbers["contacts"].value == sum(fact.interactions for fact in facts) / len(facts)
    assert numbers["free"].value == 1.0
    assert "portal_casefact" in numbers["days"].query
    assert numbers["days"].value == pytest.approx(
        sorted((f.ended_at - f.arrived_at).total_seconds() / 86_400 for f in facts)[(len(facts) - 1) // 2]
    )


def test_without_cases_nothing_is_told(db: None) -> None:
    assert {one.key: one.value for one in computed(at=timezone.now())} == {
        "contacts": None, "days": None, "workdays": None, "free": None, "cases": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "times", "points"), [(60, 1, 3), (61, 1, 2), (60, "1.1", 2), (720, 12, 1), (721, 0, 0), (0, 0, 3)]
)
def test_hours_and_times_must_both_hold_for_a_point(minutes: int, times: str, points: int) -> None:
    assert duration_points(SimpleNamespace(saidi=Decimal(minutes), saifi=Decimal(times))) == points


def test_no_point_is_claimed_for_what_is_not_recorded(at: datetime) -> None:
    points = reliability(at=at)
    assert sum(point.most for point in points) == 8
    assert sum(point.points for point in points) <= 3
    assert duration_points(None) == 0


def test_each_step_tells_promise_and_achieved_time(at: datetime) -> None:
    rows = {row["kind"]: row for row in achieved(last_days(timezone.localdate(at), 365))}
    assert rows["C5"]["promise"] == 5
    assert rows["C5"]["share"] == rows["C5"]["kept"] / rows["C5"]["cases"]
