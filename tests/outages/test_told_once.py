"""Each word of an outage reaches each person once, whatever was merged into what; and a part is dark once at a time."""

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.choices import PowerKind
from notifications.models import Message
from outages.faults import actions, crews, merging, restoring
from outages.faults.major.actions import declare
from outages.faults.reporting import report
from outages.models import Outage, Part
from tests.deadlines.cast import officer
from tests.outages.cast import gasp, later, resident


@pytest.fixture
def alice(line):
    return resident(line[0])[0]


@pytest.fixture
def two(line, crew, alice):
    """Two faults of one line that began ten minutes apart; alice heard of the first."""
    take([gasp(line[0])], at=later(1))
    take([gasp(line[1], at=later(11))], at=later(11))
    return Outage.objects.order_by("pk")


def told(user):
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("template", flat=True))


@pytest.mark.parametrize("into_later", [True, False])
def test_told_under_the_number_that_was_merged_then_an_estimate_then_the_end_each_once(two, alice, crew, into_later):
    gone, kept = two if into_later else two[::-1]
    merging.merge(gone.pk, into=kept, by=officer("d", Role.DISPATCH), at=later(15))
    actions.revise(kept.pk, by=kept.crew, at=later(20), back_at=later(120))
    restoring.restore(kept.pk, by=kept.crew, at=later(60))
    assert told(alice) == ["fault-began", "fault-progress", "fault-restored"]


def test_the_same_cause_is_not_told_again_by_the_event_that_took_the_fault_up(two, alice, crew):
    first, second = two
    crews.arrive(first.pk, by=crew, at=later(12))
    actions.find(first.pk, by=crew, at=later(13), cause="TREES", finding="树枝")
    desk = officer("d", Role.DISPATCH)
    declare(second.pk, by=desk, at=later(14), reason="大")
    merging.upgrade(first.pk, into=second, by=desk, at=later(15), reason="同一事件")
    crews.arrive(second.pk, by=crew, at=later(16))
    actions.find(second.pk, by=crew, at=later(17), cause="TREES", finding="树枝")
    restoring.restore(second.pk, by=crew, at=later(60))
    assert told(alice) == ["fault-began", "fault-found-trees", "fault-restored"]


def test_who_was_promised_power_plainly_sooner_hears_the_later_time(two, alice, crew):
    first, second = two
    actions.revise(second.pk, by=crew, at=later(12), back_at=later(900))
    merging.merge(first.pk, into=second, by=officer("d", Role.DISPATCH), at=later(15))
    assert told(alice) == ["fault-began", "fault-progress"]


def test_held_words_that_are_let_go_say_nothing_to_who_knows(line, crew, alice, monkeypatch):
    """One part was back before the storm; then the guard holds the word of the other."""
    bob, _point = resident(line[1], "bob", "13803760002")
    take([gasp(area) for area in line[:2]], at=later(1))
    take([gasp(line[0], PowerKind.ON, later(9))], at=later(9))
    monkeypatch.setattr("outages.faults.rules.STORM", 0)
    take([gasp(line[1], PowerKind.ON, later(19))], at=later(19))
    actions.release_push(Outage.objects.get().pk, by=officer("s", Role.SUPERVISOR), at=later(25))
    assert [told(user) for user in (alice, bob)] == [["fault-began", "fault-restored"]] * 2


def test_who_reported_it_is_not_told_that_a_neighbours_power_is_back(line, crew, alice):
    take([gasp(area) for area in line[:2]], at=later(1))
    report(point=alice.customers.get().supply_points.get(), by=alice, at=later(2))
    take([gasp(line[1], PowerKind.ON, later(9))], at=later(9))
    assert told(alice) == ["fault-began"]


def test_power_that_went_again_is_news_when_it_is_back(line, crew, alice):
    take([gasp(line[0])], at=later(1))
    pk = Outage.objects.get().pk
    restoring.restore(pk, by=crew, at=later(20))
    restoring.still_out(pk, by=alice, at=later(25))
    restoring.restore(pk, by=crew, at=later(50))
    assert told(alice) == ["fault-began", "fault-restored", "fault-restored"]


def test_a_line_that_goes_round_a_part_that_is_dark_already_leaves_that_part_to_its_own_outage(line, crew):
    take([gasp(line[0])], at=later(1))
    take([gasp(area, at=later(61)) for area in line[1:4]], at=later(61))
    first, second = Outage.objects.order_by("pk")
    assert set(first.parts.values_list("area__code", flat=True)) == {"A1"}
    assert set(second.parts.exclude(area=None).values_list("area__code", flat=True)) == {"A2", "A3", "A4", "A5"}
    assert Part.objects.exclude(area=None).count() == len(line)


def test_the_database_itself_refuses_a_part_that_overlaps_one_that_is_over(line, crew):
    take([gasp(line[0])], at=later(1))
    take([gasp(line[0], PowerKind.ON, later(30))], at=later(31))
    (part,) = Part.objects.all()
    for off, back in ((10, 20), (-10, 5), (29, 60), (5, None)):
        with pytest.raises(IntegrityError, match="no_part_is_dark_twice_at_once"), transaction.atomic():
            Part.objects.create(
                outage=part.outage, feeder=part.feeder, area=part.area, off_at=later(off),
                back_at=None if back is None else later(back),
            )  # fmt: skip
