"""The machine of faults, pinned edge by edge, and what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from deadlines.machine import record
from outages.models import Outage, Part
from tests.gridhealth.conftest import NOON, case

EDGES = {
    ("confirm", "DETECTED", "CONFIRMED"),
    ("dispatch", "CONFIRMED", "DISPATCHED"),
    ("arrive", "DISPATCHED", "ARRIVED"),
    ("find", "ARRIVED", "FAULT_FOUND"),
    *{("restore_part", s, "PARTLY_RESTORED") for s in
      ("DETECTED", "CONFIRMED", "DISPATCHED", "ARRIVED", "FAULT_FOUND", "PARTLY_RESTORED")},
    *{("restore", s, "RESTORED") for s in
      ("DETECTED", "CONFIRMED", "DISPATCHED", "ARRIVED", "FAULT_FOUND", "PARTLY_RESTORED")},
    *{("reopen", s, "PARTLY_RESTORED") for s in ("RESTORED", "VERIFIED")},
    ("verify", "RESTORED", "VERIFIED"),
    ("review", "VERIFIED", "REVIEWED"),
    ("close", "REVIEWED", "CLOSED"),
    *{(verb, s, to) for verb, to in
      (("call_off", "FALSE_ALARM"), ("merge", "MERGED"), ("leave_to_customer", "USER_SIDE"))
      for s in ("DETECTED", "CONFIRMED", "DISPATCHED", "ARRIVED")},
    *{("upgrade", s, "UPGRADED") for s in
      ("DETECTED", "CONFIRMED", "DISPATCHED", "ARRIVED", "FAULT_FOUND", "PARTLY_RESTORED")},
}  # fmt: skip


def outage(feeder, number="XO1", **facts):
    facts = {"stage": "DETECTED", "began_at": NOON, "detected_at": NOON, **facts}
    row = Outage.objects.create(timeline=case(number), feeder=feeder, cell=feeder.cell, **facts)
    record(row, "detect", "", by=None, at=NOON)
    return row


def test_the_machine_has_these_edges_and_no_others():
    found = Outage._meta.get_field("stage").get_all_transitions(Outage)
    assert {(edge.name, edge.source, edge.target) for edge in found} == EDGES


def test_no_part_of_a_line_is_dark_twice_at_once(area):
    first, second = outage(area.feeder), outage(area.feeder, "XO2")
    Part.objects.create(outage=first, feeder=area.feeder, area=area, off_at=NOON)
    with pytest.raises(IntegrityError, match="no_part_is_dark_twice_at_once"):
        Part.objects.create(outage=second, feeder=area.feeder, area=area, off_at=NOON + timedelta(hours=1))


def test_the_same_part_may_go_dark_again_later(area):
    first, second = outage(area.feeder), outage(area.feeder, "XO2")
    end = NOON + timedelta(hours=1)
    Part.objects.create(outage=first, feeder=area.feeder, area=area, off_at=NOON, back_at=end)
    assert Part.objects.create(outage=second, feeder=area.feeder, area=area, off_at=end).pk
