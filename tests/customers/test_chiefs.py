"""Somebody answers for every case: a chief service officer, and a deputy while he is away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from applications import timers
from applications.intake import actions as intake
from applications.models import Application
from customers import actions as customers
from customers.models import AccountManager, ChiefOfficer
from customers.serving.actions import plan_leave
from deadlines.deputies import acting_for
from tests.applications.journey import Cast, accepted, person


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast()


def test_a_case_has_a_chief_from_its_first_answer_on(cast: Cast) -> None:
    intake.open_draft(by=cast.customer, at=timezone.now())
    accepted(cast, at=timezone.now())
    assert set(Application.objects.values_list("chief", flat=True)) == {cast.chief.pk}


def test_whoever_has_none_gets_one_and_a_chief_who_left_is_replaced(cast: Cast) -> None:
    case, deputy = accepted(cast, at=timezone.now()), person("deputy", Role.CHIEF)
    customers.appoint_chief(deputy, rank=1)
    Application.objects.update(chief=None)
    timers.run(at=timezone.now())
    assert Application.objects.get(pk=case.pk).chief == cast.chief
    cast.chief.is_active = False
    cast.chief.save()
    ChiefOfficer.objects.filter(user=cast.chief).update(absent_from=timezone.localdate())
    timers.run(at=timezone.now() + timedelta(minutes=5))
    assert Application.objects.get(pk=case.pk).chief == deputy


def test_while_the_chief_is_away_the_customer_reads_who_acts(cast: Cast, client: Client) -> None:
    case, today = accepted(cast, at=timezone.now()), timezone.localdate()
    mine = ChiefOfficer.objects.get(user=cast.chief)
    client.force_login(cast.chief)
    away = {"from_on": today.isoformat(), "until_on": (today + timedelta(days=3)).isoformat()}
    assert client.post(f"/managers/chiefs/{mine.pk}/", away).status_code == 422  # nobody would be left
    customers.appoint_chief(person("方副总", Role.CHIEF), rank=1)
    assert client.post(f"/managers/chiefs/{mine.pk}/", {**away, "until_on": "2020-01-01"}).status_code == 422
    assert client.post(f"/managers/chiefs/{mine.pk}/", away).status_code == 302
    client.force_login(cast.customer)
    page = client.get(case.get_absolute_url()).content.decode()
    assert (str(cast.chief) in page, "方副总" in page) == (True, True)


def test_a_warning_goes_to_whoever_acts_today(cast: Cast) -> None:
    now, today = timezone.now(), timezone.localdate()
    deputy, cover = person("deputy", Role.CHIEF), person("cover", Role.MANAGER)
    customers.appoint_chief(deputy, rank=1)
    assert (acting_for(cast.chief, at=now), acting_for(cast.manager, at=now)) == (cast.chief, cast.manager)
    ChiefOfficer.objects.filter(user=cast.chief).update(absent_from=today, absent_until=today)
    stand_in = customers.appoint_manager(cover, areas=["411523100"], open_case_cap=60)
    mine = AccountManager.objects.get(user=cast.manager)
    plan_leave(mine, cover=stand_in, from_on=today, until_on=today, by=cast.chief, at=now)
    assert (acting_for(cast.chief, at=now), acting_for(cast.manager, at=now)) == (deputy, cover)
