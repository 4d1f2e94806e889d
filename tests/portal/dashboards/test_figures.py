"""The figures of the dashboards against a recount by hand, from the cases themselves and one by one."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from statistics import mean
from typing import Any

import pytest
from django.utils import timezone

from applications.actions import withdraw
from applications.models import Application
from applications.stages import OPEN
from deadlines.actions import days_by_party
from deadlines.choices import Party
from deadlines.models import Clock
from deadlines.rules import end_of
from portal.dashboards import actions, cases, queries
from portal.dashboards.choices import SupplyClass, class_of
from portal.dashboards.dimensions import DIMENSIONS
from portal.dashboards.models import CaseFact, StepFact
from portal.dashboards.periods import Period, last_days, months_back

pytestmark = pytest.mark.django_db


def open_cases() -> list[Application]:
    found = Application.objects.filter(stage__in=OPEN, submitted_at__isnull=False, energised_at=None)
    return list(found.select_related("timeline"))


def light_of(case: Application, at: datetime, owner: Party = Party.COMPANY) -> str:
    """By hand, from the running clocks."""
    clocks = Clock.objects.running().filter(timeline=case.timeline, owner=owner, due_at__isnull=False)
    first = min(clocks, key=lambda clock: clock.due_at, default=None)
    if first is None:
        return "none"
    if first.due_at < at:
        return "overdue"
    if first.due_at <= end_of(timezone.localdate(at)):
        return "today"
    return "at_risk" if first.amber_at <= at else "green"


def test_open_cases_by_light_are_those_of_a_recount(at: datetime) -> None:
    lights = Counter(light_of(case, at) for case in open_cases())
    told = queries.now_in_all(at)
    assert lights["overdue"] >= 1
    assert {name: told[name] for name in ("overdue", "today", "at_risk")} == {
        name: lights[name] for name in ("overdue", "today", "at_risk")
    }
    assert told["cases"] == len(open_cases()) == sum(told[f"age{n}"] for n in range(len(queries.AGES)))


def test_every_breakdown_adds_up_and_an_authority_answers_for_its_own_clock(at: datetime) -> None:
    for name in ("stage", "team", "officer", "town", "class"):
        assert sum(row["cases"] for row in queries.now_by(DIMENSIONS[name], at)) == len(open_cases()), name
    late = [case for case in open_cases() if light_of(case, at, Party.GOVERNMENT) == "overdue"]
    rows = {row["key"]: row["overdue"] for row in queries.now_by(DIMENSIONS["authority"], at)}
    wanted: Counter[str] = Counter()
    for case in late:
        wanted.update({permit.definition.department for permit in case.round.permits.filter(decided_at=None)})
    assert late
    assert {key: n for key, n in rows.items() if n} == dict(wanted)


def test_finished_cases_are_those_of_a_recount(at: datetime) -> None:
    year = last_days(timezone.localdate(at), 365)
    told = queries.finished(year)[True]
    done = list(Application.objects.exclude(energised_at=None).select_related("timeline"))
    days = [days_by_party(case.timeline, at=case.energised_at, start=case.submitted_at) for case in done]
    assert told["cases"] == len(done) >= 2
    assert told["company"] == mean(one[Party.COMPANY] for one in days)
    assert told["median"] == sorted(sum(one.values()) for one in days)[(len(days) - 1) // 2]
    assert told["on_time"] == sum(is_kept(case) for case in done)


def is_kept(case: Application) -> bool:
    clocks = case.timeline.clocks.filter(owner=Party.COMPANY, due_at__isnull=False, stopped_at__isnull=False)
    return all(clock.stopped_at <= clock.due_at for clock in clocks)


def test_behind_each_number_stand_as_many_cases(at: datetime) -> None:
    year = last_days(timezone.localdate(at), 365)
    for dimension in DIMENSIONS.values():
        for row in queries.now_by(dimension, at):
            key = "" if row["key"] is None else str(row["key"])
            for show, number in (("open", "cases"), ("overdue", "overdue"), ("at_risk", "at_risk")):
                assert cases.behind(show, dimension, key, year, at=at).count() == row[number], (dimension.name, row)


def test_a_case_that_moves_is_counted_anew_and_one_that_rests_is_left_alone(at: datetime) -> None:
    case = Application.objects.filter(stage="WORKS").first()
    assert actions.refresh(at=at) == 0
    withdraw(case.pk, by=case.applicant, at=at + timedelta(minutes=1))
    assert actions.refresh(at=at + timedelta(minutes=2)) == 1
    assert CaseFact.objects.get(application=case).outcome == "LEFT"
    still_open = CaseFact.objects.open().count()
    assert actions.refresh(at=at + timedelta(days=1)) == still_open, "the days of open cases pass"


def test_a_step_tells_how_many_workdays_it_used_and_how_many_were_left_from_each_stage(at: datetime) -> None:
    step = StepFact.objects.filter(kind="C5", application__stage="ARCHIVED").get()
    assert step.limit == 5
    assert step.left_at["PRECHECK"] == step.used
    assert step.left_at["METERED"] <= step.left_at["WORKS"] <= step.left_at["ACCEPTED"] <= step.used
    assert step.is_on_time == (step.stopped_at <= step.clock.due_at)


def test_a_period_and_the_one_before_it_meet_without_a_gap() -> None:
    period = last_days(date(2026, 3, 1), 30)
    assert (period.before().last + timedelta(days=1), period.before().days) == (period.first, 30)
    assert period.before().end == period.start
    assert months_back(date(2026, 2, 15), 3) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert Period(date(2026, 1, 1), date(2026, 1, 1)).end.isoformat() == "2026-01-02T00:00:00+08:00"


def test_a_case_is_of_exactly_one_kind_the_first_that_fits() -> None:
    low: dict[str, Any] = {"voltage_class": "LV", "tariff_class": "COMMERCIAL_INDUSTRIAL", "business_type": "NEW"}
    assert class_of(low, {"small_micro": True}) == SupplyClass.SMALL_MICRO
    assert class_of(low, {"small_micro": False}) == SupplyClass.LV_OTHER
    assert class_of({**low, "business_type": "INCREASE"}, {"small_micro": True}) == SupplyClass.INCREASE
    assert class_of({**low, "voltage_class": "10KV", "source_count": 2}, {}) == SupplyClass.HV_DUAL
    assert class_of({**low, "is_ev_charging": True, "business_type": "TEMPORARY"}, {}) == SupplyClass.CHARGING
