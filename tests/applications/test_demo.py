"""The demo county's cases: real actions at past moments, so that nothing of the past comes as news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection

from applications.agency.models import Mandate
from applications.batch.models import BatchRow
from applications.demo import agents, county, desk, leases
from applications.demo.acts import BY, ORDER
from applications.demo.kinds import KINDS
from applications.lease.models import Lease
from applications.models import Application
from applications.verbs import VERBS
from deadlines.models import Alert, Clock
from notifications.models import Delivery, Message
from tests.applications.county import ALL, demo_county, told
from tests.applications.steps import must_hold

SOME = {60: "ARCHIVED", 12: "CORRECTION", 26: "WORKS", 43: "ENERGISE_FAILED", 49: "WORKS"}


@pytest.fixture
def at(db: None) -> Iterator[datetime]:
    with demo_county() as now:
        yield now


def test_the_stories_are_of_kinds_and_verbs_that_there_are_and_no_two_share_a_sign_in() -> None:
    assert len({story.n for story in ALL}) == len(ALL) > 110
    assert {story.kind for story in ALL} <= set(KINDS)
    used = {verb.partition("@")[0] for story in ALL for verb in (*story.detours, story.goal) if verb} - {"submit"}
    assert used | set(ORDER) | set(BY) <= set(VERBS)


def test_the_county_is_whole_and_nothing_of_its_past_is_still_to_be_raised_or_sent(at: datetime) -> None:
    assert county.play([told(number) for number in SOME], at=at) == len(SOME)
    cases = list(Application.objects.order_by("pk"))
    assert [case.stage for case in cases] == list(SOME.values())
    for case in cases:
        must_hold(case)
        assert not case.timeline.events.filter(at__gt=at).exists()
    assert not Clock.objects.filter(look_at__lte=at).exists()
    assert Alert.objects.filter(level="ESCALATION").exists()
    assert not Alert.objects.filter(announced_at=None).exists()
    numbers = [case.number for case in cases]
    assert not Delivery.objects.open().filter(message__about__in=numbers, next_at__lte=at).exists()
    assert not Message.objects.filter(about__in=numbers, created_at__gt=at).exists()


def test_a_county_that_was_broken_off_goes_on_and_what_is_there_stays(at: datetime) -> None:
    first, second = told(49), told(4)
    assert county.play([first], at=at) == 1
    assert county.play([first, second], at=at) == 1
    assert county.play([first, second], at=at) == 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_desks_have_a_key_project_notes_and_views_once(at: datetime) -> None:
    county.play([told(17), told(12)], at=at)
    assert (desk.load_desk(at), desk.load_desk(at)) == (len(desk.VIEWS), 0)
    case = must_hold(Application.objects.get(is_key=True))
    assert (case.notes.count(), case.project_manager and case.project_manager.username) == (2, "works")


def test_people_act_for_others_a_village_waits_and_a_transformer_is_lent_once(at: datetime) -> None:
    county.play([told(1), told(2), told(3), told(36)], at=at)
    assert (agents.load(at), agents.load(at)) == (len(agents.GIVEN) + 1, 0)
    assert Mandate.objects.filter(revoked_at=None).exclude(granted_at=None).count() == 2
    assert sorted(BatchRow.objects.values_list("state", flat=True)) == ["FAULTY"] * 2 + ["GOOD"] * 4
    assert (leases.load(at), leases.load(at)) == (len(leases.STOCK), 0)
    assert Lease.objects.get().stage == "CONTRACTED"
