"""Visits: planned, by three where a customer is important, recorded on a phone, and the word that stays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions import grant_role
from accounts.models import User
from accounts.refusals import Refusal
from accounts.roles import Role
from customers.actions import appoint_chief
from customers.models import Customer, FollowUp, Visit
from customers.visits import actions, rules, showing
from customers.visits.choices import Part
from customers.visits.models import VisitPlan, VisitWord
from notifications.models import Delivery, Message
from notifications.precedence import rank_of
from tests.customers.conftest import NOON

TODAY = timezone.localdate(NOON)
ALL = {part.value for part in Part}


@pytest.mark.parametrize(
    ("kind", "attended", "missing"),
    [
        ("TRIPARTITE", ALL, []),
        ("TRIPARTITE", {"LEADER", "CELL_MANAGER"}, [Part.DEPARTMENT]),
        ("TRIPARTITE", set(), list(Part)),
        ("AD_HOC", set(), []),
    ],
)
def test_a_joint_visit_is_complete_with_all_three_alone(kind: str, attended: set[str], missing: list[Part]) -> None:
    assert rules.missing(kind, attended) == missing


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 11, 25), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2028, 2, 29), date(2028, 1, 1), date(2028, 3, 31)),
    ],
)
def test_a_day_lies_in_its_quarter(day: date, first: date, last: date) -> None:
    assert rules.period_of(day) == rules.Period(first, last)


def test_the_figures_of_a_quarter_count_complete_visits_and_content_words() -> None:
    period = rules.period_of(TODAY)
    told = rules.coverage({1: TODAY, 2: date(2026, 9, 30), 3: None}, [5, 4, 2], period)
    assert (told.due, told.visited, told.share, told.content) == (3, 1, Decimal("0.333"), Decimal("0.667"))
    nobody = rules.coverage({}, [], period)
    assert (nobody.share, nobody.content) == (None, None)


def officer(username: str, role: Role) -> User:
    user = User.objects.create(username=username, is_staff=True)
    grant_role(user, role, at=NOON, by=None)
    return user


@pytest.fixture
def chief(db: None) -> User:
    user = officer("chief", Role.CHIEF)
    appoint_chief(user, rank=0)
    return user


@pytest.fixture
def three(db: None) -> dict[str, User]:
    return {
        "LEADER": officer("leader", Role.LEADER), "DEPARTMENT": officer("works", Role.WORKS),
        "CELL_MANAGER": officer("manager", Role.MANAGER),
    }  # fmt: skip


def planned(customer: Customer, by: User, **more: Any) -> VisitPlan:
    terms = {"kind": "PLANNED", "about": "迎峰度冬", "due_on": TODAY, "responsible": by, "by": by, "at": NOON}
    return actions.plan_visit(customer, **{**terms, **more})


def important(customer: Customer, by: User) -> Customer:
    return actions.note_importance(
        customer.pk, level="FIRST", document="新政办〔2026〕1号", is_life_support=False, by=by, at=NOON
    )  # fmt: skip


def recorded(plan: VisitPlan, by: User, attended: dict[str, User], **more: Any) -> Visit:
    terms = {
        "channel": "ON_SITE",
        "visited_at": NOON,
        "note": "检查自备电源",
        "attended": attended,
        "by": by,
        "at": NOON,
    }
    return actions.record_visit(plan.pk, **{**terms, **more})


def stage(plan: VisitPlan) -> str:
    return VisitPlan.objects.get(pk=plan.pk).stage


def test_an_important_customers_planned_visit_is_a_joint_one(customer: Customer, chief: User) -> None:
    assert planned(customer, chief).kind == "PLANNED"
    assert planned(important(customer, chief), chief).kind == "TRIPARTITE"


def test_without_all_three_the_visit_is_kept_and_the_plan_stays_open(
    customer: Customer, chief: User, three: dict[str, User]
) -> None:
    plan = planned(important(customer, chief), chief)
    recorded(plan, chief, {part: three[part] for part in ("LEADER", "CELL_MANAGER")})
    assert stage(plan) == "INCOMPLETE"
    assert showing.visits_of(plan)[0]["missing"] == [Part.DEPARTMENT]
    assert showing.important(day=TODAY)["figures"].visited == 0
    recorded(plan, chief, three)
    assert stage(plan) == "DONE"
    assert showing.important(day=TODAY)["figures"].visited == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"visited_at": NOON + timedelta(minutes=1)},
        {"attended": {"LEADER": "works"}},
        {"attended": {"CELL_MANAGER": "manager", "DEPARTMENT": "manager"}},
    ],
    ids=["in the future", "not that role", "one person twice"],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    customer: Customer, chief: User, three: dict[str, User], wrong: dict[str, Any]
) -> None:
    plan, people = planned(customer, chief), {user.username: user for user in three.values()}
    if "attended" in wrong:
        wrong = {"attended": {part: people[name] for part, name in wrong["attended"].items()}}
    with pytest.raises(Refusal, match="invalid"):
        recorded(plan, chief, **{"attended": {}, **wrong})
    assert not Visit.objects.exists()


def test_a_bad_word_opens_a_follow_up_for_the_chief_and_stays_as_it_was_given(customer: Customer, chief: User) -> None:
    visit = recorded(planned(customer, chief), chief, {}, score=1, words="来得太晚")
    follow_up = FollowUp.objects.get(visit=visit)
    assert follow_up.owner == chief
    for spoil in (lambda: VisitWord.objects.update(score=5), lambda: VisitWord.objects.all().delete()):
        with pytest.raises(DatabaseError, match="stay as given"), transaction.atomic():
            spoil()
    assert VisitWord.objects.get().words == "来得太晚"


def test_without_a_word_the_customer_is_asked_and_answers_once(customer: Customer, chief: User) -> None:
    visit = recorded(planned(customer, chief), chief, {})
    url = Message.objects.get(template="visit-word-asked", recipient=customer.user).url
    browser = web(customer.user)
    assert browser.get(url).status_code == 200
    browser.post(url, {"score": "2", "words": ""})
    browser.post(url, {"score": "5", "words": ""})
    assert visit.word.score == 2
    assert FollowUp.objects.filter(visit=visit).exists()


def test_nobody_else_gives_that_word(customer: Customer, chief: User) -> None:
    visit = recorded(planned(customer, chief), chief, {})
    stranger = User.objects.create(username="13900000001")
    assert web(stranger).get(f"/customer-visits/{visit.pk}/word/").status_code == 404
    assert web(chief).get(f"/customer-visits/{visit.pk}/word/").status_code == 404


def test_a_plan_is_called_off_with_a_reason_and_then_it_is_over(customer: Customer, chief: User) -> None:
    plan = planned(customer, chief)
    with pytest.raises(Refusal, match="invalid"):
        actions.cancel_plan(plan.pk, reason=" ", by=chief, at=NOON)
    actions.cancel_plan(plan.pk, reason="客户搬走", by=chief, at=NOON)
    with pytest.raises(Refusal, match="wrong-stage"):
        recorded(plan, chief, {})


def test_who_sees_to_it_is_reminded_once_before_the_day(customer: Customer, chief: User) -> None:
    planned(customer, chief, due_on=TODAY + timedelta(days=3))
    planned(customer, chief, due_on=TODAY + timedelta(days=4))
    for _n in range(2):
        assert actions.remind(at=NOON) == 1
    assert Message.objects.filter(template="visit-is-near").count() == 1


def test_where_a_life_hangs_on_the_power_the_call_comes_first(customer: Customer, chief: User) -> None:
    actions.note_importance(customer.pk, level="NONE", document="", is_life_support=True, by=chief, at=NOON)
    other = User.objects.create(username="13900000001")
    ranks = dict(User.objects.annotate(rank=rank_of("pk")).values_list("pk", "rank"))
    assert ranks[customer.user_id] == 0 < ranks[other.pk]
    assert Delivery.objects.to_call().count() == 0


def web(user: User) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def test_from_an_important_customer_to_a_recorded_visit_by_three_over_the_pages(
    customer: Customer, chief: User, three: dict[str, User]
) -> None:
    browser, day = web(chief), timezone.localdate()
    told = {"level": "FIRST", "document": "", "is_life_support": ""}
    assert browser.post(f"/customer-visits/of/{customer.pk}/", told).status_code == 422
    browser.post(f"/customer-visits/of/{customer.pk}/", told | {"document": "新政办〔2026〕1号"})
    assert "not this quarter" in browser.get("/customer-visits/important/").content.decode()
    asked = {"kind": "PLANNED", "about": "迎峰度冬", "due_on": day.isoformat(), "responsible": "manager"}
    answer = browser.post(f"/customer-visits/new/?customer={customer.pk}", asked)
    plan = VisitPlan.objects.get()
    assert answer["Location"] == f"/customer-visits/{plan.pk}/"
    parts = {part.lower(): str(user.pk) for part, user in three.items()}
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    said = {"visited_at": now, "channel": "ON_SITE", "note": "检查自备电源", "score": "5", "words": ""}
    assert browser.post(f"/customer-visits/{plan.pk}/record/", {**said, "note": ""}).status_code == 422
    assert browser.post(f"/customer-visits/{plan.pk}/record/", {**said, **parts}).status_code == 302
    assert "Very good" in browser.get(f"/customer-visits/{plan.pk}/").content.decode()
    assert "1 of 1 (100" in browser.get("/customer-visits/important/").content.decode()


def test_an_unknown_account_is_said_so_and_what_was_typed_is_kept(customer: Customer, chief: User) -> None:
    asked = {"account_no": "4100000000099", "kind": "AD_HOC", "about": "电压低", "due_on": TODAY.isoformat()}
    answer = web(chief).post("/customer-visits/new/", asked)
    assert answer.status_code == 422
    assert "We know no account of this number." in answer.content.decode()
    assert "电压低" in answer.content.decode()
