"""Who looks after a case: chosen or least loaded, never beyond the cap; ratings stay as given."""

from datetime import date
from decimal import Decimal as D
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from accounts.refusals import Invalid, Unmet
from customers import actions, demo
from customers.models import AccountManager, Assignment, ChiefOfficer, Rating
from tests.customers.conftest import HILLS, NOON, SEAT, case, manager


def assign(site, number, **terms):
    return actions.assign_manager(site, timeline=case(number), at=NOON, **terms)


def rate(number, score, served_by, **terms):
    return actions.rate(case(number), about="energised", manager=served_by, score=score, at=NOON, **terms)


def test_the_least_loaded_manager_of_the_area_is_named(site):
    here, also_here, elsewhere = manager("a", SEAT), manager("b", SEAT), manager("c", HILLS)
    assert [assign(site, n) for n in ("1", "2", "3")] == [here, also_here, here]
    assert not Assignment.objects.filter(manager__user=elsewhere).exists()


def test_when_the_area_is_full_a_neighbour_steps_in_and_then_nobody(site):
    here, elsewhere = manager("a", SEAT, cap=1), manager("c", HILLS, cap=1)
    assert [assign(site, n) for n in ("1", "2", "3")] == [here, elsewhere, None]


def test_a_chosen_manager_is_taken_while_there_is_a_place(site):
    manager("a", SEAT)
    chosen = manager("b", HILLS, cap=1)
    assert assign(site, "1", chosen=chosen) == chosen
    assert Assignment.objects.get().is_chosen
    assert assign(site, "2", chosen=chosen) != chosen


def test_who_takes_no_cases_gets_none(site):
    away = manager("a", SEAT)
    AccountManager.objects.update(is_taking_cases=False)
    assert assign(site, "1", chosen=away) is None


def test_a_case_that_has_a_manager_keeps_him(site):
    manager("a", SEAT), manager("b", SEAT)
    timeline = case("1")
    first = actions.assign_manager(site, timeline=timeline, at=NOON)
    assert actions.assign_manager(site, timeline=timeline, at=NOON) == first
    assert Assignment.objects.count() == 1


def test_a_full_manager_cannot_be_chosen(site, user):
    full = manager("a", SEAT, cap=1)
    assign(site, "1")
    with pytest.raises(Unmet) as refusal:
        actions.choose_manager(full, timeline=case("2"), at=NOON, by=user)
    assert refusal.value.code == "manager-full"


def test_a_change_of_manager_frees_the_old_ones_place(site, user):
    old, new = manager("a", SEAT, cap=1), manager("b", HILLS)
    timeline = case("1")
    actions.assign_manager(site, timeline=timeline, at=NOON)
    actions.choose_manager(new, timeline=timeline, at=NOON, by=user, reason="Nearer")
    assert list(Assignment.objects.open().values_list("manager__user", flat=True)) == [new.pk]
    assert assign(site, "2") == old


def test_a_case_that_is_over_frees_its_place(site):
    here = manager("a", SEAT, cap=1)
    timeline = case("1")
    actions.assign_manager(site, timeline=timeline, at=NOON)
    actions.release_manager(timeline, at=NOON)
    assert assign(site, "2") == here


def test_the_open_cases_are_counted_in_one_query(site, django_assert_num_queries):
    manager("a", SEAT)
    assign(site, "1")
    with django_assert_num_queries(1):
        assert [row.is_full for row in AccountManager.objects.with_load()] == [False]


@pytest.mark.django_db(transaction=True)
def test_two_customers_cannot_take_the_last_place(user):
    last, start, outcomes = manager("a", SEAT, cap=1), Barrier(2), []
    cases = [case("1"), case("2")]

    def choose(timeline):
        start.wait()
        try:
            outcomes.append(actions.choose_manager(last, timeline=timeline, at=NOON, by=user).username)
        except Unmet:
            outcomes.append("full")
        connection.close()

    threads = [Thread(target=choose, args=(timeline,)) for timeline in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["a", "full"]


def test_the_chief_is_never_blank(db):
    chief, deputy = (User.objects.create(username=name, is_staff=True) for name in ("chief", "deputy"))
    for rank, person in enumerate((chief, deputy)):
        actions.appoint_chief(person, rank=rank)
    assert actions.chief_on_duty(at=NOON) == chief
    ChiefOfficer.objects.filter(user=chief).update(absent_from=date(2026, 11, 24))
    assert actions.chief_on_duty(at=NOON) == deputy
    ChiefOfficer.objects.update(absent_from=date(2026, 11, 1), absent_until=date(2026, 12, 1))
    assert actions.chief_on_duty(at=NOON) == chief


def test_fewer_than_five_ratings_are_too_few(db):
    served_by = manager("a", SEAT)
    for n, score in enumerate([5, 5, 4, 4], 1):
        rate(f"{n}", score, served_by)
    assert Rating.objects.satisfaction() is None
    rate("5", 1, served_by)
    assert Rating.objects.satisfaction() == D("3.8")
    assert Rating.objects.low().count() == 1


def test_an_event_is_rated_once(db):
    timeline = case("1")
    actions.rate(timeline, about="energised", manager=None, score=5, at=NOON)
    with pytest.raises(Unmet):
        actions.rate(timeline, about="energised", manager=None, score=1, at=NOON)


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_one_to_five(db, score):
    with pytest.raises(Invalid):
        rate("1", score, None)


@pytest.mark.parametrize("cheat", [lambda rows: rows.update(service_score=5), lambda rows: rows.delete()])
def test_a_rating_is_never_changed_or_deleted(db, cheat):
    rate("1", 4, None)
    with pytest.raises(DatabaseError, match="ratings stay as given"), transaction.atomic():
        cheat(Rating.objects.all())


def test_the_demo_appoints_those_who_are_there(db):
    for name in ("manager", "manager2", "chief"):
        User.objects.create(username=name, is_staff=True)
    demo.load(NOON), demo.load(NOON)
    assert AccountManager.objects.covering(SEAT).count() == 2
    assert actions.chief_on_duty(at=NOON).username == "chief"
