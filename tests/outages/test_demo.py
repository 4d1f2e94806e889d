"""The demo county's outages: once, with a year behind them that every page and figure can show."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from accounts.demo import load as load_people
from gridhealth.demo import load_network
from outages import demo
from outages.assessment.queries import standings
from outages.indices.queries import Scope, frequent, major_event_days, so_far, told, whole
from outages.indices.rules import DLT_836, IEEE_1366
from outages.models import Interruption, Outage, Part, PlannedWork
from outages.planned.saving import live_share
from outages.published import queries as published
from tests.gridhealth.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def county(django_db_setup, django_db_blocker):
    """Loaded once for the whole module; nothing here writes."""
    with override_settings(DEMO=True), django_db_blocker.unblock(), transaction.atomic():
        load_people(NOON)
        load_network(NOON)
        loaded = demo.load(NOON)
        connection.check_constraints()
        yield loaded
        transaction.set_rollback(True)


def test_it_is_loaded_once(county):
    assert county > 0
    assert demo.load(NOON) == 0


def test_today_shows_faults_at_several_stages():
    assert set(Outage.objects.exclude(stage="CLOSED").values_list("stage", flat=True)) == {
        "DETECTED", "PARTLY_RESTORED", "VERIFIED",
    }  # fmt: skip


def test_customers_were_without_power_by_steps_and_in_a_storm():
    assert not Part.objects.filter(customers=0).exists()
    steps = Outage.objects.filter(stage="CLOSED", timeline__events__verb="restore_part").distinct()
    assert steps.count() > 5
    assert Outage.objects.filter(cause="WEATHER").count() >= 5


def test_both_standards_have_figures_for_the_year():
    period = so_far([whole(2026)], at=NOON)
    for edition in (DLT_836, IEEE_1366):
        (found,) = told(period, edition, Scope(), at=NOON)
        assert found.saidi > 0
        assert found.maifi > 0
        assert found.asai > 0.99


def test_the_storm_stands_out_and_the_old_line_is_cut_too_often():
    _threshold, days = major_event_days(Scope(), 2026, at=NOON)
    assert len(days) == 1
    often = frequent(Scope(), whole(2026), more_than=3, at=NOON)
    assert len({area.feeder for area, _times, _customers in often}) == 1


def test_most_work_is_done_live_and_teams_have_used_some_of_their_budget():
    share = live_share(whole(2026).start, whole(2026).end)
    assert 0.5 < share.share < 1
    assert any(team.used > 0 and team.saved > 0 for team in standings(whole(2026), at=NOON))
    assert PlannedWork.objects.filter(stage="REVIEWED").count() * 2 == sum(
        work.announcements.count() for work in PlannedWork.objects.filter(stage="REVIEWED")
    )


def test_the_public_reads_what_is_what_was_and_what_will_be():
    assert published.now()
    assert published.announced()
    assert published.past(at=NOON)
    assert Interruption.objects.filter(timeline=None).count() == 0


def test_every_chain_of_the_past_is_whole():
    call_command("verify_events")
