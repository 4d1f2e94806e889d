"""Probes and counts: what is late is said, and the counts are for who may look."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from deadlines.alerts import CLOCK_JUMP
from deadlines.models import Alert, CalendarYear, Heartbeat, Hold
from notifications.models import Delivery, Message
from portal.health import late_things, soon_needed
from tests.applications.journey import SMALL_SHOP, Cast, submitted
from tests.deadlines.cast import clock

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


LONG_AGO = NOW - timedelta(days=30)
ALONE = {"attempts": 0, "at": NOW}


def alert(**facts: Any) -> Alert:
    return Alert.objects.create(clock=clock(at=LONG_AGO), level="BREACH", **{**ALONE, **facts})


def delivery(**facts: Any) -> Delivery:
    person = User.objects.create(username="reader")
    message = Message.objects.create(
        template="clock-breach",
        version=1,
        purpose="CASE",
        basis="CONTRACT",
        recipient=person,
        dedup="x",
        created_at=NOW,
    )
    return Delivery.objects.create(message=message, channel="SMS", reference="r", **facts)


TROUBLE: dict[str, Callable[[], object]] = {
    "silent_drivers": lambda: Heartbeat.objects.beat("sweep-loop", NOW - timedelta(minutes=4)),
    "clocks_not_swept": lambda: clock(at=LONG_AGO),
    "alerts_not_told": lambda: alert(look_at=NOW - timedelta(minutes=3)),
    "alerts_given_up": lambda: alert(look_at=None),
    "alerts_held": lambda: alert(look_at=None, hold=Hold.objects.create(at=NOW)),
    "clock_jumped": lambda: Heartbeat.objects.beat(CLOCK_JUMP, NOW),
    "deliveries_overdue": lambda: delivery(next_at=NOW - timedelta(minutes=6)),
    "deliveries_given_up": lambda: delivery(state="DEAD"),
    "invariants_broken": lambda: Heartbeat.objects.beat("invariants", NOW, broken={"nobody-answers": ["XC-1"]}),
}


@pytest.mark.parametrize("kind", TROUBLE)
def test_whatever_is_older_than_its_limit_turns_the_deep_probe_red(client: Client, kind: str) -> None:
    Heartbeat.objects.beat("sweep", timezone.now())
    assert client.get("/healthz/deep").status_code == 200
    TROUBLE[kind]()
    answer = client.get("/healthz/deep")
    assert (answer.status_code, answer.json()["late"][kind]) == (503, 1)


def test_the_counts_tell_nothing_of_a_person(client: Client) -> None:
    """Labels are words of closed lists and names of drivers; whatever is a person's or a case's is not among them."""
    cast = Cast()
    case = submitted(cast)
    delivery(state="DEAD")
    client.force_login(officer(Role.SUPERVISOR))
    told = client.get("/metrics").content.decode()
    assert 'portal_applications{stage="PRECHECK"} 1.0' in told
    labels = set(re.findall(r'="([^"]*)"', told))
    assert labels
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,30}", label) for label in labels), labels
    secret = {case.number, cast.customer.username, "reader", SMALL_SHOP["name"], SMALL_SHOP["uscc"]}
    assert not [one for one in secret if str(one) in told]


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
