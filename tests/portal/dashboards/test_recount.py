"""Every number of the supervision page against a recount from the cases, clocks and ratings themselves, one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from applications.stages import OPEN
from deadlines.actions import days_by_party
from deadlines.choices import Party
from deadlines.models import Clock
from portal.dashboards import cases, queries
from portal.dashboards.choices import class_of
from portal.dashboards.dimensions import DIMENSIONS
from portal.dashboards.periods import Period, last_days, months_back

pytestmark = pytest.mark.django_db


def every_case() -> list[Application]:
    found = Application.objects.exclude(submitted_at=None).select_related("timeline", "site")
    return list(found.prefetch_related("timeline__clocks", "timeline__ratings"))


def ended_in(period: Period) -> list[Application]:
    return [one for one in every_case() if one.energised_at and period.start <= one.energised_at < period.end]


def broken(case: Application, *owners: Party) -> bool:
    clocks = [one for one in case.timeline.clocks.all() if one.owner in owners and one.due_at and one.stopped_at]
    return any(one.stopped_at > one.due_at for one in clocks)


def days(case: Application) -> int:
    return sum(days_by_party(case.timeline, at=case.energised_at, start=case.submitted_at).values())


def at_share(values: list[int], share: float) -> int:
    return sorted(values)[ceil(share * len(values)) - 1]


def score(case: Application) -> int | None:
    return next((one.service_score for one in case.timeline.ratings.all() if one.about == "energise"), None)


KEYS: dict[str, Callable[[Application], Any]] = {
    "stage": lambda case: case.stage, "team": lambda case: case.desks[0] if case.desks else "",
    "officer": lambda case: case.manager_id, "town": lambda case: case.site.township_code if case.site else "",
    "class": lambda case: class_of(case.inputs, case.decision),
}  # fmt: skip


@pytest.mark.parametrize("name", KEYS)
def test_under_way_by_each_key(at: datetime, name: str) -> None:
    by_hand = Counter(KEYS[name](one) for one in every_case() if one.stage in OPEN and one.energised_at is None)
    assert {row["key"]: row["cases"] for row in queries.now_by(DIMENSIONS[name], at)} == by_hand


def a_year(at: datetime) -> Period:
    return last_days(timezone.localdate(at), 365)


@pytest.mark.parametrize("name", ["class", "town", "officer"])
def test_finished_by_each_key(at: datetime, name: str) -> None:
    by_hand: dict[Any, list[Application]] = {}
    for case in ended_in(a_year(at)):
        by_hand.setdefault(KEYS[name](case), []).append(case)
    rows = {row["key"]: row for row in queries.finished_by(DIMENSIONS[name], a_year(at))}
    assert set(rows) == set(by_hand)
    for key, done in by_hand.items():
        told = rows[key]
        assert told["cases"] == len(done)
        assert told["on_time"] == sum(not broken(one, Party.COMPANY) for one in done)
        assert told["every_stage"] == sum(not broken(one, Party.COMPANY, Party.GOVERNMENT) for one in done)
        assert told["median"] == at_share([days(one) for one in done], 0.5)
        assert told["p90"] == at_share([days(one) for one in done], 0.9)
        assert told["ratings"] == sum(score(one) is not None for one in done)


def test_a_period_and_the_one_before_it(at: datetime) -> None:
    """Two periods that each hold something: they part on the day after the first case that got its power."""
    first = min(one.energised_at for one in every_case() if one.energised_at)
    begins = timezone.localdate(first) + timedelta(days=1)
    period = Period(begins, begins + timedelta(days=399))
    told = queries.finished(period)
    assert told[True]["cases"] == len(ended_in(period))
    assert told[False]["cases"] == len(ended_in(period.before())) >= 1
    arrived, _months = queries.arrivals(period, at)
    for name, one in (("now", period), ("before", period.before())):
        assert arrived[name] == sum(one.start <= case.submitted_at < one.end for case in every_case())


def test_month_by_month(at: datetime) -> None:
    def month(moment: datetime) -> date:
        return timezone.localdate(moment).replace(day=1)

    came = Counter(month(one.submitted_at) for one in every_case())
    went = Counter(month(one.energised_at) for one in every_case() if one.energised_at)
    _sums, found = queries.arrivals(a_year(at), at)
    rows = queries.by_month(found, at)
    assert [row["month"] for row in rows] == months_back(timezone.localdate(at), queries.MONTHS)
    assert {row["month"]: (row["arrivals"], row["cases"]) for row in rows} == {
        row["month"]: (came[row["month"]], went[row["month"]]) for row in rows
    }
    assert min(sum(came.values()), sum(went.values())) >= 2


def ended_clocks(period: Period) -> list[Clock]:
    mine = Clock.objects.filter(timeline__in=[one.timeline_id for one in every_case()], due_at__isnull=False)
    return list(mine.filter(stopped_at__gte=period.start, stopped_at__lt=period.end).exclude(owner=Party.CUSTOMER))


def test_each_step(at: datetime) -> None:
    by_hand = Counter(one.kind for one in ended_clocks(a_year(at)))
    kept = Counter(one.kind for one in ended_clocks(a_year(at)) if one.stopped_at <= one.due_at)
    rows = queries.steps_in(a_year(at))
    assert {row["kind"]: row["cases"] for row in rows} == by_hand
    assert {row["kind"]: row["kept"] for row in rows} == {kind: kept[kind] for kind in by_hand}


def behind(show: str, at: datetime, **more: Any) -> set[int]:
    rows = cases.behind(show, DIMENSIONS["class"], None, a_year(at), at=at, **more)
    return set(rows.values_list("application_id", flat=True))


def test_the_cases_behind_each_figure_of_the_period(at: datetime) -> None:
    done = ended_in(a_year(at))
    ours, anybodys = [Party.COMPANY], [Party.COMPANY, Party.GOVERNMENT]
    assert behind("late", at) == {one.pk for one in done if broken(one, *ours)}
    assert behind("any_late", at) == {one.pk for one in done if broken(one, *anybodys)}
    assert behind("rated", at) == {one.pk for one in done if score(one) is not None}
    of_line = {one.timeline_id: one.pk for one in every_case()}
    for kind in ("C1", "C5", ""):
        ended = [one for one in ended_clocks(a_year(at)) if kind in ("", one.kind)]
        assert behind("step", at, step=kind) == {of_line[one.timeline_id] for one in ended}
        late = {of_line[one.timeline_id] for one in ended if one.stopped_at > one.due_at}
        assert behind("step_broken", at, step=kind) == late


def test_the_page_leads_from_a_step_to_its_cases(at: datetime) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(username="supervisor"))
    page = client.get("/supervision/").content.decode()
    assert "show=step&amp;step=C5" in page
    listed = client.get("/supervision/cases/?show=step&step=C5")
    assert {row.application_id for row in listed.context["rows"]} == behind("step", at, step="C5")
    assert 'name="step" value="C5"' in listed.content.decode(), "the file holds the same rows"
    assert not client.get("/supervision/cases/?show=step&step=nothing-of-the-kind").context["rows"]
