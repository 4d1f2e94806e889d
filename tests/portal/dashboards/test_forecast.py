"""The forecast against a county whose lateness is known: calibrated, better than guessing, careful with few."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from accounts.models import User
from deadlines.choices import Party
from portal.dashboards import actions as figures
from portal.dashboards import cases, queries
from portal.dashboards.dimensions import DIMENSIONS
from portal.dashboards.forecast import actions
from portal.dashboards.forecast.rules import WEIGHT, Experience, Past, chance, guesses, learnt, quality
from portal.dashboards.models import CaseFact, Refresh, StepFact
from portal.dashboards.periods import last_days

pytestmark = pytest.mark.django_db

LIMIT = 5


def made_up(chance: Random, count: int) -> list[Past]:
    """Promises of five workdays through two stages; a slow first stage makes late, and nothing else is known."""
    found = []
    for _n in range(count):
        survey = chance.choice((1, 1, 1, 2, 2, 4))
        works = chance.choice((1, 1, 2, 2, 3))
        used = survey + works
        found.append(Past("C5/5", used, LIMIT, used > LIMIT, {"ACCEPTED": used, "WORKS": works}))
    return found


def test_what_is_said_comes_true_as_often_as_it_was_said() -> None:
    known = learnt(made_up(Random(1), 2_000))
    judged = quality(guesses(known, made_up(Random(2), 2_000)))
    for band in judged.bands:
        if band.number >= 100:
            assert band.said is not None
            assert band.came is not None
            assert abs(band.said - band.came) < 0.05, band
    assert judged.error is not None
    assert judged.blind is not None
    assert judged.error < judged.blind * 0.75, "it tells the slow ones from the others"


def test_the_longer_a_case_waits_the_likelier_it_is_late() -> None:
    known = learnt(made_up(Random(1), 2_000))
    said = [chance(known, "C5/5", "ACCEPTED", waited=days, allowed=LIMIT - days) for days in range(LIMIT + 1)]
    assert said == sorted(said)
    assert said[0] < 0.2 < 0.4 < said[-1]


def test_one_bad_case_does_not_speak_for_all() -> None:
    kept = [Past("C5/5", 2, 5, False, {"WORKS": 1}) for _n in range(9)]
    known = learnt([*kept, Past("C5/5", 9, 5, True, {"SURVEYED": 9})])
    assert chance(known, "C5/5", "SURVEYED", waited=0, allowed=5) == pytest.approx((1 + WEIGHT * 0.1) / (1 + WEIGHT))
    assert chance(known, "C5/5", "METERED", waited=0, allowed=5) == pytest.approx(0.1), "a stage nobody passed"
    assert chance(known, "C3/10", "WORKS", waited=0, allowed=5) == pytest.approx(0.1), "a kind nobody had"
    assert chance(Experience(), "C5/5", "WORKS", waited=0, allowed=5) is None, "nothing is known: nothing is said"


def test_one_chance_in_three_is_likely_as_it_is_kept(at: datetime) -> None:
    CaseFact.objects.open().filter(due_at__gte=at).update(risk=round(1 / 3, 3))
    behind = cases.behind("likely", DIMENSIONS["stage"], None, last_days(at.date(), 30), at=at)
    assert behind.count() == queries.now_in_all(at)["likely"] == CaseFact.objects.open().filter(due_at__gte=at).count()
    assert behind.exists()


def test_what_was_learnt_is_the_same_after_it_was_stored() -> None:
    known = learnt(made_up(Random(3), 50))
    assert Experience.from_json(known.to_json()) == known


def test_no_forecast_no_judgement() -> None:
    judged = quality([])
    assert (judged.count, judged.error, [band.came for band in judged.bands]) == (0, None, [None] * 4)


def test_open_cases_get_their_chance_and_what_is_overdue_is_certain(at: datetime) -> None:
    actions.learn(at=at)
    figures.refresh(at=at)
    overdue = CaseFact.objects.open().filter(due_at__lt=at)
    assert {fact.risk for fact in overdue} == {1.0}
    running = CaseFact.objects.open().filter(due_at__gte=at)
    assert all(fact.risk is not None and 0 <= fact.risk < 1 for fact in running)
    assert Refresh.objects.get(name="forecast").detail["seen"] > 0


def test_last_month_is_judged_by_what_was_known_when_it_began_and_the_page_shows_it(at: datetime) -> None:
    """By hand, from the county's own promises: those before the month teach, those of the month are asked."""
    ours = StepFact.objects.filter(owner=Party.COMPANY, limit__isnull=False)
    first, last = ours.earliest("stopped_at").stopped_at, ours.latest("stopped_at").stopped_at
    begun = timezone.localtime(last).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    assert first < begun
    after = (begun + timedelta(days=40)).replace(day=3)
    actions.learn(at=after)
    before, during = ours.filter(stopped_at__lt=begun), ours.filter(stopped_at__gte=begun)
    told = Refresh.objects.get(name="forecast").detail
    by_hand = quality(guesses(learnt(as_past(before)), as_past(during)))
    assert told["quality"] == by_hand.to_json()
    assert told["quality"]["count"] == sum(len(step.left_at) for step in during) > 0
    assert told["month"] == timezone.localdate(begun).isoformat()
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(User.objects.get(username="supervisor"))
    page = browser.get("/supervision/forecast/")
    assert page.context["quality"]["count"] == by_hand.count
    assert str(by_hand.count) in page.content.decode()


def as_past(steps: QuerySet[StepFact]) -> list[Past]:
    return [
        Past(f"{step.kind}/{step.limit}", step.used, step.limit, not step.is_on_time, step.left_at)
        for step in steps.order_by("pk")
    ]
