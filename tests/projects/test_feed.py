"""Projects arrive over HTTP from two simulated platforms: twice, backwards, under two codes, or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connectors.investment.simulator import BEGUN
from connectors.simulators import Simulators
from customers.projects.actions import read_feed
from customers.projects.models import Feed, Lead, LeadNews
from tests.applications.journey import MONDAY

CODE, OLD = "2611-411523-04-01-000010", "2020-330327-48-01-167360"
FIRM = "91411523MA00000019"

pytestmark = pytest.mark.django_db


def tell(simulators: Simulators, system: str, kind: str = "PROJECT_CODED", day: int = 0, **facts: str) -> None:
    platform: Any = simulators.systems[system]
    platform.tell(kind, facts, told_at=BEGUN + timedelta(days=day))


def read(*systems: str) -> int:
    return sum(read_feed(system, at=MONDAY) for system in systems or ("investment", "marketing"))


def test_one_project_of_two_platforms_is_one_lead(simulators: Simulators) -> None:
    tell(simulators, "investment", code=CODE, name="油茶", needed_kva="800", owner_uscc=FIRM)
    tell(simulators, "marketing", "PROJECT_CHANGED", day=1, code=CODE, needed_kva="1600")
    assert read() == 2
    lead = Lead.objects.get()
    assert (lead.name, str(lead.needed_kva), lead.news.count()) == ("油茶", "1600.00", 2)


def test_told_twice_and_backwards_it_counts_once_and_the_newest_stands(simulators: Simulators) -> None:
    for day, kva in enumerate(("100", "200", "300")):
        tell(simulators, "investment", day=day, code=CODE, needed_kva=kva)
    simulators.turn("investment", twice=True, backwards=True)
    assert read("investment") == 3
    assert str(Lead.objects.get().needed_kva) == "300.00"
    assert read("investment") == 0


def test_we_read_on_where_we_stopped(simulators: Simulators) -> None:
    tell(simulators, "investment", code=CODE)
    read("investment")
    tell(simulators, "investment", code=OLD)
    assert (read("investment"), Feed.objects.get(system="investment").cursor) == (1, "2")


def test_an_old_code_and_its_new_one_are_one_project(simulators: Simulators) -> None:
    tell(simulators, "marketing", code=OLD, name="旅游")
    tell(simulators, "investment", code=CODE, name="油茶")
    read("marketing", "investment")
    tell(simulators, "investment", "PROJECT_CHANGED", day=3, code=CODE, former_code=OLD)
    read("investment")
    lead = Lead.objects.single().get()
    assert (lead.code, lead.former_code, lead.news.count()) == (CODE, OLD, 3)


def test_a_platform_that_is_down_or_babbles_changes_nothing(simulators: Simulators) -> None:
    tell(simulators, "investment", code=CODE)
    simulators.turn("investment", garbage=True)
    assert read("investment") == 0
    simulators.turn("investment", garbage=False)
    assert read("investment") == 1


def test_one_senseless_event_does_not_hold_up_the_others(simulators: Simulators) -> None:
    tell(simulators, "investment", "NEVER_HEARD_OF", code=CODE)
    tell(simulators, "investment", code=OLD)
    assert read("investment") == 1


def test_a_new_enterprise_is_a_lead_and_a_private_person_is_not_kept(simulators: Simulators) -> None:
    tell(simulators, "investment", "LICENCE_ISSUED", owner_uscc=FIRM, owner_name="新县试验茶业有限公司")
    tell(simulators, "investment", "LICENCE_ISSUED", owner_name="张小明", phone="13800000099")
    assert read("investment") == 1
    assert (Lead.objects.get().kind, LeadNews.objects.count()) == ("LICENCE", 1)
