"""Where there is too little, works are opened, the rest gets a date, and what opens is given out in order."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from accounts.models import User
from accounts.refusals import Invalid, NotAllowed
from accounts.roles import Role
from gridhealth import tasks
from gridhealth.actions import release, reserve
from gridhealth.capacity.county import band, open_everywhere
from gridhealth.health.models import Health
from gridhealth.importing.models import NetworkChange
from gridhealth.models import Feeder, MainTransformer, Reservation, TransformerArea
from gridhealth.published import everything
from gridhealth.queries import offer_at, open_capacity_kva
from gridhealth.upgrades import actions
from gridhealth.upgrades.models import Opening, Upgrade, Watch
from notifications.models import Message
from tests.applications.journey import person
from tests.gridhealth.conftest import DAY, NOON, add_area, case

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return person("planner", Role.PLANNER)


def hold(area, kva, number):
    return reserve(area, D(kva), timeline=case(number), at=NOON, by=None)


def again(reservation):
    return Reservation.objects.get(pk=reservation.pk)


def test_a_shortage_opens_works_with_owner_and_date_and_refuses_nobody(area, planner):
    held = hold(area, 300, "XC1")
    assert (held.firm_kva, held.is_constrained) == (200, True)
    assert (held.upgrade.area, held.upgrade.owner, held.upgrade.done_on) == (area, planner, None)
    assert held.full_on == held.upgrade.planned_on == DAY + timedelta(days=60)


@pytest.mark.parametrize("bottleneck", ["area", "feeder", "main-transformer"])
def test_the_public_reads_the_day_of_the_works_on_whatever_makes_it_full(area, bottleneck):
    narrow = {
        "area": (TransformerArea, {"peak_kva": 400}), "feeder": (Feeder, {"peak_kw": 6_500}),
        "main-transformer": (MainTransformer, {"peak_kva": 50_000}),
    }  # fmt: skip
    model, values = narrow[bottleneck]
    model.objects.update(**values)
    Health.objects.create(area=area, state="HEALTHY", since=DAY, assessed_on=DAY, found="HEALTHY", rule_set="x")
    [before] = everything(at=NOON, kinds=["area"])
    works = actions.open_for(TransformerArea.objects.get(pk=area.pk), bottleneck, at=NOON)
    [after] = everything(at=NOON, kinds=["area"])
    assert (before.relief_on, before.is_constrained, after.relief_on) == (None, True, works.planned_on)


def test_enough_opens_no_works(area):
    assert hold(area, 200, "XC1").upgrade is None
    assert not Upgrade.objects.exists()


def test_two_who_lack_the_same_wait_for_the_same_works(area):
    one, other = hold(area, 300, "XC1"), hold(area, 100, "XC2")
    assert (one.upgrade, other.firm_kva) == (other.upgrade, 0)


def test_whoever_asks_next_is_told_the_planned_date(area, planner):
    upgrade = hold(area, 300, "XC1").upgrade
    actions.plan(
        upgrade.pk, terms={"what": "换 630", "planned_on": date(2027, 2, 1), "owner": planner}, by=planner, at=NOON
    )
    assert offer_at(area, D(50), at=NOON).full_on == date(2027, 2, 1)


def test_the_works_belong_to_what_is_too_narrow(area):
    Feeder.objects.update(peak_kw=D(5_200))
    area.refresh_from_db()
    held = hold(area, 150, "XC1")
    assert (held.upgrade.feeder, held.full_on) == (area.feeder, DAY + timedelta(days=180))


def test_finished_works_give_everybody_the_rest_in_their_order(area, planner):
    first, second = hold(area, 300, "XC1"), hold(area, 150, "XC2")
    actions.finish(first.upgrade.pk, rating=D(500), by=planner, at=NOON)
    tasks.give_out_openings()
    first, second = again(first), again(second)
    assert (first.firm_kva, first.full_on) == (280, first.upgrade.planned_on)
    assert second.firm_kva == 0
    actions.note_opening(area.feeder.main_transformer_id, at=NOON)
    TransformerArea.objects.update(rated_kva=D(1_000))
    tasks.give_out_openings()
    first, second = again(first), again(second)
    assert (first.firm_kva, first.full_on, second.firm_kva, second.full_on) == (300, None, 150, None)


def test_finished_works_are_in_the_history_of_the_object(area, planner):
    upgrade = hold(area, 300, "XC1").upgrade
    actions.finish(upgrade.pk, rating=D(630), by=planner, at=NOON)
    assert NetworkChange.objects.get().after == {"rated_kva": "630"}
    assert actions.finish(upgrade.pk, rating=D(800), by=planner, at=NOON).after == {"rated_kva": "630"}


def test_works_that_leave_less_than_before_are_none(area, planner):
    upgrade = hold(area, 300, "XC1").upgrade
    with pytest.raises(Invalid):
        actions.finish(upgrade.pk, rating=D(400), by=planner, at=NOON)
    with pytest.raises(Invalid):
        terms = {"what": "x", "planned_on": DAY - timedelta(days=1), "owner": planner}
        actions.plan(upgrade.pk, terms=terms, by=planner, at=NOON)
    with pytest.raises(NotAllowed):
        actions.finish(upgrade.pk, rating=D(630), by=person("works", Role.WORKS), at=NOON)


def test_what_one_gives_back_goes_to_the_next_in_line(area):
    first, second = hold(area, 200, "XC1"), hold(area, 100, "XC2")
    release(first, at=NOON, by=None)
    tasks.give_out_openings()
    second = again(second)
    assert (second.firm_kva, second.is_constrained, second.full_on) == (100, False, None)
    assert open_capacity_kva(area, at=NOON) == 100


def test_a_round_without_news_writes_nothing(area, django_assert_num_queries):
    hold(area, 300, "XC1")
    assert not Opening.objects.exists()
    with django_assert_num_queries(3):  # a savepoint, one read of the openings, its release
        tasks.give_out_openings()


def waiter(name="13800000009"):
    return User.objects.create(username=name)


def test_whoever_wanted_to_be_told_is_told_once(area):
    held = hold(area, 200, "XC1")
    actions.watch(waiter(), kva=D(100), at=NOON, target=area)
    assert actions.tell_watchers(at=NOON) == 0
    release(held, at=NOON, by=None)
    tasks.give_out_openings()
    assert [m.template for m in Message.objects.all()] == ["capacity-opened"]
    assert Watch.objects.get().told_at
    assert actions.tell_watchers(at=NOON) == 0


def test_a_watch_on_a_township_looks_at_its_best_area(area):
    TransformerArea.objects.update(township_code="411523202")
    actions.watch(waiter(), kva=D(500), at=NOON, township_code="411523202")
    assert actions.tell_watchers(at=NOON) == 0
    TransformerArea.objects.update(rated_kva=D(1_000))
    assert actions.tell_watchers(at=NOON) == 1


def test_a_watch_is_kept_once_and_ended_by_its_owner_alone(area):
    user = waiter()
    row = actions.watch(user, kva=D(100), at=NOON, target=area)
    assert actions.watch(user, kva=D(100), at=NOON, target=area) == row
    actions.unwatch(row.pk, by=waiter("13800000008"))
    assert Watch.objects.exists()
    actions.unwatch(row.pk, by=user)
    assert not Watch.objects.exists()


def test_the_whole_county_at_once_says_what_each_point_says(area):
    beside = add_area(area.feeder, "A2", 114.885, 31.642, rated=200, peak=100)
    hold(area, 120, "XC1")
    hold(area.feeder, 500, "XC2")
    found = open_everywhere(at=NOON)
    for one in (area, beside):
        assert found[("area", one.pk)].open_kva == open_capacity_kva(one, at=NOON)
    assert found[("feeder", area.feeder_id)].open_kva == open_capacity_kva(area.feeder, at=NOON)


@pytest.mark.parametrize(
    ("kva", "least", "most"), [("0", 0, 10), ("9.9", 0, 10), ("10", 10, 80), ("500", 500, 2000), ("9000", 2000, None)]
)
def test_a_number_lies_in_its_band(kva, least, most):
    assert band(D(kva)) == (least, most)
