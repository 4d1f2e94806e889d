"""Room for generation: the formula, the boundaries of the grades, and that below red all is red."""

from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from gridhealth.hosting.choices import Grade
from gridhealth.hosting.models import Generator
from gridhealth.hosting.queries import rooms
from gridhealth.hosting.rules import HOSTING_RULES, Equipment, grade, room
from tests.gridhealth.conftest import DAY

RULES = HOSTING_RULES[0]


def test_what_a_transformer_bears_is_its_load_and_four_fifths_of_it_backwards():
    found = room(Equipment(D(400), load_kw=D(54), connected_kw=D(100), filed_kw=D(50)), RULES)
    assert found.bearable_kw == (D(54) + D("0.8") * 400 * D("0.95")) / D("0.9")
    assert (found.connect_kw, found.file_kw) == (found.bearable_kw - 100, found.bearable_kw - 150)


def test_generation_at_the_moment_takes_room_and_storage_makes_it():
    plain, sunny = (room(Equipment(D(400), D(100), generation_kw=D(n)), RULES) for n in (0, 90))
    stored = room(Equipment(D(400), D(100), storage_kw=D(45), more_storage_kw=D(45)), RULES)
    assert plain.bearable_kw - sunny.bearable_kw == 100
    assert stored.bearable_kw - plain.bearable_kw == 100


@pytest.mark.parametrize(
    ("connect", "file", "expected"),
    [
        ("0.01", "0.01", "GREEN"), ("10", "0", "YELLOW"), ("0.01", "0", "YELLOW"), ("5", "-1", "YELLOW"),
        ("0", "0", "RED"), ("0", "-3", "RED"), ("-0.01", "-0.01", "RED"),
    ],
)  # fmt: skip
def test_the_boundaries_of_the_grades(connect, file, expected):
    assert grade(D(connect), D(file)) == expected


def test_whatever_hangs_under_something_red_is_red():
    assert grade(D(100), D(100), above=Grade.RED) == Grade.RED
    assert grade(D(100), D(100), above=Grade.YELLOW) == Grade.GREEN


def plant(area, kw, code, *, connected=True, left=None):
    return Generator.objects.create(
        code=code, feeder=area.feeder, area=area, rated_kw=D(kw), filed_on=DAY - timedelta(days=90),
        connected_on=DAY - timedelta(days=9) if connected else None, left_on=left,
    )  # fmt: skip


def test_one_statement_for_the_whole_county(area, django_assert_num_queries):
    plant(area, 300, "PV1")
    plant(area, 100, "PV2", connected=False)
    with django_assert_num_queries(1):
        found = rooms(on=DAY)
    one = found["area", area.pk]
    assert one.connect_kw == one.bearable_kw - 300
    assert (one.file_kw, one.grade) == (one.connect_kw - 100, Grade.YELLOW)
    assert found["feeder", area.feeder_id].grade == Grade.GREEN


def test_what_has_left_takes_no_room_and_a_red_line_makes_its_areas_red(area):
    plant(area, 400, "PV1", left=DAY)
    assert rooms(on=DAY)["area", area.pk].grade == Grade.GREEN
    plant(area, 9_000, "PV3")
    found = rooms(on=DAY)
    assert {found["feeder", area.feeder_id].grade, found["area", area.pk].grade} == {Grade.RED}


def test_the_past_is_judged_as_it_was(area):
    plant(area, 900, "PV1")
    assert rooms(on=date(2026, 8, 1))["area", area.pk].grade == Grade.GREEN
