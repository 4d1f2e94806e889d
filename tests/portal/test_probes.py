"""Probes and counts: what is late is said, and the counts are for who may look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from deadlines.models import CalendarYear, Heartbeat
from portal.health import late_things, soon_needed

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def officer(role: Role) -> User:
    user = User.objects.create(username=f"one-{role}", is_staff=True)
    RoleGrant.objects.create(user=user, role=role, granted_at=NOW)
    return user


def test_nothing_is_late_once_the_sweep_has_run() -> None:
    Heartbeat.objects.beat("sweep", NOW)
    assert late_things(at=NOW) == {}


def test_a_silent_driver_is_late() -> None:
    Heartbeat.objects.beat("sweep", NOW - timedelta(minutes=4))
    assert late_things(at=NOW) == {"silent_drivers": 1}


def test_the_next_years_workdays_are_missed_from_november_on() -> None:
    november = timezone.make_aware(timezone.datetime(2026, 11, 1, 9))
    assert soon_needed(at=november) == {"calendar_year": 2027}
    assert soon_needed(at=november - timedelta(days=2)) == {}
    CalendarYear.objects.create(year=2027, is_published=True, source="test", loaded_at=november)
    assert soon_needed(at=november) == {}


@pytest.mark.parametrize(("role", "status"), [(Role.SUPERVISOR, 200), (Role.AUDITOR, 200), (Role.METER, 403)])
def test_the_counts_are_for_who_may_look(client: Client, role: Role, status: int) -> None:
    client.force_login(officer(role))
    assert client.get("/metrics").status_code == status


def test_a_program_reads_the_counts_with_its_token(client: Client, capsys: Any) -> None:
    supervisor = officer(Role.SUPERVISOR)
    call_command("api_token", supervisor.username)
    token = capsys.readouterr().out.split()[-1]
    answer = client.get("/metrics", headers={"authorization": f"Bearer {token}"})
    assert b'portal_late{kind="sweep_never_ran"} 1.0' in answer.content
    assert client.get("/metrics", headers={"authorization": "Bearer pcp_wrong"}).status_code == 403


def test_the_administration_has_no_sign_in_of_its_own(client: Client) -> None:
    assert client.get("/administration/", follow=True).redirect_chain[-1][0].startswith("/sign-in/staff/")


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.METER, 403)])
def test_the_administration_shows_rows_to_who_may_look(client: Client, role: Role, status: int) -> None:
    client.force_login(officer(role))
    assert client.get("/administration/accounts/rolegrant/").status_code == status
    assert client.get("/administration/accounts/rolegrant/add/").status_code == 403
