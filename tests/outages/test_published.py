"""What everybody may read of outages, and that whoever publishes them hears of every change."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from accounts.roles import Role
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.choices import PowerKind
from outages.faults import actions
from outages.faults.reporting import report
from outages.models import Outage
from outages.published import queries
from outages.published.rules import Band, band, middle
from outages.signals import outage_changed
from tests.deadlines.cast import officer
from tests.gridhealth.conftest import NOON
from tests.outages.cast import gasp, later, resident


@pytest.mark.parametrize(
    ("customers", "told"),
    [(0, (0, 0)), (1, (1, 9)), (9, (1, 9)), (10, (10, 49)), (9_999, (5_000, 9_999)), (10_000, (10_000, None))],
)  # fmt: skip
def test_how_many_are_affected_is_told_as_a_band(customers, told):
    assert band(customers) == Band(*told)


def test_a_place_is_the_middle_of_the_area_and_no_pole():
    boxes = [(D("114.8812"), D("31.6411"), D("114.8812"), D("31.6411")), (D("114.9"), D("31.7"), D("114.9"), D("31.7"))]
    assert middle(boxes) == (D("114.89"), D("31.67"))


@pytest.fixture
def heard():
    """Numbers of outages whose change was told, in order."""
    numbers = []

    def note(number, **_facts):
        numbers.append(number)

    outage_changed.connect(note)
    yield numbers
    outage_changed.disconnect(note)


def test_a_fault_is_public_from_its_confirmation_to_a_month_after(area, crew, heard):
    resident(area)
    take([gasp(area)], at=later(1))
    (now,) = queries.now()
    assert (now.phase, now.areas, now.dark, now.cause_label) == ("NOW", ("A1",), Band(1, 9), "尚未查明")
    take([gasp(area, PowerKind.ON, later(30))], at=later(31))
    assert queries.now() == []
    (over,) = queries.past(at=later(60))
    assert (over.phase, over.ended_at, over.dark, over.affected) == ("OVER", later(30), Band(0, 0), Band(1, 9))
    assert queries.past(at=NOON + timedelta(days=31)) == []
    assert set(heard) == {over.number}


def test_every_estimate_that_was_ever_told_stays(area, crew):
    take([gasp(area)], at=later(1))
    actions.revise(Outage.objects.get().pk, by=crew, at=later(9), back_at=later(99), reason="张三家旁的杆")
    (now,) = queries.now()
    assert [one.made_at for one in now.estimates] == [later(1), later(9)]
    assert now.until == later(99)
    assert "张三" not in repr(now), "what a crew writes stays inside"


def test_nobody_reads_of_a_fault_that_only_neighbours_reported_until_it_is_confirmed(area):
    for n in range(2):
        report(point=resident(area, f"u{n}", f"1380376000{n}")[1], at=later(n))
    outage = Outage.objects.get()
    assert (queries.now(), queries.one(outage.number)) == ([], None)
    actions.confirm(outage.pk, by=officer("d", Role.DISPATCH), at=later(3))
    assert queries.one(outage.number).phase == "NOW"


def test_a_false_alarm_that_was_published_is_withdrawn(area, heard):
    take([gasp(area)], at=later(1))
    number = Outage.objects.get().number
    before = len(heard)
    actions.call_off(Outage.objects.get().pk, by=officer("d", Role.DISPATCH), at=later(2), reason="终端检修")
    assert (queries.now(), queries.one(number).phase, len(heard) > before) == ([], "WITHDRAWN", True)


def test_a_county_in_the_dark_is_read_in_a_few_statements(line, django_assert_max_num_queries):
    for n, area in enumerate(line):
        resident(area, f"u{n}", f"1380376000{n}")
    take([gasp(area) for area in line], at=later(1))
    with django_assert_max_num_queries(8):
        assert len(queries.now()[0].areas) == 5
