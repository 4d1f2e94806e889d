"""Storms, floods and races: one event for each real cut, whatever comes how often in whatever order."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.refusals import WrongStage
from accounts.roles import Role
from gridhealth.demo import load_network
from gridhealth.models import Feeder, TransformerArea
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.choices import PowerKind
from gridhealth.telemetry.models import Terminal
from gridhealth.telemetry.wire import PowerReport
from notifications.models import Message
from outages.faults import actions, crews, merging
from outages.faults.reporting import report
from outages.models import Outage, Part
from outages.tasks import watch_faults
from tests.deadlines.cast import officer
from tests.gridhealth.conftest import NOON, add_area
from tests.outages.cast import gasp, later, resident


def test_a_flood_of_last_gasps_is_one_event_a_cut_and_costs_no_more_the_second_time(db):
    """All substations lose power; every terminal cries twenty times, all mixed, in three batches."""
    load_network(NOON)
    areas = list(TransformerArea.objects.all())
    Terminal.objects.bulk_create(Terminal(code=f"T{area.pk}", area=area) for area in areas)
    cries = [
        PowerReport(f"T{area.pk}", NOON + timedelta(seconds=n), PowerKind.OFF) for area in areas for n in range(20)
    ]
    Random(3).shuffle(cries)
    for n in range(3):
        take(cries[n::3], at=later(1))
    mains = {area.feeder.main_transformer_id for area in areas}
    assert Outage.objects.real().count() == len(mains)
    assert Part.objects.exclude(area=None).count() == len(areas)
    again = [PowerReport(f"T{area.pk}", NOON + timedelta(seconds=30), PowerKind.OFF) for area in areas]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        take(again, at=later(1))
    assert len(asked) < 15


def test_a_gasp_from_the_future_is_not_believed(area):
    take([gasp(area, at=later(60))], at=later(0))
    assert not Outage.objects.exists()


def test_two_outages_cannot_hold_the_same_part_in_the_dark(area, feeder):
    take([gasp(area)], at=later(1))
    (part,) = Part.objects.all()
    with pytest.raises(IntegrityError, match="no_part_is_dark_twice_at_once"), transaction.atomic():
        Part.objects.create(outage=part.outage, feeder=feeder, area=area, off_at=later(5), customers=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_dispatchers_at_the_same_moment_one_is_told_so(area):
    take([gasp(area)], at=later(1))
    outage, teams = Outage.objects.get(), [officer("one", Role.WORKS), officer("two", Role.WORKS)]
    desk = officer("d", Role.DISPATCH)

    def send(crew):
        try:
            return crews.dispatch(outage.pk, crew=crew, by=desk, at=later(2)).crew_id
        except WrongStage:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as both:
        sent = list(both.map(send, teams))
    assert sorted(one is None for one in sent) == [False, True]
    assert Outage.objects.get().crew_id in sent


@pytest.mark.django_db(transaction=True)
def test_two_lines_that_are_heard_of_at_the_same_moment_are_one_cut_of_the_transformer_above(area, feeder):
    other = Feeder.objects.get(pk=feeder.pk)
    other.pk, other.mrid, other.code, other.name = None, uuid4(), "F2", "F2"
    other.save()
    areas, start = [area, add_area(other, "A2", 114.885, 31.641)], Barrier(2)
    Terminal.objects.bulk_create(Terminal(code=f"T-{one.code}", feeder=one) for one in (feeder, other))

    def hear(code):
        start.wait()
        take([PowerReport(code, NOON, PowerKind.OFF)], at=later(1))
        connection.close()

    with ThreadPoolExecutor(2) as both:
        list(both.map(hear, ["T-F1", "T-F2"]))
    outage = Outage.objects.real().get()
    assert outage.where == feeder.main_transformer.name
    assert set(outage.parts.exclude(area=None).values_list("area", flat=True)) == {one.pk for one in areas}


def test_what_is_held_waits_on_with_the_outage_it_was_merged_into(line, monkeypatch):
    bob, _point = resident(line[1], "bob", "13803760002")
    take([gasp(line[0])], at=later(1))
    monkeypatch.setattr("outages.faults.rules.STORM", 0)
    take([gasp(line[1], at=later(9))], at=later(9))
    first, second = Outage.objects.order_by("pk")
    merging.merge(second.pk, into=first, by=officer("d", Role.DISPATCH), at=later(10))
    assert not Message.objects.filter(recipient=bob).exists()
    actions.release_push(first.pk, by=officer("s", Role.SUPERVISOR), at=later(11))
    assert Message.objects.get(recipient=bob).about == first.number


def test_whoever_heard_it_under_the_number_that_was_merged_does_not_hear_it_again(line, monkeypatch):
    alice, _point = resident(line[0])
    bob, _other = resident(line[1], "bob", "13803760002")
    take([gasp(line[0])], at=later(1))
    monkeypatch.setattr("outages.faults.rules.STORM", 0)
    take([gasp(line[1], at=later(9))], at=later(9))
    first, second = Outage.objects.order_by("pk")
    merging.merge(first.pk, into=second, by=officer("d", Role.DISPATCH), at=later(10))
    actions.release_push(second.pk, by=officer("s", Role.SUPERVISOR), at=later(11))
    told = Message.objects.filter(template="fault-began").order_by("pk").values_list("recipient", "about")
    assert list(told) == [(alice.pk, first.number), (bob.pk, second.number)]


def test_held_words_go_as_things_stand_when_a_supervisor_lets_them(line, crew, monkeypatch):
    """Two were cut; one has power again before anybody looked."""
    alice, _point = resident(line[0])
    bob, _other = resident(line[1], "bob", "13803760002")
    monkeypatch.setattr("outages.faults.rules.STORM", 0)
    take([gasp(area) for area in line[:2]], at=later(1))
    take([gasp(line[0], PowerKind.ON, later(9))], at=later(9))
    chief = officer("s", Role.SUPERVISOR)
    for _again in range(2):
        watch_faults(at=later(12).isoformat())
    assert list(chief.notices.values_list("template", flat=True)) == ["fault-push-held"]
    assert not Message.objects.filter(recipient__in=[alice, bob]).exists()
    actions.release_push(Outage.objects.get().pk, by=chief, at=later(13))
    told = Message.objects.filter(recipient__in=[alice, bob]).order_by("template").values_list("recipient", "template")
    assert list(told) == [(bob.pk, "fault-began"), (alice.pk, "fault-restored")]
    with pytest.raises(WrongStage):
        actions.release_push(Outage.objects.get().pk, by=chief, at=later(14))


def test_reports_that_nobody_confirms_call_the_dispatcher_after_a_quarter_of_an_hour(area):
    desk = officer("d", Role.DISPATCH)
    for n in range(2):
        report(point=resident(area, f"u{n}", f"1380376000{n}")[1], at=later(n))
    watch_faults(at=later(14).isoformat())
    assert not desk.notices.exists()
    for minute in (17, 18):
        watch_faults(at=later(minute).isoformat())
    assert [one.template for one in desk.notices.all()] == ["fault-unconfirmed"]
