"""Interruptions make areas and lines ill when they are frequent; short ones and one told twice do not count."""

from datetime import timedelta

import pytest

from deadlines.models import Timeline
from gridhealth.health.models import Interruption as Noted
from outages.indices.models import Interruption
from outages.indices.telling import tell_health
from tests.gridhealth.conftest import DAY, NOON, add_area

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def dark(area, *, number="TD1", lasting=HOUR, ago=timedelta(days=2), is_planned=False):
    timeline, _new = Timeline.objects.get_or_create(reference=number, defaults={"opened_at": NOON})
    return Interruption.objects.create(
        timeline=timeline, area=area, customers=40, off_at=NOON - ago, on_at=NOON - ago + lasting,
        is_planned=is_planned,
    )  # fmt: skip


def test_an_hour_counts_once_however_often_it_is_told(area):
    add_area(area.feeder, "A2", 114.885, 31.642)
    add_area(area.feeder, "A3", 114.886, 31.642)
    dark(area, is_planned=True)
    assert (tell_health(at=NOON), tell_health(at=NOON)) == (1, 0)
    row = Noted.objects.get()
    assert (row.area, row.feeder, row.on, row.is_planned) == (area, None, DAY - timedelta(days=2), True)


@pytest.mark.parametrize(("minutes", "counts"), [(3, False), (3.01, True)])
def test_a_short_one_is_none_of_the_frequent(area, minutes, counts):
    dark(area, lasting=timedelta(minutes=minutes))
    tell_health(at=NOON)
    assert Noted.objects.exclude(area=None).exists() == counts


def test_a_year_ago_is_long_ago(area):
    dark(area, ago=timedelta(days=367))
    assert tell_health(at=NOON) == 0


def test_half_of_a_line_by_one_cause_interrupts_the_line(area):
    beside = add_area(area.feeder, "A2", 114.885, 31.642)
    for n in (3, 4):
        add_area(area.feeder, f"A{n}", 114.885 + n / 1000, 31.642)
    dark(area, number="TD1")
    dark(beside, number="TD2")
    tell_health(at=NOON)
    assert not Noted.objects.exclude(feeder=None).exists()
    dark(beside, number="TD1")
    tell_health(at=NOON)
    assert Noted.objects.exclude(feeder=None).get().reference == "TD1"
