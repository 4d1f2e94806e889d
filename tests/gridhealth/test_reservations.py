"""The ledger of capacity: held once, never twice the same kVA, given back, connected."""

from datetime import timedelta
from decimal import Decimal as D
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.refusals import Invalid, WrongStage
from gridhealth import actions, queries
from gridhealth.health.models import Health
from gridhealth.models import Reservation
from gridhealth.published import everything
from tests.gridhealth.conftest import DAY, NOON, add_area, case


def reserve(target, kva, timeline, **terms):
    return actions.reserve(target, D(kva), timeline=timeline, at=NOON, by=None, **terms)


def test_a_plan_holds_what_it_asked_for_and_the_area_has_that_much_less(area):
    held = reserve(area, 100, case())
    assert (held.firm_kva, held.is_constrained, held.target) == (100, False, area)
    assert queries.open_capacity_kva(area, at=NOON) == 100


def test_what_areas_hold_is_missing_on_the_line_above(area, feeder):
    before = queries.open_capacity_kva(feeder, at=NOON)
    reserve(area, 100, case())
    assert queries.open_capacity_kva(feeder, at=NOON) == before - 100


def test_too_little_is_given_as_far_as_it_goes_and_nobody_is_refused(area):
    reserve(area, 150, case("XC1"))
    second, third = reserve(area, 150, case("XC2")), reserve(area, 10, case("XC3"))
    assert (second.firm_kva, second.is_constrained, second.bottleneck) == (50, True, "area")
    assert (third.firm_kva, third.is_constrained) == (0, True)


def test_a_full_line_limits_an_area_with_room(area, feeder):
    reserve(feeder, 3500, case("XC1"))
    assert reserve(area, 100, case("XC2")).bottleneck == "feeder"


def test_asked_twice_for_the_same_is_once(area):
    timeline = case()
    assert reserve(area, 100, timeline) == reserve(area, 100, timeline)
    assert timeline.events.count() == 1


def test_a_changed_plan_takes_the_place_of_the_old_one(area, feeder):
    timeline = case()
    old, new = reserve(area, 100, timeline), reserve(feeder, 800, timeline)
    old = Reservation.objects.get(pk=old.pk)
    assert (old.stage, new.stage, new.target) == ("RELEASED", "HELD", feeder)


def test_two_sources_of_one_case_are_held_side_by_side(area, feeder):
    timeline = case()
    reserve(feeder, 800, timeline)
    reserve(area, 100, timeline, source_no=2)
    assert Reservation.objects.held().count() == 2


def test_what_is_given_back_is_everybodys_again(area):
    held = reserve(area, 200, case())
    actions.release(held, at=NOON, by=None)
    actions.release(held, at=NOON, by=None)
    assert queries.open_capacity_kva(area, at=NOON) == 200


def test_connected_load_counts_until_a_peak_has_seen_it(area):
    held = reserve(area, 100, case())
    later = NOON + timedelta(days=3)
    actions.convert(held, at=later, by=None)
    assert queries.open_capacity_kva(area, at=later) == 100
    area.peak_on = later.date()
    area.save()
    assert queries.open_capacity_kva(area, at=later) == 200


def test_connected_load_cannot_be_given_back(area):
    held = actions.convert(reserve(area, 100, case()), at=NOON, by=None)
    with pytest.raises(WrongStage):
        actions.release(held, at=NOON, by=None)


@pytest.mark.parametrize("kva", ["0", "-1", "1000000000"])
def test_nothing_and_a_power_station_are_no_capacities(area, kva):
    with pytest.raises(Invalid):
        reserve(area, kva, case())


def test_lapsed_holds_are_found_by_their_end(area):
    held = reserve(area, 100, case(), until=NOON + timedelta(days=1))
    assert not Reservation.objects.lapsed(at=NOON).exists()
    assert list(Reservation.objects.lapsed(at=NOON + timedelta(days=2))) == [held]


def test_every_move_of_a_reservation_is_known():
    found = Reservation._meta.get_field("stage").get_all_transitions(Reservation)
    assert {(t.name, t.source, t.target) for t in found} == {
        ("convert", "HELD", "CONNECTED"),
        ("release", "HELD", "RELEASED"),
    }


def test_the_database_refuses_a_stage_without_its_event(area):
    held = reserve(area, 100, case())

    def cheat():
        with transaction.atomic(), connection.cursor() as cursor:
            Reservation.objects.filter(pk=held.pk).update(stage="RELEASED")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError, match="without its event"):
        cheat()


def test_the_database_refuses_more_than_was_applied_for(area):
    held = reserve(area, 100, case())
    with pytest.raises(IntegrityError), transaction.atomic():
        Reservation.objects.filter(pk=held.pk).update(firm_kva=101)


@pytest.mark.django_db(transaction=True)
def test_two_plans_cannot_take_the_same_last_kva(area, feeder):
    other = add_area(feeder, "A2", 114.885, 31.641)
    reserve(feeder, 3340, case("XC0"))  # leaves 200 on the line for both areas
    cases, start = {"XC1": (area, case("XC1")), "XC2": (other, case("XC2"))}, Barrier(2)

    def plan(number):
        start.wait()
        reserve(cases[number][0], 200, cases[number][1])
        connection.close()

    threads = [Thread(target=plan, args=(number,)) for number in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(Reservation.objects.exclude(applied_kva=3340).values_list("firm_kva", flat=True)) == [0, 200]


def test_a_reservation_changes_the_band(area):
    Health.objects.create(area=area, state="HEALTHY", found="HEALTHY", since=DAY, assessed_on=DAY, rule_set="x")
    before = everything(at=NOON, kinds=("area",))[0]
    reserve(area, 150, case())
    after = everything(at=NOON, kinds=("area",))[0]
    assert (before.open_from_kva, after.open_from_kva) == (200, 10)
