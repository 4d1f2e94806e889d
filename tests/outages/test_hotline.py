"""Reports of 95598: signed, twice, in any order, late, and of places nobody knows."""

import json
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from connectors.signing import sign
from gridhealth.telemetry.actions import take
from gridhealth.telemetry.choices import PowerKind
from outages.models import Outage, Report
from tests.deadlines.cast import officer
from tests.outages.cast import gasp, resident

PATH = "/connect/hotline/faults/"


@pytest.fixture
def push(settings, db):
    settings.CONNECTORS = {**settings.CONNECTORS, "hotline": {"secret": "between us"}}

    def told(secret="between us", **call):
        body = json.dumps(call).encode()
        headers = sign(secret, "POST", PATH, body, now_s=int(time.time()))
        return Client().post(PATH, body, content_type="application/json", headers=headers)

    return told


def test_a_call_about_an_account_is_a_report_once(push, area):
    _alice, point = resident(area)
    first = push(ticket="T1", account_no=point.account_no)
    again = push(ticket="T1", account_no=point.account_no)
    assert (first.status_code, again.status_code, Report.objects.count()) == (201, 200, 1)


def test_two_calls_of_neighbours_are_an_outage_and_both_hear_its_number(push, area):
    push(ticket="T1", area="A1")
    answer = push(ticket="T2", longitude="114.8805", latitude="31.6411")
    assert answer.json()["outage"] == Outage.objects.get().number
    assert Outage.objects.get().reports.count() == 2


def test_a_forged_call_is_nobodys(push, area):
    assert push(secret="guessed", ticket="T1", area="A1").status_code == 401
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    "call",
    [{}, {"ticket": " "}, {"ticket": "T1", "word": "MAYBE"}, {"ticket": "T1", "said_at": "2020-01-01T00:00:00+08:00"},
     {"ticket": "T1", "longitude": "NaN", "latitude": "31"}, {"ticket": "T1", "place": "\x00"}, {"ticket": 7}],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_kept_nowhere(push, call):
    assert push(**call).status_code == 400
    assert not Report.objects.exists()


def test_taken_back_before_it_was_said_opens_nothing(push, area):
    push(ticket="T1", word="WITHDRAWN")
    assert push(ticket="T1", area="A1").status_code == 200
    assert Report.objects.get().verdict == "FALSE_ALARM"


def test_a_late_call_belongs_to_the_outage_that_was(push, area):
    """Cut an hour ago, back half an hour ago; a call of three quarters of an hour ago comes now."""
    now = timezone.now()
    take([gasp(area, at=now - timedelta(minutes=60))], at=now - timedelta(minutes=59))
    take([gasp(area, PowerKind.ON, now - timedelta(minutes=30))], at=now - timedelta(minutes=29))
    push(ticket="T1", area="A1", said_at=(now - timedelta(minutes=45)).isoformat())
    assert Report.objects.get().outage == Outage.objects.get()
    assert Outage.objects.get().stage == "VERIFIED", "nobody says that it is still out"


def test_an_unknown_place_waits_for_the_dispatcher_who_knows_it(push, area):
    push(ticket="T1", place="老槐树下第三户", area="NOWHERE")
    desk = Client()
    desk.force_login(officer("d", Role.DISPATCH), "django.contrib.auth.backends.ModelBackend")
    assert "老槐树下第三户" in desk.get("/outages/").content.decode()
    report = Report.objects.get()
    assert desk.post(f"/outages/reports/{report.pk}/believe/").status_code == 409
    assert desk.post(f"/outages/reports/{report.pk}/locate/", {"area": area.pk}).status_code == 302
    assert desk.post(f"/outages/reports/{report.pk}/believe/").status_code == 302
    assert Outage.objects.get().area == area
